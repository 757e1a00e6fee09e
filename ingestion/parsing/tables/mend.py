"""Names that a narrow cell broke over two lines are put together again; prose is left as printed.

A break inside a name has no space and no hyphen to tell it from a break between words. It shows in the
characters on both sides (an underscore, an open bracket) or in a full line whose rest is too short to be
a name of its own.
"""

import re
from collections.abc import Sequence

WIDTH = 0.55
"""Font sizes that a character is wide, on average."""
SPARE = 1.2
"""Font sizes that a cell keeps free beside its text."""
_NAME_END = re.compile(r"[A-Za-z0-9_]*[A-Za-z0-9]_$")
_NAME_HYPHEN = re.compile(r"(?:^|[^A-Za-z0-9_])[a-z][a-z0-9_]*_[a-z0-9_]*-$|[A-Za-z0-9]_-$")
_NAME_TAIL = re.compile(r"^_[A-Za-z0-9]")
_NAME = re.compile(r"^[A-Z0-9][A-Za-z0-9_/\[\]:]*$")
_REST = re.compile(r"^[A-Z0-9_]{1,3}(?:\[\d+(?::\d+)?\])?$|^[A-Z]*\d*\[\d+(?::\d+)?\]$")
_BRACKET = re.compile(r"^\[\d+(?::\d+)?\]")


def mend(lines: Sequence[tuple[str, float, float]]) -> str:
    """Lines of a cell as (text, free width beside it, font size), joined by newlines except inside a name."""
    if len(lines) == 1:
        return lines[0][0]
    text, free, size = lines[0]
    for following, next_free, next_size in lines[1:]:
        joined = _joined(text.rsplit("\n", 1)[-1], following, free, size)
        text = text[: text.rfind("\n") + 1] + joined if joined is not None else f"{text}\n{following}"
        free, size = next_free, next_size
    return text


def _joined(line: str, following: str, free: float, size: float) -> str | None:
    """Both lines as one where the break stands inside a name."""
    last = line.rsplit(" ", 1)[-1]
    first = following.split(" ", 1)[0]
    if not last or not first or free > (WIDTH * len(first) + SPARE) * size:
        return None  # the rest would have fitted: the break is meant
    if _NAME_HYPHEN.search(last) and re.match(r"[a-z0-9_]", first):
        return line[:-1] + following
    if _NAME_END.search(last) and "/" not in last + first and _same_case(last, first):
        return line + following
    if _NAME_TAIL.match(first) and re.search(r"[A-Za-z0-9]$", last):
        return line + following
    if re.search(r"\[\d*:?\d*$", last) and re.match(r":?\d+(?::\d+)?\]", first):
        return line + following
    if _BRACKET.match(first) and re.search(r"[A-Z0-9]$", last) and last[:1].isalpha():
        return line + following
    if free < 2.0 * size and _cut(line, last, following, first):
        return line + following
    return None


def _same_case(last: str, first: str) -> bool:
    """Whether both may be parts of one name: prose goes on in small letters after a name in capitals."""
    return first[0].isdigit() or (first[0].isalpha() and (first[0].isupper() or not last.isupper()))


def _cut(line: str, last: str, following: str, first: str) -> bool:
    """A full line of one name, and a rest that is no name: `ADC_ETRGREG_R`, `M`."""
    if line != last or following != first:
        return False
    if first in ("0", "1") and not last[-1].isdigit():
        return False  # a reset value under the name
    if len(first) > 2 and "_" not in last:
        return False  # `LSE/LSI`, `RTC`: a name of its own
    upper = sum(char.isupper() or char == "_" for char in last)
    return len(last) >= 4 and upper >= 3 and bool(_NAME.match(last)) and bool(_REST.match(first))
