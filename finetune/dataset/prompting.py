"""Items in the very prompt form of the chat turn: system, history, numbered evidence, question. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.chat.asking import EXPLAINED, told_of
from app.chat.checklists import checklist_for
from app.chat.dialogue import read_dialogue
from app.chat.prompts import Material, conversation
from app.chat.schemas import ChipciteRequest, Message
from app.core.markdown import DEFINITION
from finetune.dataset.types import Item, Kind, Meta
from retrieval.types import Passage

_FROM = {"user": "human", "assistant": "gpt"}
_LINKED = re.compile(r"\[?\[(\d{1,3})\]\]?\(\S+?\)")
_PLACE = re.compile(r"^[-*] (?:\[\d{1,3}\]|\[?\[\d{1,3}\]).*$", re.MULTILINE)
"""A line of the list of places that the chat turn puts under an answer; no model writes it."""
Turns = Sequence[tuple[str, str]]
"""Questions and answers that came before."""


def prompt(
    intent: str,
    history: Turns,
    question: str,
    sources: Sequence[tuple[int, Passage]],
    language: str,
    *,
    pins: Mapping[str, Any] | None = None,
    chips: Iterable[str] = (),
) -> tuple[list[dict[str, Any]], Material]:
    """The messages as the chat turn asks a model, which reads the conversation first: the question made
    complete, what is known of the project, and what an expert would not leave out. `chips`: the library's."""
    said = [
        message
        for asked, answer in history
        for message in (Message(role="user", content=asked), Message(role="assistant", content=answer))
    ]
    dialogue = read_dialogue(
        [*said, Message(role="user", content=question)], ChipciteRequest(**(pins or {})), chips
    )
    state = told_of(dialogue.state)
    called = (
        checklist_for(dialogue.resolved, "\n".join(map(str, state.values()))) if intent in EXPLAINED else ()
    )
    points = [point.text(language) for item in called for point in item.points]
    material = Material(dialogue.resolved or question, language, sources, state, points)
    return conversation(intent, said, material), material


def sft(messages: Sequence[Mapping[str, Any]], answer: str, meta: Meta, question: str) -> Item:
    """A conversation with its answer."""
    body = {**_shared(messages), "conversations": [*_turns(messages), _turn("assistant", answer)]}
    return Item(Kind.SFT, body, meta, f"{question}\n{answer}", question)


def dpo(messages: Sequence[Mapping[str, Any]], chosen: str, rejected: str, meta: Meta, question: str) -> Item:
    """An answer that is better than another."""
    pair = {"chosen": _turn("assistant", chosen), "rejected": _turn("assistant", rejected)}
    body = {**_shared(messages), "conversations": _turns(messages), **pair}
    return Item(Kind.DPO, body, meta, f"{question}\n{chosen}\n{rejected}", question)


def kto(messages: Sequence[Mapping[str, Any]], answer: str, good: bool, meta: Meta, question: str) -> Item:
    """An answer that its reader found good or bad."""
    turns = [*_turns(messages), _turn("assistant", answer)]
    body = {**_shared(messages), "conversations": turns, "kto_tag": good}
    return Item(Kind.KTO, body, meta, f"{question}\n{answer}", question)


def task(
    messages: Sequence[Mapping[str, Any]],
    material: Material,
    facts: Sequence[Mapping[str, Any]],
    meta: Meta,
    reference: str,
) -> Item:
    """A question whose answer a program can check. `reference`: a good answer in words."""
    body = {
        "messages": [dict(message) for message in messages],
        "question": material.question,
        "language": material.language,
        "evidence": [_evidence(number, passage) for number, passage in material.sources],
        "facts": [dict(fact) for fact in facts],
        "refuse": meta.kind == "refusal",
        "reference": reference,
    }
    return Item(Kind.TASKS, body, meta, f"{material.question}\n{list(facts)}", material.question)


def as_written(answer: str) -> str:
    """A recorded answer as a model writes it: plain `[1]`, without links and the list of places."""
    plain = _LINKED.sub(r"[\1]", DEFINITION.sub("", answer))
    return re.sub(r"\n{3,}", "\n\n", _PLACE.sub("", plain)).strip()


def _shared(messages: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {"system": next((str(one["content"]) for one in messages if one["role"] == "system"), "")}


def _turns(messages: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    return [_turn(str(one["role"]), str(one["content"])) for one in messages if one["role"] in _FROM]


def _turn(role: str, text: str) -> dict[str, str]:
    return {"from": _FROM[role], "value": text}


def _evidence(number: int, passage: Passage) -> dict[str, Any]:
    return {
        "n": number,
        "document": passage.document,
        "revision": passage.revision,
        "page": passage.page,
        "section": passage.section,
        "text": passage.text,
    }
