"""Cuts a growing answer into units that can be judged alone: sentences, list items, rows, lines of code.

A unit leaves only when nothing that may follow could belong to it. All units together are the text.
"""

import re

_FENCE = re.compile(r"[ \t]*(?:>[ \t]*)*(?:```|~~~)")
_ROW = re.compile(r"[ \t]*(?:>[ \t]*)?\|")
_END = re.compile(r"[.!?](?=[\"')\]*_`”’»]*(?:\s|$))|[。！？]")
_CLOSING = re.compile(r"[\"')*_`”’»）」』]*")
_MARKERS = re.compile(
    r"(?:[ \t]?(?:\[\[\d{1,3}\]\]\([^()\s]*\)|\[\^?\d{1,3}(?:[,，、 -]+\d{1,3})*\]|【\d{1,3}】)[。.]?)+"
)
_PART_OF_MARKER = re.compile(r"[ \t]*(?:\[[\^\[]?[\d,，、 \]-]*(?:\([^()\s]*)?|【\d{0,3})$")
_ABBREVIATION = re.compile(
    r"(?:(?<![A-Za-z])(?:e\.g|i\.e|etc|cf|vs|resp|approx|ca|nos|fig|figs|eq|sec|sect|ch|chap|p|pp|vol|ref"
    r"|rev|ver|max|min|typ|nom|inc|ltd|co|dr|mr|st|incl|excl|abs|temp|tab|al)|(?<![A-Za-z0-9])[A-Za-z])$",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?<![A-Za-z])no\.[ \t]*", re.IGNORECASE)
"""`no. 5` is a number's sign; any other `no.` ends a sentence."""
_UNIT_LETTER = re.compile(r"\d ?[A-Za-zµΩ]$")
"""`5 V.` ends a sentence, `J. Smith` does not."""
_LIST = re.compile(r"[ \t]*(?:[-*+]|\d{1,3}[.)])$")

LONGEST = 2000
"""Characters of a unit: no sentence is longer, and judging takes longer than in proportion."""


class SentenceGate:
    """Feed it what comes; it gives back what is complete."""

    def __init__(self) -> None:
        self._held = ""
        self._code = False

    def feed(self, delta: str) -> list[str]:
        """The units that are complete now."""
        self._held += delta
        units = []
        while (end := self._bounded(self._next(last=False))) > 0:
            units.append(self._take(end))
        return units

    def _bounded(self, end: int) -> int:
        """A model that runs on without an end is cut between two words."""
        if len(self._held) <= LONGEST or 0 < end <= LONGEST:
            return end
        return self._held.rfind(" ", 1, LONGEST) + 1 or LONGEST

    def flush(self) -> list[str]:
        """The rest, when nothing more will come."""
        units = []
        while self._held:
            end = self._bounded(self._next(last=True))
            units.append(self._take(end if end > 0 else len(self._held)))
        self._code = False
        return units

    def _take(self, end: int) -> str:
        unit, self._held = self._held[:end], self._held[end:]
        if _FENCE.match(unit.lstrip("\n")):
            self._code = not self._code
        return unit

    def _next(self, last: bool) -> int:
        """Where the first unit ends; 0 where that cannot be known yet."""
        text = self._held
        start = len(text) - len(text.lstrip("\r\n"))
        if start == len(text):
            return 0
        newline = text.find("\n", start)
        line = text[start:] if newline < 0 else text[start:newline]
        if self._code or _FENCE.match(line) or _ROW.match(line):
            return newline + 1
        if newline < 0 and not last and re.fullmatch(r"[ \t>]*(?:[`~|]{0,3}|\d{1,3}[.)]?|[-*+])", line):
            return 0
        return self._sentence(start, last)

    def _sentence(self, start: int, last: bool) -> int:
        """The end of the sentence or the paragraph that begins here."""
        text, position = self._held, start
        while True:
            newline = text.find("\n", position)
            end = _END.search(text, position, newline if newline >= 0 else len(text))
            if end:
                stop = self._stop(end, last)
                if stop:
                    return stop if stop > 0 else 0
                position = end.end()
                continue
            if newline < 0:
                return 0
            stop = self._line_end(start, newline, last)
            if stop <= 0:
                if stop < 0:
                    return 0
                position = newline + 1
                continue
            return stop

    def _stop(self, end: re.Match[str], last: bool) -> int:
        """The end of a sentence after its full stop: 0 is no end, -1 cannot be known yet."""
        text = self._held
        if end[0] == "." and not _ends(text, end.start()):
            return 0
        if number := _NUMBERED.match(text, max(0, end.start() - 2)):
            if number.end() == len(text) and not last:
                return -1
            if text[number.end() : number.end() + 1].isdigit():
                return 0
        after = _CLOSING.match(text, end.end())
        stop = after.end() if after else end.end()
        if markers := _MARKERS.match(text, stop):
            stop = markers.end()
        if stop == len(text) or (text[stop:].isspace() and "\n" not in text[stop:]):
            return stop if last else -1
        if _PART_OF_MARKER.fullmatch(text, stop) and not last:
            return -1
        space = re.match(r"[ \t]*\n?", text[stop:])
        gap = stop + (space.end() if space else 0)
        if gap >= len(text) and not last and not text[stop:gap].endswith("\n"):
            return -1
        following = text[gap : gap + 1]
        if end[0] == "." and following.islower() and "\n" not in text[stop:gap]:
            return 0
        return gap

    def _line_end(self, start: int, newline: int, last: bool) -> int:
        """The end of a line: 0 where the next line goes on with the sentence, -1 where it is not known."""
        text = self._held
        if newline + 1 >= len(text):
            return newline + 1 if last else -1
        before = text[start:newline].rstrip()
        wrapped = text[newline + 1].islower() and text[newline + 1].isascii()
        if (
            wrapped
            and before
            and before[-1] not in ":;：；。.!?！？|"
            and not before.lstrip().startswith("#")
        ):
            return 0
        return newline + 1


def _ends(text: str, dot: int) -> bool:
    """Whether a full stop ends a sentence, not an abbreviation or the number of a list item."""
    before = text[max(0, dot - 12) : dot]
    line = text[text.rfind("\n", 0, dot) + 1 : dot + 1]
    if _LIST.fullmatch(line):
        return False
    return not _ABBREVIATION.search(before) or bool(_UNIT_LETTER.search(before))


def units_of(text: str) -> list[str]:
    """All units of a finished text."""
    gate = SentenceGate()
    return [*gate.feed(text), *gate.flush()]
