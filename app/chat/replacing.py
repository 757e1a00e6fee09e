"""The manuals' own words in the place of a sentence that a language model may not say. Pure.

A refused sentence is mostly a right thought with a wrong value: the row or sentence of the evidence that
speaks of the same is quoted instead, once each.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.chat.composing import LONGEST_LINE, lead_text
from app.chat.evidence import ORDERS, Unit, cut, shortened
from app.chat.words import squeezed
from app.core.markdown import inline
from app.question.function_words import ASKING
from app.question.heard import words_of
from retrieval.types import Passage

MOST = 3
"""Quotations in one answer; after them it is no longer the model's."""
SAME = 0.5
"""Share of a sentence's words, the rare ones counting most, that a unit must hold to speak of the same."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words of a source, as Markdown."""

    number: int
    """As the answer cites it."""
    text: str


@dataclass(slots=True)
class Replacements:
    """The units of one answer's evidence, and which of them stand in it."""

    sources: Sequence[tuple[int, Passage]]
    """Numbered as the answer cites them."""
    shown: str = ""
    """What the reader has seen before the answer."""
    _quoted: set[str] = field(default_factory=set)
    _units: list[tuple[int, Passage, str, frozenset[str]]] = field(default_factory=list)

    def instead(self, sentence: str, written: str) -> Quotation | None:
        """What is quoted in its place; None where nothing fits. `written` is the answer so far: what it says
        already is not said again."""
        if len(self._quoted) >= MOST:
            return None
        number, passage, unit = self._closest(sentence) or (0, None, "")
        if passage is None or unit in self._quoted or squeezed(unit) in squeezed(written):
            return None
        text = inline(lead_text(Unit(unit, 0), passage))
        line = text[:LONGEST_LINE]
        if squeezed(line) in squeezed(self.shown):
            return None
        self._quoted.add(unit)
        return Quotation(number, f"{line}…" if len(text) > LONGEST_LINE else line)

    def _closest(self, sentence: str) -> tuple[int, Passage, str] | None:
        """The unit that shares most with a sentence."""
        self._read()
        wanted = words_of(sentence) - ASKING
        counts = Counter(word for *_, held in self._units for word in held & wanted)
        weights = {word: 1 / (1 + counts[word]) for word in wanted if counts[word]}
        whole = sum(weights.values()) + sum(
            1 for word in wanted if word not in weights and not _is_value(word)
        )
        if not weights:
            return None
        scores = [sum(weights[word] for word in held & weights.keys()) for *_, held in self._units]
        best = max(range(len(scores)), key=scores.__getitem__)
        number, passage, unit, _ = self._units[best]
        return (number, passage, unit) if scores[best] >= SAME * whole else None

    def _read(self) -> None:
        if self._units:
            return
        for number, passage in self.sources:
            for text in cut(passage):
                if not ORDERS.search(text):
                    held = words_of(f"{passage.section} {' '.join(passage.names)} {text}")
                    self._units.append((number, passage, shortened(text), held))


def _is_value(word: str) -> bool:
    """A number that no source holds is what the sentence was refused for."""
    return word[:1].isdigit()
