"""The same question in other words, for training alone: by a model if there is one, else by rules."""

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from random import Random
from typing import Any

from app.llm.errors import LlmError
from app.llm.types import Llm, LlmRequest
from finetune.dataset.duplicates import things
from finetune.dataset.types import Item, Kind
from finetune.retrieval.phrasing import hasty, mistyped, translated

_ASKED = (
    "Put this question of an embedded engineer into other words, in the same language. Keep every name, "
    "number and unit as it stands. Write the question alone.\n\n{question}"
)
_MOST_TOKENS = 200
_NAME = re.compile(r"[A-Za-z]*[A-Z_0-9][A-Za-z0-9_]*")


async def variants(
    items: Sequence[Item], share: float, chance: Random, llm: Llm | None = None
) -> AsyncIterator[Item]:
    """For so large a share of the conversations, one with its question said otherwise."""
    for item in items:
        if item.kind is not Kind.SFT or not item.prompt or chance.random() >= share:
            continue
        said = await _by_model(llm, item.prompt) if llm else ""
        said = said or by_rules(item.prompt, item.meta.language, chance)
        if said and said != item.prompt:
            yield _asked(item, said)


def by_rules(question: str, language: str, chance: Random) -> str:
    """In haste, mistyped, or with terms of the other language; names and numbers stay as they are."""
    names = dict(enumerate(dict.fromkeys(_NAME.findall(question))))
    kept = question
    for at, name in names.items():
        kept = re.sub(rf"(?<![A-Za-z0-9_]){re.escape(name)}(?![A-Za-z0-9_])", f"§{at}§", kept)
    way = chance.randrange(3)
    changed = (
        translated(kept, language)
        if way == 0
        else hasty(kept, chance)
        if way == 1
        else mistyped(kept, chance)
    )
    return re.sub(r"§(\d+)§", lambda match: names[int(match[1])], changed)


async def _by_model(llm: Llm, question: str) -> str:
    """A model's words, if they still ask for the same things."""
    messages: list[Mapping[str, Any]] = [{"role": "user", "content": _ASKED.format(question=question)}]
    try:
        made = await llm.complete(LlmRequest(messages, max_tokens=_MOST_TOKENS, temperature=0.7))
    except LlmError:
        return ""
    text = made.content.strip()
    return text if text and "\n" not in text and things(text).same(things(question)) else ""


def _asked(item: Item, question: str) -> Item:
    """The item with another question at the end of its prompt."""
    turns = [dict(turn) for turn in item.body["conversations"]]
    last = turns[-2]
    head, _, _ = str(last["value"]).rpartition(item.prompt)
    last["value"] = f"{head}{question}"
    answer = turns[-1]["value"]
    return item.changed({**item.body, "conversations": turns}, f"{question}\n{answer}", question)
