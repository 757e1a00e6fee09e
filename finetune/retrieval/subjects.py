"""What of a library questions can be made about: its facts, and its headings and sentences. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

from finetune.retrieval.types import Subject
from retrieval.tokens import tokens
from retrieval.types import Passage

LONGEST_TITLE, LONGEST_ANSWER = 70, 24
"""Characters of a description that a question repeats, and of it that the answer must hold."""
FEWEST_WORDS, MOST_WORDS, DROPPED = 5, 9, 0.45
"""Words that a sentence must have to be asked about, that a question has of it, and the share left out."""
_PROSE = re.compile(r"[a-z]{3}.*[a-z]{3}.*[a-z]{3}|[\u4e00-\u9fff]{8}")
_RESERVED = re.compile(r"^(?:reserved|res|rsvd|保留)", re.IGNORECASE)
_FIRST_CLAUSE = re.compile(r"[\n:：;；。(（]|\.\s|,\s|，")
_BOUND = re.compile(r"^[+\-−–]?\d[\d.]*$")


def register_subjects(fact: Any, language: str) -> Iterator[Subject]:
    """Address, offset and reset value; what a title names, and what a name stands for."""
    title = _title(fact.title)
    slots = {"name": fact.name, "title": title}
    stated = {
        "address": f"0x{fact.address:08X}" if fact.address is not None else "",
        "offset": f"0x{fact.offset:02X}" if fact.offset is not None else "",
        "reset": fact.reset,
        "purpose": title[:LONGEST_ANSWER],
    }
    yield from _subjects("register", fact, language, slots, stated, fact.name)
    if title:
        yield from _subjects("register", fact, language, slots, {"which": fact.name}, "")


def field_subjects(fact: Any, language: str) -> Iterator[Subject]:
    """Position, reset value, access; what it does, which does something, and what its values mean."""
    if _RESERVED.match(fact.name):
        return
    description = _title(fact.description)
    slots = {"name": fact.name, "register": fact.register, "description": description}
    stated = {
        "bits": f"{fact.msb}:{fact.lsb}" if fact.msb != fact.lsb else str(fact.lsb),
        "reset": fact.reset,
        "access": fact.access,
        "purpose": description[:LONGEST_ANSWER],
    }
    yield from _subjects("field", fact, language, slots, stated, fact.name)
    if len(description) > len(fact.name) + 3:
        yield from _subjects("field", fact, language, slots, {"which": fact.name}, "")
    for one in fact.values[:6]:
        meaning = _title(str(one.get("meaning", "")))
        value = {**slots, "value": str(one.get("value", "")), "meaning": meaning}
        stated = {"value": meaning[:LONGEST_ANSWER], "coding": meaning[:LONGEST_ANSWER]}
        yield from _subjects("field", fact, language, value, stated, fact.name)


def parameter_subjects(fact: Any, language: str) -> Iterator[Subject]:
    """Its three bounds."""
    slots = {
        "title": _title(fact.name) or fact.symbol,
        "symbol": fact.symbol,
        "condition": fact.condition if len(fact.condition) <= LONGEST_TITLE else "",
        "unit": fact.unit,
    }
    bounds = {"minimum": fact.minimum, "typical": fact.typical, "maximum": fact.maximum}
    stated = {aspect: value for aspect, value in bounds.items() if _BOUND.match(value)}
    yield from _subjects("parameter", fact, language, slots, stated, slots["title"])


def pin_subjects(fact: Any, language: str) -> Iterator[Subject]:
    """Which pin has a function, which functions a pin has, and its number in a package."""
    for function in fact.functions[:3]:
        slots = {"name": fact.name, "function": function}
        yield from _subjects("pin", fact, language, slots, {"function": fact.name}, function)
        yield from _subjects("pin", fact, language, slots, {"functions": function}, fact.name)
    for package, number in fact.numbers[:2]:
        slots = {"name": fact.name, "package": package}
        yield from _subjects("pin", fact, language, slots, {"number": number}, fact.name)


def interrupt_subjects(fact: Any, language: str) -> Iterator[Subject]:
    """Its number and where its vector stands."""
    slots = {"name": fact.name, "title": _title(fact.description)}
    stated = {
        "number": "" if fact.number is None else str(fact.number),
        "address": "" if fact.address is None else f"0x{fact.address:X}",
    }
    yield from _subjects("interrupt", fact, language, slots, stated, fact.name)


def region_subjects(fact: Any, language: str) -> Iterator[Subject]:
    """Where it begins and ends."""
    stated = {"start": f"0x{fact.start:X}", "end": f"0x{fact.end:X}"}
    yield from _subjects("region", fact, language, {"name": fact.name}, stated, fact.name)


def _subjects(
    kind: str, fact: Any, language: str, slots: Mapping[str, str], stated: Mapping[str, str], name: str
) -> Iterator[Subject]:
    for aspect, answer in stated.items():
        if answer.strip():
            yield Subject(
                kind, aspect, dict(slots), name, answer.strip(), fact.version_id, fact.passage_id, language
            )


def passage_subjects(passage: Passage, units: Sequence[str], chance: Random) -> Iterator[Subject]:
    """A heading that asks is answered below it; a sentence answers a question made of some of its words."""
    language = passage.language
    heading = passage.section.rpartition(" › ")[2].strip()
    if heading.endswith(("?", "？")):
        slots = {"question": heading}
        yield Subject("heading", "answer", slots, "", "", passage.version_id, passage.id, language)
        return
    prose = [unit for unit in units if " | " not in unit and _PROSE.search(unit)]
    for unit in chance.sample(prose, min(2, len(prose))):
        words = _remembered(unit, language, chance)
        if words:
            slots = {"words": words}
            answer = unit[:60]
            yield Subject("sentence", "states", slots, "", answer, passage.version_id, passage.id, language)


def _remembered(sentence: str, language: str, chance: Random) -> str:
    """What somebody keeps of a sentence: some of its telling words, in order."""
    chinese = language.startswith("zh")
    parts = re.findall(r"[\u4e00-\u9fff]+|[A-Za-z0-9_./+-]+", sentence)
    kept = [part.rstrip(".") for part in parts if tokens(part)]
    if chinese:
        kept = [
            piece for part in kept for piece in re.findall(r"[\u4e00-\u9fff]{1,4}|[^\u4e00-\u9fff]+", part)
        ]
    if len(kept) < FEWEST_WORDS:
        return ""
    chosen = [part for part in kept if chance.random() > DROPPED][:MOST_WORDS]
    return ("" if chinese else " ").join(chosen) if len(chosen) > 1 else ""


def _title(text: str) -> str:
    """The first clause of a description, as far as a question would repeat it."""
    clause = _FIRST_CLAUSE.split(text.strip(), maxsplit=1)[0].strip()
    return clause if len(clause) <= LONGEST_TITLE else clause[:LONGEST_TITLE].rpartition(" ")[0]


SUBJECTS_OF = {
    "RegisterFact": register_subjects,
    "BitFieldFact": field_subjects,
    "ParameterFact": parameter_subjects,
    "PinFact": pin_subjects,
    "InterruptFact": interrupt_subjects,
    "RegionFact": region_subjects,
}
"""By the fact's table."""
