"""Whether the words at a place of a page literally hold what was read there. Part of `benchmarks.facts`.

It reads the page anew with PyMuPDF alone, without our reader: a wrong reading cannot prove itself.
"""

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

import pymupdf

from app.facts.records import BitField, Provenance, Source

_ROOM = 2.0
"""Points around a box in which a word may reach out."""
_Word = tuple[float, float, float, float, str]
_DASH = r"\s*(?::|-|–|~|\.\.)\s*"


class Printed:
    """The pages of one manual."""

    def __init__(self, path: Path) -> None:
        self._pages = pymupdf.open(path)
        self._words = lru_cache(maxsize=64)(self._page_words)

    def text(self, place: Provenance, wanted: str) -> bool:
        """Whether a value stands there, spaces and underscores between digits aside."""
        if place.source == Source.DIAGRAM:
            return self._drawn_reset(place) == int(wanted, 16)
        bare = re.sub(r"[\s_]", "", self.at(place)).lower()
        found = re.search(rf"{re.escape(wanted.lower())}(?![0-9a-fx])", bare)
        return found is not None

    def number(self, place: Provenance, wanted: int) -> bool:
        """Whether a hexadecimal number stands there."""
        digits = (match.replace("_", "").replace(" ", "") for match in _hex(self.at(place)))
        return any(int(one, 16) == wanted for one in digits)

    def bits(self, field: BitField) -> bool:
        """Whether a row holds the field's name and, as a cell of its own, its bits."""
        if field.provenance.source == Source.DIAGRAM:
            return self._drawn_bits(field)
        words = self.at(field.provenance)
        name = re.sub(r"\W", "", field.name)
        if name not in re.sub(r"\W", "", words):
            return False
        if field.msb == field.lsb:
            return re.search(rf"(?:^|\s|\[){field.msb}(?:\]|\s|$)", words) is not None
        return re.search(rf"(?<!\d){field.msb}{_DASH}{field.lsb}(?!\d)", words) is not None

    def at(self, place: Provenance) -> str:
        """The words in a box of a page, in reading order."""
        return unicodedata.normalize("NFKC", " ".join(word[4] for word in self._inside(place)))

    def _drawn_bits(self, field: BitField) -> bool:
        """Whether msb and lsb are neighbours in the row of numbers, and the name stands in the drawing."""
        numbers = [int(word[4]) for word in self._rows(field.provenance)[0]]
        wanted = [field.msb] if field.msb == field.lsb else [field.msb, field.lsb]
        there = any(numbers[at : at + len(wanted)] == wanted for at in range(len(numbers)))
        name = re.sub(r"\W", "", field.name)
        return there and name in re.sub(r"\W", "", self.at(field.provenance))

    def _drawn_reset(self, place: Provenance) -> int | None:
        """The digits of the row that ends in `Reset`: one for each bit, or a number between two bit numbers."""
        numbers, digits = self._rows(place)
        value, width = 0, 0
        for word in digits:
            bits = 1
            if not re.fullmatch("[01]", word[4]):
                left = [int(one[4]) for one in numbers if one[0] < word[2]]
                right = [int(one[4]) for one in numbers if one[2] > word[0] and one[0] >= word[0]]
                if not left or not right or left[-1] < right[0]:
                    return None
                bits = left[-1] - right[0] + 1
            value, width = value << bits | int(word[4], 0), width + bits
        return value if width in (8, 16, 32) else None

    def _rows(self, place: Provenance) -> tuple[list[_Word], list[_Word]]:
        """The row of bit numbers and the row of reset digits of a drawing, from left to right."""
        words = (word for word in self._inside(place) if re.fullmatch(r"0x[0-9A-Fa-f]+|\d+", word[4]))
        rows: list[list[_Word]] = []
        for word in sorted(words, key=lambda one: one[3]):
            if rows and word[1] < rows[-1][-1][3]:
                rows[-1].append(word)
            else:
                rows.append([word])
        if not rows:
            return [], []
        numbers = [word for word in rows[0] if "x" not in word[4]]
        return sorted(numbers), sorted(rows[-1]) if len(rows) > 1 else []

    def _inside(self, place: Provenance) -> list[_Word]:
        x0, y0, x1, y1 = place.box
        return [
            word
            for word in self._words(place.page)
            if x0 - _ROOM <= (word[0] + word[2]) / 2 <= x1 + _ROOM
            and y0 - _ROOM <= (word[1] + word[3]) / 2 <= y1 + _ROOM
        ]

    def _page_words(self, number: int) -> list[_Word]:
        words = self._pages[number - 1].get_text("words", sort=True)
        return [(word[0], word[1], word[2], word[3], word[4]) for word in words]


def _hex(text: str) -> list[str]:
    return re.findall(r"0[xX]([0-9A-Fa-f]{1,4}(?:[_ ][0-9A-Fa-f]{4})+|[0-9A-Fa-f]+)", text)
