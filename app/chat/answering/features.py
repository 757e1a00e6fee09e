"""What a sentence or row shares with a question and with the conversation before it, as numbers. Pure.

The numbers are fractions, comparable between questions: `learned` weighs them. Words are compared in both
languages by the glossary, and by what is rare among the candidates.
"""

import math
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from app.chat.intent import Reading, Want
from app.chat.rows import cells
from app.chat.words import asked_terms, asked_translations, squeezed
from app.facts.asked_units import units_asked_for, units_stated
from app.facts.kinds import Aspect
from app.question.covering import Concept, Concepts, concepts_of
from app.question.function_words import ASKING
from app.question.heard import words_of
from app.question.lexicon import limits, read_aspects
from retrieval.identifiers import identifiers_in, is_part_number
from retrieval.sparse import leaning
from retrieval.types import Hit

NAMES = (
    "own",  # share of the question's concepts that the unit itself holds
    "own_around",  # the same with its headings and the names that its passage defines
    "context",  # share of the words that the question leans on, times how much it leans
    "context_around",
    "named",  # share of the question's names: 1 where one is a cell, less in text and in headings
    "context_named",
    "unnamed",  # the question has no names
    "kind",  # it holds the kind of value that is asked for
    "kind_named",  # and the name as well
    "numbers",  # share of the question's plain numbers
    "phrase",  # share of neighbouring words that are neighbours there too
    "first",  # place of its passage among the hits: 1 for the first
    "score",  # the passage's score, as a share of the best one's
    "row",
    "row_number",  # a row, and a number is asked for
    "sentence_prose",  # a whole sentence, and prose is asked for
    "translated",  # its document speaks the question's language too, but this one does not
    "long",
    "measured",  # share of the quantities asked for whose unit is there
    "unmeasured",  # no quantity is asked for
    "replied",  # share of the quantities that were replied before whose unit is there
    *("limit", "limit_other"),  # it speaks of the limit that is asked for (`max`), or of others alone
    "rarest",  # the rarest of the question's concepts is there
    "similar",  # the passage's likeness by meaning, where it has a dense vector
    "home",  # how surely the conversation speaks of its document
)
LEAN_NAMES = 3
_NUMBER = re.compile(r"(?<![A-Za-z0-9_.])\d+(?:\.\d+)?")
_VALUE: Mapping[Want, re.Pattern[str]] = {
    Want.ADDRESS: re.compile(r"0[xX][0-9A-Fa-f]{2}|\b[0-9A-Fa-f]{2,}[hH]\b"),
    Want.OFFSET: re.compile(r"0[xX][0-9A-Fa-f]|\b[0-9A-Fa-f]+[hH]\b"),
    Want.RESET: re.compile(r"0[xX][0-9A-Fa-f]|\b[01xX]{1,32}b?\b|\b[0-9A-Fa-f]{2,}[hH]\b"),
    Want.BITS: re.compile(
        r"\d+\s*[::~–-]\s*\d+|\[\d+\]|\b[Bb]its?\s*:?\s*\[?\d|位\s*:?\s*\[?\d|^\W*\d+\s*\|"
    ),
    Want.REGISTER: re.compile(r"[A-Z][A-Za-z0-9]*_[A-Za-z0-9_]+|\b[A-Z][A-Z0-9]{2,}\b"),
    Want.FIELD: re.compile(r" \| |\b[A-Z][A-Z0-9_]{2,}\b"),
    Want.NUMBER: re.compile(r"\d"),
}
_SPOKEN = re.compile(r"[a-z\u4e00-\u9fff]{2}")
_ENDS = tuple(".。!?!?;;::")
_ALIKE = 0.75
"""Cosine of two texts that have nothing in common, of the default embedder."""
_LONG = 200
"""Characters from which a unit says more than is asked."""
_BIT_RANGE = re.compile(r"\[[^\]]*\]")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as units are compared with it."""

    want: Want
    language: str
    concepts: Concepts
    """What it is about in its own words, weighed by rarity."""
    lean: float
    """How much it leans on what was said before: 0 to 1."""
    context: Mapping[str, float]
    """Words of what was said before, weighed by rarity."""
    names: tuple[str, ...]
    """Identifiers, squeezed."""
    context_names: tuple[str, ...]
    counted: frozenset[str]
    """Its plain numbers."""
    pairs: frozenset[tuple[str, str]]
    """Neighbouring words."""
    quantities: tuple[re.Pattern[str], ...]
    """The units of each quantity that it names, or a unit that it names itself."""
    replied: tuple[re.Pattern[str], ...]
    """The units of each quantity that was stated just before."""
    limits: frozenset[Aspect]
    """Whether the least, the usual or the largest value is asked for."""

    numbers: tuple[float, ...]
    """What tells beforehand whether manuals answer such a question: how short it is, which kind of value it
    wants, whether it leans on others, and the share of it that no candidate speaks of and that only other
    manuals do."""

    def covered(self, text: str) -> float:
        """The share of what is asked that a text speaks of, in either language; 1 if nothing is asked."""
        return self.concepts.coverage(words_of(text), foreign=True) if self.concepts else 1.0


def question_of(
    reading: Reading, context: str, held: Sequence[frozenset[str]], elsewhere: Collection[str] = ()
) -> Asked:
    """A question against its candidates, whose words are `held`.

    `elsewhere` are words of it that no passage in scope holds, and passages of other manuals do.
    """
    counts = Counter(word for words in held for word in words)
    asked, _ = asked_terms(reading)
    own = {word: _rarity(counts[word], len(held)) for word in asked if not is_part_number(word.upper())}
    about = {word: weight for word, weight in own.items() if word not in ASKING} or own
    concepts = concepts_of(about, asked_translations(reading))
    leaned = leaning(reading.question, context)
    words = [word for word in asked if word in about]
    names = [name for name in reading.identifiers if not is_part_number(name)]
    earlier = [name for name in identifiers_in(context) if not is_part_number(name) and name not in names]
    return Asked(
        want=reading.want,
        language=reading.language,
        concepts=concepts,
        lean=max(leaned.values(), default=0.0),
        context={word: _rarity(counts[word], len(held)) for word in leaned if counts[word]},
        names=tuple(dict.fromkeys(map(squeezed, names))),
        context_names=tuple(dict.fromkeys(map(squeezed, earlier[-LEAN_NAMES:]))),
        counted=frozenset(_NUMBER.findall(reading.question)),
        pairs=frozenset(pairwise(words)),
        quantities=units_asked_for(reading.question, frozenset(asked)),
        replied=units_stated(context.rpartition("\n")[2]),
        limits=read_aspects(reading.question)[0] & limits().keys(),
        numbers=(
            1 / (1 + len(concepts)),
            math.log1p(len(reading.question) / _LONG),
            float(reading.want is Want.PROSE),
            float(reading.want is Want.NUMBER),
            float(bool(leaned)),
            _unspoken(concepts, held),
            sum(word in elsewhere for word in about) / (len(about) or 1),
        ),
    )


def _unspoken(concepts: Concepts, held: Sequence[frozenset[str]]) -> float:
    """The share of what is asked that no candidate speaks of."""
    everything = frozenset().union(*held)
    return 1 - concepts.coverage(everything, foreign=True) if concepts else 0.0


def features(
    question: Asked,
    text: str,
    own: frozenset[str],
    around: frozenset[str],
    hit: Hit,
    place: int,
    best: float,
    spoken: Collection[str],
    home: float = 0.0,
) -> tuple[float, ...]:
    """The numbers of one unit of a hit, in the order of `NAMES`. `around` are the words of its headings."""
    passage = hit.passage
    foreign = passage.language != question.language
    both = own | around
    heading = squeezed(f"{passage.section} {' '.join(passage.names)}")
    pattern = _VALUE.get(question.want)
    holds = bool(pattern and pattern.search(text))
    named = _named(question.names, text, heading)
    row = " | " in text
    letters = text.lower()
    return (
        question.concepts.coverage(own, foreign),
        question.concepts.coverage(both, foreign),
        question.lean * _weight(question.context, own),
        question.lean * _weight(question.context, both),
        named,
        question.lean * _named(question.context_names, text, heading),
        float(not question.names),
        float(holds),
        named if holds else 0.0,
        _numbers(question.counted, text),
        _pairs(question.pairs, letters),
        1 / (1 + place),
        hit.score / best if best else 0.0,
        float(row),
        float(row and question.want is Want.NUMBER),
        float(question.want is Want.PROSE and text.rstrip().endswith(_ENDS) and bool(_SPOKEN.search(text))),
        float(foreign and passage.document_id in spoken),
        math.log1p(len(text) / _LONG),
        _measured(question.quantities, text),
        float(not question.quantities),
        _measured(question.replied, text),
        *_limited(question.limits, own),
        _rarest(question.concepts, both, foreign),
        max(0.0, (hit.similarity - _ALIKE) / (1 - _ALIKE)),
        home,
    )


def _rarity(count: int, total: int) -> float:
    return math.log(1 + (total + 1) / (count + 0.5))


def _rarest(concepts: Sequence[Concept], there: frozenset[str], foreign: bool) -> float:
    if not concepts:
        return 0.0
    return max(concepts, key=lambda one: one.weight).held(there, foreign)


def _weight(wanted: Mapping[str, float], there: frozenset[str]) -> float:
    total = sum(wanted.values())
    return sum(weight for word, weight in wanted.items() if word in there) / total if total else 0.0


def _named(names: Sequence[str], text: str, heading: str) -> float:
    """Share of the names that the unit speaks of: as a cell, in its text, or under a heading that does."""
    if not names:
        return 0.0
    firsts, whole = _spelled(text)
    return sum(
        1.0 if name in firsts else 0.7 if name in whole else 0.4 * (name in heading) for name in names
    ) / len(names)


@lru_cache(maxsize=1 << 12)
def _spelled(text: str) -> tuple[frozenset[str], str]:
    """A unit's first cells and the whole of it, squeezed."""
    firsts = (squeezed(_BIT_RANGE.sub("", cell.rpartition(": ")[2])) for cell in cells(text)[:4])
    return frozenset(firsts), squeezed(text)


def _numbers(wanted: frozenset[str], text: str) -> float:
    return len(wanted.intersection(_NUMBER.findall(text))) / len(wanted) if wanted else 0.0


def _measured(quantities: Sequence[re.Pattern[str]], text: str) -> float:
    return sum(bool(units.search(text)) for units in quantities) / len(quantities) if quantities else 0.0


def _limited(wanted: frozenset[Aspect], own: frozenset[str]) -> tuple[float, float]:
    if not wanted:
        return 0.0, 0.0
    stated = {aspect for aspect, words in limits().items() if words & own}
    return float(bool(stated & wanted)), float(bool(stated) and not stated & wanted)


def _pairs(pairs: frozenset[tuple[str, str]], text: str) -> float:
    if not pairs:
        return 0.0
    return sum(one in text and other in text and _together(one, other, text) for one, other in pairs) / len(
        pairs
    )


def _together(one: str, other: str, text: str) -> bool:
    return bool(_neighbours(one, other).search(text))


@lru_cache(maxsize=1024)
def _neighbours(one: str, other: str) -> re.Pattern[str]:
    return re.compile(rf"{re.escape(one)}\w*\W{{0,3}}{re.escape(other)}")
