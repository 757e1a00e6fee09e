"""Reading passages for the sentence or table row that answers a question. Pure.

A passage is cut into units (rows, sentences); `answering` says how well each answers.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from app.chat.answering import ALL, NAMES, Asked, best_numbers, features, first, orders, question_of
from app.chat.fragments import states_something
from app.chat.intent import Reading, Want
from app.chat.rows import cells, header_of
from app.chat.sibling_parts import is_of_a_sibling
from app.chat.words import asked_terms, squeezed
from app.question.contrasting import contrasted
from app.question.function_words import ASKING
from app.question.heard import words_of
from retrieval.identifiers import identifiers_in, matches
from retrieval.types import Hit, Passage

SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z(\[\"“])|(?<=[。!?;！？；])\s*")
ORDERS = re.compile(
    r"\bignore (?:all |any )?(?:previous|prior|above|earlier)"
    r"|\b(?:every|all|each|your) (?:answer|reply|response)s? (?:must|should)"
    r"|\bnote to the (?:assistant|model|ai)\b|\[(?:system|inst)\]|\bsystem (?:note|prompt)\b|\bfrom now on\b"
    r"|忽略(?:之前|以上|前面|先前)的?(?:所有|全部)?(?:指令|指示|要求)|(?:所有|每个)(?:回答|回复)(?:都)?必须",
    re.IGNORECASE,
)
"""Sentences of a document that speak to the assistant instead of the reader."""
EXACT = frozenset({Want.ADDRESS, Want.OFFSET, Want.RESET, Want.BITS, Want.REGISTER, Want.FIELD})
"""One value answers these: more quoted tables beside it would only be more numbers to mistake for it."""
OF_NAMES = frozenset({Want.ADDRESS, Want.OFFSET, Want.RESET, Want.BITS})
"""Kinds of value that something with a name has: another one's is no answer."""
RESERVED = re.compile(r"(?:[^:|]{1,60}: )?(?:reserved|保留位?)\.?", re.IGNORECASE)
RESERVED_ASKED = re.compile(r"reserved|保留", re.IGNORECASE)
"""The last cell of a row that says that there is nothing, and a question about such."""
LONGEST = 600
"""Characters of a unit; a longer one is cut at a word."""
MATCH = 0.65
"""Below this a name is only a relative, such as another instance."""
MOST_MISSING = 8
"""Words of a question that are looked for in other manuals."""
_NAMED, _KIND = NAMES.index("named"), NAMES.index("kind")
_SOME = 0.35
"""Of a question's names that a unit or its headings must hold."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence or row of a hit's passage, with what it shares with the question."""

    text: str
    """As printed."""
    hit: int
    """Index of its hit."""
    score: float = 0.0
    """Orders the units of one question."""
    numbers: tuple[float, ...] = ()
    """Its features, in the order of `answering.NAMES`."""
    around: str = ""
    """The text with its headings."""
    fits: bool = True
    """Whether it can answer at all: it states something, and holds the kind of value asked for, of the names
    and the chip asked about."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """The units of all hits, best first, and what they were compared with."""

    question: Asked
    units: tuple[Unit, ...]

    @property
    def crossed(self) -> bool:
        """Whether a cross-encoder has read the first of them."""
        return bool(self.units) and len(self.units[0].numbers) > len(ALL)

    def numbers_of(self, lead: Unit) -> tuple[float, ...]:
        """What tells whether the leading unit answers."""
        return best_numbers(self.question, lead.numbers, [unit.numbers for unit in self.units])


def cut(passage: Passage) -> tuple[str, ...]:
    """The units of a passage: a row, without the headings above it; of other text its sentences."""
    return _cut(passage.kind, passage.section, passage.text)


@lru_cache(maxsize=1 << 11)
def _cut(kind: str, section: str, text: str) -> tuple[str, ...]:
    if kind == "row":
        return (text.strip().rpartition("\n")[2],)
    units: list[str] = []
    for line in _lines(section, text):
        units.extend([line] if " | " in line else SENTENCE_END.split(line))
    return tuple(unit.strip() for unit in units if unit.strip())


def leads(unit: Unit) -> bool:
    """Whether a unit can stand first. A value of another register is no answer to a question about one, and
    what gives orders to whoever answers is none at all: it may be shown as a quotation, never said."""
    return unit.fits and not ORDERS.search(unit.text)


def rank_units(
    reading: Reading,
    hits: Sequence[Hit],
    spoken: Collection[str] = frozenset(),
    context: str = "",
    elsewhere: Collection[str] = (),
    homes: Mapping[str, float] | None = None,
    chips: Collection[str] = (),
) -> Ranked:
    """All units of the hits, best first. `spoken` are documents (ids) that speak the question's language;
    `context` is what was said before; `elsewhere` are words of the question that only other manuals hold;
    `homes` say how surely the conversation speaks of each version (id); `chips` are asked about."""
    units = [(text, index) for index, hit in enumerate(hits) for text in cut(hit.passage)]
    held = [words_of(text) for text, _ in units]
    question = question_of(reading, context, held, elsewhere)
    headings = [f"{hit.passage.section} {' '.join(hit.passage.names)}" for hit in hits]
    around = [words_of(heading) for heading in headings]
    best = max((hit.score for hit in hits), default=0.0)
    rows = []
    for (text, index), words in zip(units, held, strict=True):
        home = (homes or {}).get(hits[index].passage.version_id, 0.0)
        rows.append(features(question, text, words, around[index], hits[index], index, best, spoken, home))
    both = [words | around[index] for (_, index), words in zip(units, held, strict=True)]
    rows = contrasted(rows, both, first(), reading.question, context)
    ranked = []
    for (text, index), numbers, value in zip(units, rows, orders(rows), strict=True):
        whole = f"{headings[index]}\n{text}"
        fits = _fits(reading, question, numbers) and _states(reading, text, hits[index].passage)
        fits = fits and not is_of_a_sibling(text, chips)
        ranked.append(Unit(shortened(text), index, value, numbers, whole, fits))
    return Ranked(question, tuple(sorted(ranked, key=lambda unit: -unit.score)))


def crossed(ranked: Ranked, scores: Mapping[int, float]) -> Ranked:
    """The units in the order that a cross-encoder's scores of some of them, by their places, give."""
    if not scores:
        return ranked
    least = min(scores.values())
    rows = [(*unit.numbers, scores.get(place, least)) for place, unit in enumerate(ranked.units)]
    units = [
        replace(unit, numbers=numbers, score=value)
        for unit, numbers, value in zip(ranked.units, rows, orders(rows), strict=True)
    ]
    return replace(ranked, units=tuple(sorted(units, key=lambda unit: -unit.score)))


def unspoken(reading: Reading, hits: Sequence[Hit]) -> tuple[str, ...]:
    """Words of a question that none of the hits holds."""
    there = frozenset().union(*(words_of(f"{hit.passage.section} {hit.passage.text}") for hit in hits))
    asked, _ = asked_terms(reading)
    return tuple(word for word in asked if word not in there and word not in ASKING)[:MOST_MISSING]


def holds_name(passage: Passage, name: str) -> bool:
    """Whether a passage, its headings or the names it defines hold a name, in any of its spellings."""
    letters, names = _held(passage.section, passage.text, passage.document)
    wanted = squeezed(name)
    if wanted and wanted in letters:
        return True
    return any(matches(name, printed) >= MATCH for printed in (*passage.names, *names))


@lru_cache(maxsize=512)
def _held(section: str, text: str, document: str) -> tuple[str, tuple[str, ...]]:
    """A passage as names are looked for in it: its letters, and the names that stand in it."""
    return squeezed(f"{section} {text} {document}"), identifiers_in(f"{section}\n{text}")


def _fits(reading: Reading, question: Asked, numbers: Sequence[float]) -> bool:
    if reading.want is Want.NUMBER:
        return bool(numbers[_KIND])
    if reading.want not in OF_NAMES:
        return True
    return bool(numbers[_KIND]) and (not question.names or numbers[_NAMED] >= _SOME)


def _states(reading: Reading, text: str, passage: Passage) -> bool:
    """Whether a unit is more than the titles of a table, a caption, a label or a drawing, and no place that
    the table leaves empty."""
    if " | " in text:
        if RESERVED.fullmatch(cells(text)[-1]) and not RESERVED_ASKED.search(reading.question):
            return False
        return passage.kind == "row" or cells(text) != header_of(passage.text)
    return reading.want in EXACT or states_something(text)


def _lines(section: str, text: str) -> list[str]:
    """Paragraphs and rows of a passage without its heading; what a page break parted is joined.

    A heading that states a register's address stays: it is where some manuals print it.
    """
    heading = section.rpartition(" › ")[2]
    lines: list[str] = []
    for line in text.splitlines():
        if lines and " | " not in f"{lines[-1]}{line}" and re.match(r"[a-z]", line):
            lines[-1] = f"{lines[-1].rstrip()} {line.strip()}"
        else:
            lines.append(line)
    body = [line for line in lines if "0x" in line or squeezed(line) != squeezed(heading)]
    return body or lines


def shortened(text: str) -> str:
    """A unit's text as it is ranked and quoted."""
    if len(text) <= LONGEST:
        return text
    cut_at = text.rfind(" ", LONGEST // 2, LONGEST)
    return f"{text[: cut_at if cut_at > 0 else LONGEST]} …"
