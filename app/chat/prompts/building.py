"""The messages for a language model: rules, conversation, fenced evidence, question. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from app.chat.schemas import Message
from retrieval.types import Passage

VERSION = "v2"
"""Recorded with every turn; a change of the files' meaning is a new folder."""
FENCE = re.compile(r"<(?=/?\s*source\b)", re.IGNORECASE)
"""What a manual could leave its fence with."""
ATTRIBUTE = re.compile(r"[<>\"]+")
WORDS = {
    "en": {
        "evidence": "Sources from the manuals:",
        "none": "No source was found for this question: say that the manuals here do not answer it.",
        "silent": "The manuals here were searched for this and hold no source.",
        "state": "What is known of the reader's project:",
        "points": "Address each of these if the sources say something of it:",
        "question": "Question:",
        "again": "{reasons}\n\nWrite only what the sources state, and leave out what they do not. {on}",
        "on": "Go on after the last sentence that you wrote before it; do not repeat what stands there.",
        "anew": "Answer the question anew.",
    },
    "zh": {
        "evidence": "手册资料:",
        "none": "没有找到与此问题有关的资料:请说明这里的手册没有回答它。",
        "silent": "已为此查过这里的手册,没有找到资料。",
        "state": "已知的项目情况:",
        "points": "资料中若有相关内容,请逐一说明:",
        "question": "问题:",
        "again": "{reasons}\n\n只写资料中写明的内容,没有写明的不要写。{on}",
        "on": "从它之前的最后一句接着写,不要重复已写的内容。",
        "anew": "请重新回答这个问题。",
    },
}


@dataclass(frozen=True, slots=True)
class Material:
    """What a question is answered from."""

    question: str
    language: str
    sources: Sequence[tuple[int, Passage]] = ()
    """Numbered as the answer cites them."""
    state: Mapping[str, Any] = field(default_factory=dict)
    """What the conversation has told of the project; empty values are left out."""
    points: Sequence[str] = ()
    """What an expert would not leave out."""


@cache
def system_prompt(language: str, intent: str) -> str:
    """The rules, then what is special to the intent; an intent without a file has the rules alone."""
    return "\n\n".join(part for part in (_file(language, "rules"), _file(language, intent)) if part)


@cache
def agent_rules(language: str) -> str:
    """What is added to the system message of a program that works on a task of its own."""
    return _file(language, "agent")


def _file(language: str, name: str) -> str:
    path = files(__package__) / VERSION / ("zh" if language == "zh" else "en") / f"{name}.md"
    return path.read_text(encoding="utf-8").strip() if path.is_file() else ""


def conversation(intent: str, history: Sequence[Message], material: Material) -> list[dict[str, Any]]:
    """The messages where we alone talk to the model. `history` is what came before the question."""
    said = [{"role": message.role, "content": message.text} for message in history if message.text]
    before = [message for message in said if message["role"] in ("user", "assistant")]
    system = {"role": "system", "content": system_prompt(material.language, intent)}
    words = _words(material.language)
    asked = f"{evidence(material)}\n\n{words['question']} {material.question}"
    return [system, *_alternating([*before, {"role": "user", "content": asked}])]


def pass_through(messages: Sequence[Message], material: Material | None) -> list[dict[str, Any]]:
    """A client's own messages, untouched but for our rules in the system message and the evidence.

    The evidence stands in the user's last message, where it stays through all rounds of tool calls, so that
    each round begins with what the server has cached. Without `material` nothing is added.
    """
    passed = [message.model_dump(mode="json", exclude_unset=True) for message in messages]
    for message in passed:
        if message["role"] == "developer":
            message["role"] = "system"
    if material is None:
        return passed
    last = max((at for at, message in enumerate(messages) if message.role == "user"), default=None)
    if last is not None:
        passed[last]["content"] = _appended(passed[last].get("content"), evidence(material, "silent"))
    rules = agent_rules(material.language)
    if passed and passed[0]["role"] == "system":
        passed[0]["content"] = _appended(passed[0].get("content"), rules)
        return passed
    return [{"role": "system", "content": rules}, *passed]


def evidence(material: Material, without: str = "none") -> str:
    """The sources between their fences, what is known of the project, and the points to address.

    `without` names the words that stand where there is no source.
    """
    words = _words(material.language)
    blocks = [words["evidence"] if material.sources else words[without]]
    blocks.extend(_fenced(number, passage) for number, passage in material.sources)
    known = [f"- {name}: {_listed(value)}" for name, value in material.state.items() if value]
    if known:
        blocks.append("\n".join([words["state"], *known]))
    if material.points:
        blocks.append("\n".join([words["points"], *(f"- {point}" for point in material.points)]))
    return "\n\n".join(blocks)


def instructions() -> tuple[str, ...]:
    """Our own sentences around evidence and question, which no answer repeats."""
    told = (words[name] for words in WORDS.values() for name in ("evidence", "state", "points", "on", "anew"))
    again = (words["again"].format(reasons="", on="").strip() for words in WORDS.values())
    return (*told, *again)


def retry(
    messages: Sequence[Mapping[str, Any]], released: str, sentence: str, reasons: str, language: str
) -> list[dict[str, Any]]:
    """The conversation once more, with what was refused and why."""
    words = _words(language)
    on = words["on"] if released.strip() else words["anew"]
    said = [{"role": "assistant", "content": released or sentence}]
    told = words["again"].format(reasons=reasons, on=on)
    return [*map(dict, messages), *said, {"role": "user", "content": told}]


def _fenced(number: int, passage: Passage) -> str:
    attributes = {
        "document": passage.document,
        "revision": passage.revision,
        "page": str(passage.page),
        "section": passage.section,
    }
    plain = {key: " ".join(ATTRIBUTE.sub(" ", value).split()) for key, value in attributes.items()}
    shown = " ".join(f'{key}="{value}"' for key, value in plain.items() if value)
    return f'<source n="{number}" {shown}>\n{FENCE.sub("‹", passage.text.strip())}\n</source>'


def _listed(value: Any) -> str:
    """A value of the state on one line; it comes from the user and stays inside its line."""
    values = value if isinstance(value, list | tuple) else [value]
    return FENCE.sub("‹", ", ".join(" ".join(str(one).split()) for one in values))


def _appended(content: Any, text: str) -> Any:
    """Text after what a message holds, in the form that it has."""
    if isinstance(content, list):
        return [*content, {"type": "text", "text": text}]
    return f"{content}\n\n{text}" if content else text


def _alternating(messages: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Turns in strict alternation that begin with the user's, as most chat templates demand."""
    merged: list[dict[str, Any]] = []
    for message in messages:
        if merged and merged[-1]["role"] == message["role"]:
            merged[-1] = message | {"content": f"{merged[-1]['content']}\n\n{message['content']}"}
        elif merged or message["role"] == "user":
            merged.append(dict(message))
    return merged


def _words(language: str) -> dict[str, str]:
    return WORDS["zh" if language == "zh" else "en"]
