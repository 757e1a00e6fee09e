"""Puts a subject into the words of people in haste, in either language. Pure but for the given chance."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

from finetune.retrieval.types import Subject
from retrieval.glossary import glossary

MIXED = 0.3
"""Share of titles and descriptions whose terms are put into the other language."""
FOLLOWS = 0.35
"""Share of questions that only make sense after the turn before them."""
KEPT = ("value", "meaning", "package")
"""Slots that a question takes over from the one before it, so that both must have the same."""
CONDITION, UNIT = 0.6, 0.1
LOWERED, MISTYPED, SHORTENED, SPACED = 0.45, 0.12, 0.2, 0.1
_PREFIX = re.compile(r"^(?:R\d+_|RB_)|_(?:REG|R)$")
_LONG_WORD = re.compile(r"[A-Za-z]{5,}")
_UNKNOWN_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as a person types it, after what was said before."""

    question: str
    context: str = ""


@cache
def phrasings() -> Mapping[str, Any]:
    """All that `phrasings.json` knows."""
    text = (files("finetune.retrieval") / "phrasings.json").read_text(encoding="utf-8")
    loaded: Mapping[str, Any] = json.loads(text)
    return loaded


def phrase(subject: Subject, siblings: Sequence[Subject], chance: Random) -> Asked:
    """One question about a subject; a conversation may begin with one about a sibling of it."""
    language = _language(subject, chance)
    if siblings and chance.random() < FOLLOWS:
        asked = _following(subject, chance.choice(siblings), language, chance)
        if asked is not None:
            return asked
    return Asked(hasty(_plain(subject, language, chance), chance))


def _language(subject: Subject, chance: Random) -> str:
    """Mostly the manual's; a third of the questions about names and numbers come in the other one."""
    own = "zh" if subject.language.startswith("zh") else "en"
    other = "en" if own == "zh" else "zh"
    return other if chance.random() < 1 / 3 and subject.kind != "heading" else own


def _plain(subject: Subject, language: str, chance: Random) -> str:
    own = "zh" if subject.language.startswith("zh") else "en"
    slots = {name: _mixed(text, own, own != language, chance) for name, text in subject.slots.items()}
    if "name" in slots:
        slots["name"] = spelled(subject.slots["name"], chance)
    usable = [one for one in phrasings()[subject.kind][subject.aspect][language] if _fills(one, slots)]
    if not usable:
        return " ".join(slots.values())
    question: str = chance.choice(usable).format(**slots)
    for extra, share in (("condition", CONDITION), ("unit", UNIT)):
        if subject.kind == "parameter" and slots.get(extra) and chance.random() < share:
            form = chance.choice(phrasings()[extra][language])
            question = form.format(**{**slots, "question": question})
    return question


def _following(subject: Subject, before: Subject, language: str, chance: Random) -> Asked | None:
    """The question before, its answer, and then only what is different: the name or the aspect."""
    same_name = before.name == subject.name
    kept = (*KEPT, "condition") if same_name else KEPT
    if same_name == (before.aspect == subject.aspect) or not (before.name and subject.name):
        return None
    if any(before.slots.get(slot) != subject.slots.get(slot) for slot in kept):
        return None
    if same_name:
        words = phrasings()["aspects"].get(subject.aspect)
        if not words:
            return None
        slots = {"aspect": chance.choice(words[language])}
        form = chance.choice(phrasings()["again"][language])
    else:
        slots = {"name": spelled(subject.name, chance)}
        form = chance.choice(phrasings()["follow"][language])
    reply = chance.choice(phrasings()["reply"][language])
    first = hasty(_plain(before, language, chance), chance)
    context = f"{first}\n{reply.format(answer=before.answer, name=before.name)}"
    return Asked(hasty(form.format(**slots), chance), context)


def _fills(form: str, slots: Mapping[str, str]) -> bool:
    return all(slots.get(slot) for slot in _UNKNOWN_SLOT.findall(form))


def spelled(name: str, chance: Random) -> str:
    """A name as printed, or without what people leave out of it."""
    if chance.random() < SHORTENED:
        name = _PREFIX.sub("", name) or name
    if chance.random() < SPACED:
        name = name.replace("_", " ")
    return name


def _mixed(text: str, own: str, always: bool, chance: Random) -> str:
    return translated(text, own) if always or chance.random() < MIXED else text


def translated(text: str, own: str) -> str:
    """A text with the terms of the glossary put into the other language; other words stay."""
    for printed, other in _pairs(own):
        if printed in text.lower():
            border = r"\b" if own == "en" else ""
            text = re.sub(f"{border}{re.escape(printed)}{border}", other, text, flags=re.IGNORECASE)
    return text


@cache
def _pairs(own: str) -> tuple[tuple[str, str], ...]:
    """Every term with the usual one of the other language, the longest first."""
    sides = [(one.english, one.chinese) if own == "en" else (one.chinese, one.english) for one in glossary()]
    pairs = [(term.lower(), others[0]) for terms, others in sides for term in terms if len(term) > 1]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


def hasty(text: str, chance: Random) -> str:
    """Typed in haste: in lower case, with a slip, without its last mark."""
    if chance.random() < LOWERED:
        text = text.lower()
    if chance.random() < MISTYPED:
        text = mistyped(text, chance)
    return text.rstrip("?") if chance.random() < LOWERED else text


def mistyped(text: str, chance: Random) -> str:
    """Two letters of one long word exchanged, or one left out."""
    places = [match.start() for match in _LONG_WORD.finditer(text)]
    if not places:
        return text
    at = chance.choice(places) + chance.randrange(1, 4)
    swapped = text[at + 1] + text[at] if chance.random() < 1 / 2 else text[at]
    return text[:at] + swapped + text[at + 2 :]
