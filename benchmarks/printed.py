"""Whether the words at a place of a page literally hold what was read there. Part of `benchmarks.facts`.

It reads the page anew with PyMuPDF alone, without our reader: a wrong reading cannot prove itself.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pymupdf

from app.facts.records import BitField, Provenance, Source

_ROOM = 2.0
"""Points around a box in which a word may reach out."""
_Word = tuple[float, float, float, float, str]
_TITLE = 30.0
"""Points over a line of a register's description in which its title stands."""
_TERM = re.compile(r"\+\s*(0x[0-9A-Fa-f]+|\d+)\s*[*×]\s*[a-z]")
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
        spaced = r"[\s_]*".join(map(re.escape, wanted))
        ends = r"(?![0-9A-Fa-fXx])(?![\s_][0-9A-Fa-f]{4}\b)"
        return re.search(spaced + ends, self.at(place), re.IGNORECASE) is not None

    def number(self, place: Provenance, wanted: int) -> bool:
        """Whether a hexadecimal number stands there."""
        digits = (match.replace("_", "").replace(" ", "") for match in _hex(self.at(place)))
        return any(int(one, 16) == wanted for one in digits)

    def instance(self, base: Provenance, titles: Iterable[Provenance], wanted: int, name: str) -> bool:
        """Whether an array's printed base and the distance that its title determines give this number."""
        bases = [int(re.sub(r"[ _]", "", one), 16) for one in _hex(self.at(base))]
        strides = {stride for title in titles for stride in self._strides(title)}
        numbers = [int(one) for one in re.findall(r"\d+", name)]
        return any(
            first + stride * number == wanted for first in bases for stride in strides for number in numbers
        )

    def _strides(self, title: Provenance) -> set[float]:
        """By a formula, a range over the count of instances, or a table that numbers the bits of all."""
        _, y0, _, y1 = title.box
        words = self.at(replace(title, box=(0.0, y0 - _TITLE, 999.0, y1)))
        found = {float(int(one, 0)) for one in _TERM.findall(words)}
        counted = re.search(r"[a-z]\s*[=:]\s*(\d+)\s*[-~]\s*(\d+)", words)
        if counted is None:
            return found
        count = int(counted[2]) - int(counted[1]) + 1
        for first, last in re.findall(r"(0x[0-9A-Fa-f]+)\s*[-~]\s*(0x[0-9A-Fa-f]+)", words):
            found.add((int(last, 16) - int(first, 16) + 1) / count)
        below = (title.page, y0), (title.page + 1, 0.0)
        table = " ".join(word[4] for page, top in below for word in self._words(page) if word[1] >= top)
        tops = [int(one) + 1 for one in re.findall(r"\[(\d{3,4}):\d+\]", table)]
        return found | {max(tops) / 8 / count} if tops else found

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
        if not there:
            return self._declared(field)
        name = re.sub(r"\W", "", field.name)
        whole = len(numbers) == 2 and field.register.removesuffix("_REG") == field.name
        return there and (whole or name in re.sub(r"\W", "", self.at(field.provenance)))

    def _declared(self, field: BitField) -> bool:
        """Whether a box says how many bits it has, `INTRSET[38:32]`, and stands under their numbers."""
        words = self._inside(field.provenance)
        ends = {word[4]: word for word in words if word[4] in (str(field.msb), str(field.lsb))}
        declared = re.compile(rf"{re.escape(field.name)}\[(\d+):(\d+)\]")
        for word in words:
            found = declared.fullmatch(word[4])
            if found and len(ends) == 2 and int(found[1]) - int(found[2]) == field.msb - field.lsb:
                left, right = ends[str(field.msb)], ends[str(field.lsb)]
                return left[0] <= (word[0] + word[2]) / 2 <= right[2]
        return False

    def _drawn_reset(self, place: Provenance) -> int | None:
        """The digits of the lower row: one for each bit, or a number between two bit numbers."""
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
