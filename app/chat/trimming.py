"""The part of the evidence that a slow language model can read in time: the best sentences and rows. Pure.

A fast one is given whole passages. Where a prompt must be short, the units that answer best come first, then
their neighbours, each passage in its own order and each row under its column's titles.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.chat.evidence import Ranked, cut, shortened
from app.chat.rows import cells, header_of, titled, told
from app.question.heard import words_of
from retrieval.context import PLACE_TOKENS, fold, merge, tokens_of
from retrieval.types import Hit, Passage

MOST_PASSAGES = 6
"""More places, of a sentence each, distract more than they say."""
ALONE = 0.6
"""Of the tokens that the best units may take before the first of them is given its neighbours."""
LEAST = 3
"""Words of a unit; a shorter one is a heading, or a cell that lost its row."""


def trimmed(hits: Sequence[Hit], ranked: Ranked, tokens: int) -> tuple[tuple[Passage, Passage], ...]:
    """Passages with what is shown of each, best first, in so many tokens."""
    kept = {hit.passage.id for hit in merge(fold(hits))}
    units = {index: cut(hit.passage) for index, hit in enumerate(hits) if hit.passage.id in kept}
    places = [(unit.hit, _place(units[unit.hit], unit.text)) for unit in ranked.units if unit.hit in units]
    best = [(hit, at) for hit, at in places if _says_something(hits[hit].passage, units[hit][at])]
    selection = Selection([hit.passage for hit in hits], units, tokens)
    selection.add(best, tokens * (1 - ALONE))
    selection.add(tuple(_beside(best)), 0)
    return selection.passages()


@dataclass(slots=True)
class Selection:
    """Units that were chosen, passage by passage in the order in which each came in."""

    whole: Sequence[Passage]
    units: Mapping[int, tuple[str, ...]]
    left: float
    """Tokens."""
    chosen: dict[int, set[int]] = field(default_factory=dict)

    def add(self, places: Sequence[tuple[int, int]], spare: float) -> None:
        """Those that fit beside so many tokens to spare. The first always goes in: a prompt without evidence
        would be answered from memory."""
        for hit, at in places:
            taken = self.chosen.get(hit)
            if at in (taken or ()) or (taken is None and len(self.chosen) == MOST_PASSAGES):
                continue
            cost = tokens_of(_line(self.whole[hit], self.units[hit][at])) + (0 if taken else PLACE_TOKENS)
            if self.left - cost >= spare or not self.chosen:
                self.left -= cost
                self.chosen.setdefault(hit, set()).add(at)

    def passages(self) -> tuple[tuple[Passage, Passage], ...]:
        return tuple((self.whole[hit], self._shown(hit, taken)) for hit, taken in self.chosen.items())

    def _shown(self, hit: int, taken: set[int]) -> Passage:
        passage, units = self.whole[hit], self.units[hit]
        if len(taken) == len(units):
            return passage
        return replace(passage, text="\n".join(_line(passage, units[at]) for at in sorted(taken)))


def _place(units: Sequence[str], text: str) -> int:
    return next((at for at, unit in enumerate(units) if shortened(unit) == text), 0)


def _says_something(passage: Passage, unit: str) -> bool:
    """Neither a lone word, nor a table's titles, which each of its rows carries."""
    return len(words_of(unit)) >= LEAST and cells(unit) != header_of(passage.text)


def _beside(best: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """What stands after and before each of the best, in their order."""
    saying = frozenset(best)
    for hit, at in best[:MOST_PASSAGES]:
        yield from ((hit, near) for near in (at + 1, at - 1) if (hit, near) in saying)


def _line(passage: Passage, unit: str) -> str:
    """A unit as it is read alone: a row passage has its headings above, a table's row gets its titles."""
    if passage.kind == "row":
        return passage.text.strip()
    return told(titled(unit, passage.text), "", passage.language) if " | " in unit else unit
