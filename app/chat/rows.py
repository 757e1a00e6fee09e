"""Table rows as a reader gets them: cells under their column's title, empty ones left out. Pure."""

import re

EMPTY = re.compile(r"[\s–—−-]*|n/?a|\.{2,}", re.IGNORECASE)
BITS = re.compile(r"^(Bits?|位)\s*[::]\s*(\[?\d)", re.IGNORECASE)
MINUS = re.compile(r"(?<![\w.)\]°℃%])[–−](?=\s?\d)")
"""A dash before a number that nothing stands before: printed as a minus, searched for as a hyphen."""


def cells(line: str) -> tuple[str, ...]:
    """The cells of a row as passages write it."""
    return tuple(cell.strip() for cell in line.split(" | "))


def header_of(text: str) -> tuple[str, ...]:
    """The column titles of a table passage: its first row, unless that holds values itself."""
    first = next((line for line in text.splitlines() if " | " in line), "")
    return cells(first) if first and not re.search(r"\d\s*[.:]\s*\d|0[xX]|\d{3}", first) else ()


def told(row: str, table: str) -> str:
    """A row with the titles of its table: `Typ.: 30 | Units: μs`. One that fits none keeps its cells."""
    titles, values = header_of(table), cells(row)
    if len(values) < 2 or len(titles) != len(values) or titles == values:
        return " | ".join(value for value in values if not EMPTY.fullmatch(value)) or row
    pairs = zip(titles, values, strict=True)
    shown = [_labelled(title, value) for title, value in pairs if not EMPTY.fullmatch(value)]
    return " | ".join(shown) or row


def with_bits(row: str) -> str:
    """`Bit: 4 | Name: EN` as one says it: `bit 4 | Name: EN`."""
    return BITS.sub(r"\1 \2", row)


def plain_minus(text: str) -> str:
    """Numbers as they are typed: -20 for a typeset –20."""
    return MINUS.sub("-", text)


def _labelled(title: str, value: str) -> str:
    return f"{title}: {value}" if title and title != value else value
