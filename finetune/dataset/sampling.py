"""Preferences between adapters: several answer one question, and a checker says whose answer is right."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.chat.verification.verifier import ABSTAINS
from app.feedback.witness import stands
from app.llm.errors import LlmError
from app.llm.types import Llm, LlmRequest
from finetune.dataset.prompting import dpo
from finetune.dataset.types import Item, Kind

HEAT = 0.8
"""Temperature: answers of one adapter should differ too."""
MOST_TOKENS = 400


@dataclass(frozen=True, slots=True)
class Sample:
    """An answer, and whether it is right."""

    text: str
    right: bool


async def sampled(
    tasks: Sequence[Item], llm: Llm, adapters: Sequence[str], times: int = 1
) -> AsyncIterator[Item]:
    """For each task that some answer right and some wrong: one of each."""
    for item in tasks:
        if item.kind is not Kind.TASKS:
            continue
        samples = [
            Sample(text, is_right(text, item.body))
            for adapter in adapters
            for _ in range(times)
            if (text := await _answer(llm, adapter, item.body["messages"]))
        ]
        right = next((one.text for one in samples if one.right), "")
        wrong = next((one.text for one in samples if not one.right), "")
        if right and wrong:
            yield dpo(item.body["messages"], right, wrong, item.meta, item.prompt)


def is_right(text: str, task: Mapping[str, Any]) -> bool:
    """Whether an answer says all that the task asks for; or refuses, where that is right, and only there."""
    refuses = bool(ABSTAINS.search(text))
    if task["refuse"]:
        return refuses
    values = [str(value) for fact in task["facts"] for value in fact["values"]]
    return not refuses and all(stands(value, text) for value in values)


async def _answer(llm: Llm, adapter: str, messages: Sequence[Mapping[str, Any]]) -> str:
    try:
        request = LlmRequest(messages, model=adapter, max_tokens=MOST_TOKENS, temperature=HEAT)
        return (await llm.complete(request)).content.strip()
    except LlmError:
        return ""
