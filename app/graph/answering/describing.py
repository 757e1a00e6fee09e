"""Fields by what their rows say of them, where no relation of the graph names them.

`Which flag in WDCON shows it?`: of the fields of that register, the one whose name and description share most
with the part that asks, by the weight of rare words; none where two share as much.
"""

import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from app.graph.answering.reading import Wanted, synonyms
from app.graph.fields import described_fields, fields_in, placed
from app.graph.queries import Connection
from app.graph.walking import Reach
from retrieval.expansion import translations
from retrieval.graph_store import Node
from retrieval.identifiers import canonical
from retrieval.tokens import tokens

SHORTEST_NAME = 3
"""Characters of a name by which fields are looked for in all registers."""
MARGIN, CLEAR = 1.1, 1.5
"""How much better than the next the best must be, and from where on it need hold less."""
LEAST = 0.6
"""The share of the words that one must hold which stands in no register that the question names."""
CONTEXT = 0.3
"""The weight of a word of the question's other parts."""
LONGEST_QUOTE = 400
_COUNTED = re.compile(r"(?<=[\u3400-\u9fff])(?=\d)")
"""Between a Chinese word and its number: 闹钟1."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a part, with what says it too in the other language."""

    forms: tuple[frozenset[str], ...]
    share: float = 1.0
    """Of its weight that counts."""

    def held(self, there: Collection[str]) -> bool:
        """Whether all words of one form are there."""
        return any(form.issubset(there) for form in self.forms)


async def described(
    within: Reach,
    part: Wanted,
    whole: Wanted,
    about: Sequence[str],
    registers: Sequence[Node],
    ignored: Collection[str],
) -> list[Connection]:
    """The field that the part describes, of these registers, else of all whose names hold one of `about`."""
    keys = [canonical(name) for name in about if len(name) >= SHORTEST_NAME]
    if registers:
        every = await fields_in(within, registers)
        found = [one for one in every if canonical(one.name) != canonical(one.within)]
    else:
        found = await described_fields(within, keys)
    named = {one.key for one in registers}
    own = words_of(part, ignored, named)
    others = words_of(whole, ignored, named)
    around = tuple(replace(word, share=CONTEXT) for word in others if word not in own)
    names = tuple(Word((frozenset((name.lower(),)),)) for name in about if len(name) > 1)
    best = best_of(found, (*own, *names), around, 0.0 if registers else LEAST)
    if best is None:
        return []
    return [replace(best, subject=best.within)] if best.links else await placed(within, best)


def best_of(
    found: Sequence[Connection], words: Sequence[Word], around: Sequence[Word], least: float
) -> Connection | None:
    """The one that shares most, and clearly more than any of another name."""
    held = [_held(one) for one in found]
    total = len(held)

    def weight(word: Word) -> float:
        count = sum(word.held(each) for each in held)
        return word.share * math.log(1 + (total + 1) / (count + 0.5)) if count else 0.0

    weights = [(word, weight(word)) for word in (*words, *around)]
    own = sum(one for _, one in weights[: len(words)])
    scored = sorted(
        (
            (sum(one for word, one in weights if word.held(each)) + _named(found[at], words), -at)
            for at, each in enumerate(held)
        ),
        reverse=True,
    )
    if not scored or scored[0][0] <= 0:
        return None
    top, place = scored[0]
    best = found[-place]
    said = sum(one for word, one in weights[: len(words)] if word.held(held[-place]))
    others = [score for score, at in scored[1:] if canonical(found[-at].name) != canonical(best.name)]
    clear = not others or top >= CLEAR * others[0]
    if said <= 0 or said < (least / CLEAR if clear else least) * own:
        return None
    return best if clear or top >= MARGIN * others[0] else None


def _named(one: Connection, words: Sequence[Word]) -> float:
    """How much of its name the words make up: LSI more of LSION than of LSIRDYIE."""
    name = canonical(one.name).lower()
    parts = [len(form) for word in words for each in word.forms for form in each if form in name]
    return max(parts, default=0) / len(name)


def words_of(part: Wanted, ignored: Collection[str], besides: Collection[str] = ()) -> tuple[Word, ...]:
    """The words of a part that say what it is about: not those of questions, nor names of registers."""
    phrases = [(set(tokens(phrase)), others) for phrase, others in translations(part.text)]
    skipped = {*synonyms("bit"), *ignored, *(name.lower() for name in besides)}
    found: dict[tuple[str, ...], Word] = {}
    for word in tokens(_COUNTED.sub(" ", part.text)):
        if word in skipped:
            continue
        forms = [frozenset((word,)), *(frozenset(tokens(one)) for one in synonyms(word))]
        forms += [frozenset(tokens(other)) for own, others in phrases if word in own for other in others]
        found[synonyms(word) or (word,)] = Word(tuple(form for form in forms if form))
    return tuple(found.values())


def _held(one: Connection) -> frozenset[str]:
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", one.name)
    quotes = " ".join(link.quote[:LONGEST_QUOTE] for link in one.links)
    return frozenset(tokens(f"{name} {one.title} {quotes}")) | {canonical(one.name).lower()}
