"""Reading passages for the sentence or table row that answers a question. Pure.

A passage is cut into units (rows, sentences); a unit is worth what it shares with the question, more
for names and rare words, and more again when it holds the kind of value that was asked for.
"""

import math
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.chat.covering import Concept, concepts_of, coverage
from app.chat.intent import Reading, Want
from app.chat.rows import cells
from app.chat.words import ASKING, asked_terms, asked_translations, squeezed, terms
from retrieval.identifiers import identifiers_in, matches
from retrieval.types import Hit, Passage

SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z(\[\"“])|(?<=[。!?;！？；])\s*")
HEX = r"(?:0[xX][0-9A-Fa-f]+(?:[_ ][0-9A-Fa-f]{4})*|\b[0-9A-Fa-f]{2,}[hH]\b)"
NAME = r"[A-Z][A-Za-z0-9]*_[A-Za-z0-9_]+|\([A-Z][A-Z0-9]{2,}\)"
HOLDS: dict[Want, re.Pattern[str]] = {
    Want.ADDRESS: re.compile(r"0[xX][0-9A-Fa-f_ ]{5,}"),
    Want.OFFSET: re.compile(r"(?:offset|偏移)[^|]*0x|\(0x[0-9A-F]{1,4}\)", re.IGNORECASE),
    Want.RESET: re.compile(rf"{HEX}|\b[01xX]{{1,32}}b?\b|复位|[Rr]eset"),
    Want.BITS: re.compile(
        r"\d+\s*[::~–-]\s*\d+|\[\d+\]|\b[Bb]it\s*\d+|位\s*\d+|^\s*\|?\s*\d+\s*\|", re.MULTILINE
    ),
    Want.REGISTER: re.compile(NAME),
    Want.FIELD: re.compile(r" \| |^[A-Z][A-Z0-9]*_?[A-Z0-9_]+\b"),
    Want.NUMBER: re.compile(r"\d"),
}
UNITS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (
        re.compile(
            r"\b(?:stop|sleep|standby|run|idle|supply|leakage|sink|source|input|output|injected|operating"
            r"|peak|quiescent|total|max(?:imum)?|typ(?:ical)?)(?: mode)? currents?\b"
            r"|\bcurrent (?:consumption|draw)|电流",
            re.IGNORECASE,
        ),
        re.compile(r"\d\s*A(?![A-Za-z0-9])|(?<![A-Za-z])[pnuµμmk]A(?![A-Za-z])|安"),
    ),
    (
        re.compile(r"\bvoltages?\b|电压", re.IGNORECASE),
        re.compile(r"(?<![A-Za-z])[munkµμ]?V(?![A-Za-z0-9])|伏"),
    ),
    (
        re.compile(
            r"\b(?:start-?up|wake-?up|lock|erase) times?\b|(?:启动|起振|唤醒|锁定|擦除|编程)时间",
            re.IGNORECASE,
        ),
        re.compile(
            r"\d\s*(?:[mµμunp]?s|min|ns)(?![A-Za-z])|(?<![A-Za-z])[mµμun]s(?![A-Za-z])|秒|周期|cycles?"
        ),
    ),
)
"""What is asked for, and the units without which nothing answers it."""
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
KIND_BONUS = 0.6
"""A unit with the wanted kind of value is worth this share more."""
NAME_WEIGHT = 2.5
"""A name counts as much as this many rare words."""
RANK_BONUS = 0.35
"""How much the retriever's first passage is worth above its last, as a share."""
ABOVE = 0.5
"""What a heading shares with the question counts this much beside what the unit itself shares."""
DEFINED, HEADED = 1.6, 0.8
"""A cell that is the name, and a heading that holds it, beside a mention in running text."""
BIT_RANGE = re.compile(r"\[[^\]]*\]")
SPOKEN = re.compile(r"[a-z\u4e00-\u9fff]{2}")
SENTENCE_MARKS = (".", "。", "!", "?", "!", "?", ";", "；", ":", "：")
SENTENCE_BONUS = 1.3
"""Explanations are sentences; rows and labels of figures are not."""
TRANSLATED = 0.75
"""A translation answers where the document in the question's own language does not do as well."""
ROW_BONUS = 1.15
"""A row found by itself is cited by its own box and carries its header's words."""
LONGEST = 600
"""Characters of a unit; a longer one is cut at a word."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence or row of a hit's passage, with what it shares with the question."""

    text: str
    """As printed."""
    hit: int
    """Index of its hit."""
    score: float = 0.0
    coverage: float = 0.0
    """Share of what the question is about, by weight, that the unit or its headings hold: 0 to 1."""
    holds: bool = True
    """Whether it holds the kind of value that was asked for."""
    foreign: bool = False
    """Whether its document speaks only another language than the question: they share few words."""
    about: bool = True
    """Of an exact question: whether it, or its headings, speak of every name in it; of prose: whether its
    passage mentions half of them."""


def cut(passage: Passage) -> tuple[str, ...]:
    """The units of a passage: a row, without the headings above it; of other text its sentences."""
    if passage.kind == "row":
        return (passage.text.strip().rpartition("\n")[2],)
    units: list[str] = []
    for line in _lines(passage):
        units.extend([line] if " | " in line else SENTENCE_END.split(line))
    return tuple(unit.strip() for unit in units if unit.strip())


def leads(unit: Unit) -> bool:
    """Whether a unit can stand first. A value of another register is no answer to a question about one, and
    what gives orders to whoever answers is none at all: it may be shown as a quotation, never said."""
    return unit.holds and unit.about and not ORDERS.search(unit.text)


def rank_units(
    reading: Reading, hits: Sequence[Hit], spoken: Collection[str] = frozenset()
) -> tuple[Unit, ...]:
    """All units of the hits, best first. `spoken` are documents (ids) that speak the question's language."""
    units = [(text, index) for index, hit in enumerate(hits) for text in cut(hit.passage)]
    held = [terms(text) for text, _ in units]
    words, translated = asked_terms(reading)
    own = _weights(words, held)
    # Rarity cannot weigh translations: they are rare only because few passages are in their language.
    typical = sum(own.values()) / max(len(own), 1)
    foreign = {term: share * typical for term, share in translated.items()}
    about = {word: weight for word, weight in own.items() if word not in ASKING} or own
    concepts = concepts_of(about, asked_translations(reading))
    question = Wanted(reading, own, foreign, concepts, squeezed_names(reading.identifiers))
    contexts = [
        _context(reading, hit.passage, 1 - index / len(hits), spoken) for index, hit in enumerate(hits)
    ]
    scored = (
        _score(question, text, index, present, contexts[index])
        for (text, index), present in zip(units, held, strict=True)
    )
    return tuple(sorted(scored, key=lambda unit: -unit.score))


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


MATCH = 0.65
"""Below this a name is only a relative, such as another instance."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question as units are compared with it."""

    reading: Reading
    own: dict[str, float]
    """Its words with their weights."""
    foreign: dict[str, float]
    """The same in the other language."""
    concepts: tuple[Concept, ...]
    """What both are about."""
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """What stands around the units of a passage: its headings and the names that it describes."""

    words: frozenset[str]
    letters: str
    trust: float
    """Factor for where the passage comes from: the retriever's order, a row by itself."""
    foreign: bool
    """Whether the passage is in another language than the question: then translations of its words count."""
    only_foreign: bool
    """Whether moreover its document does not speak the question's language."""
    on_subject: bool
    """Whether the passage mentions at least half of the names in the question."""
    measured: bool
    """Whether the passage has a unit of the quantity that the question asks for."""


def squeezed_names(names: Sequence[str]) -> tuple[str, ...]:
    """Names as they are compared."""
    return tuple(squeezed(name) for name in names)


def _context(reading: Reading, passage: Passage, rank: float, spoken: Collection[str]) -> Context:
    text = f"{passage.section} {' '.join(passage.names)}"
    trust = 1 + RANK_BONUS * rank
    if passage.kind == "row" and reading.want is not Want.PROSE:
        trust *= ROW_BONUS
    foreign = passage.language != reading.language
    only_foreign = foreign and passage.document_id not in spoken
    if foreign and not only_foreign:
        trust *= TRANSLATED
    whole = f"{squeezed(text)} {_held(passage.section, passage.text, passage.document)[0]}"
    mentioned = [squeezed(name) in whole for name in reading.identifiers]
    on_subject = sum(mentioned) >= len(mentioned) / 2
    measured = _measured(reading, passage.text)
    return Context(terms(text), squeezed(text), trust, foreign, only_foreign, on_subject, measured)


def _score(wanted: Wanted, text: str, index: int, own: frozenset[str], around: Context) -> Unit:
    """What a unit shares with the question; what its headings share counts less."""
    shared = _shared(wanted.own, own, around.words)
    if around.foreign:
        shared += _shared(wanted.foreign, own, around.words)
    named = [_named(name, text, around) for name in wanted.names]
    pattern = HOLDS.get(wanted.reading.want)
    holds = not pattern or bool(pattern.search(text))
    # A row may have its unit in the table's head.
    holds = holds and (around.measured if " | " in text else _measured(wanted.reading, text))
    score = shared + sum(named)
    score *= 1 + (KIND_BONUS if pattern and holds else 0.0)
    score *= around.trust
    if wanted.reading.want is Want.PROSE and text.rstrip().endswith(SENTENCE_MARKS) and SPOKEN.search(text):
        score *= SENTENCE_BONUS
    # Of two units that say the same the shorter one says it more plainly.
    score /= 1 + 0.1 * math.log1p(len(text) / 200)
    covered = coverage(wanted.concepts, own | around.words, around.foreign)
    about = all(named) if wanted.reading.want in EXACT else around.on_subject
    return Unit(_shorten(text), index, score, covered, holds, around.only_foreign, about)


def _measured(reading: Reading, text: str) -> bool:
    """Whether a text has a unit of each quantity that a question for a number names."""
    return reading.want is not Want.NUMBER or all(unit.search(text) for unit in _units(reading.question))


@lru_cache(maxsize=64)
def _units(question: str) -> tuple[re.Pattern[str], ...]:
    return tuple(unit for named, unit in UNITS if named.search(question))


def _shared(wanted: Mapping[str, float], own: frozenset[str], around: frozenset[str]) -> float:
    """What a unit holds of the wanted words, and for less what its headings do."""
    mine = sum(weight for term, weight in wanted.items() if term in own)
    return mine + ABOVE * sum(weight for term, weight in wanted.items() if term in around and term not in own)


def _named(name: str, text: str, around: Context) -> float:
    """How well a unit speaks of a name: a cell of its own defines it, a heading says what all is about."""
    if any(squeezed(BIT_RANGE.sub("", cell.rpartition(": ")[2])) == name for cell in cells(text)[:4]):
        return DEFINED * NAME_WEIGHT
    if name in squeezed(text):
        return NAME_WEIGHT
    return HEADED * NAME_WEIGHT if name in around.letters else 0.0


def _weights(wanted: Mapping[str, float], units: Sequence[frozenset[str]]) -> dict[str, float]:
    """Rare words among the candidates tell them apart; a word that is nowhere weighs most of all."""
    counts = Counter(term for held in units for term in wanted if term in held)
    return {
        term: share * math.log(1 + (len(units) + 1) / (counts[term] + 0.5)) for term, share in wanted.items()
    }


def _lines(passage: Passage) -> list[str]:
    """Paragraphs and rows of a passage without its heading; what a page break parted is joined.

    A heading that states a register's address stays: it is where some manuals print it.
    """
    heading = passage.section.rpartition(" › ")[2]
    lines: list[str] = []
    for line in passage.text.splitlines():
        if lines and " | " not in f"{lines[-1]}{line}" and re.match(r"[a-z]", line):
            lines[-1] = f"{lines[-1].rstrip()} {line.strip()}"
        else:
            lines.append(line)
    body = [line for line in lines if "0x" in line or squeezed(line) != squeezed(heading)]
    return body or lines


def _shorten(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    return (
        text[: text.rfind(" ", LONGEST // 2, LONGEST) if " " in text[LONGEST // 2 : LONGEST] else LONGEST]
        + " …"
    )
