"""Warnings that tables of a version gave no facts: short codes in the records, sentences for readers. Pure.

A code such as `unread:bits:3:12,14-15` keeps what pages translate: the kind, how many, and on which pages.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_CODE = re.compile(r"unread:([a-z]+):(\d+):([\d,-]*)")
_KINDS = {
    "bits": "tables of bits",
    "diagrams": "drawings of registers",
    "registers": "lists of registers",
    "limits": "tables of limits",
}


@dataclass(frozen=True, slots=True)
class UnreadTables:
    """Tables of one kind that gave no facts."""

    kind: str
    count: int
    pages: tuple[int, ...]


def encode(unread: UnreadTables) -> str:
    """As it is kept among a version's warnings."""
    return f"unread:{unread.kind}:{unread.count}:{','.join(ranges(unread.pages))}"


def decode(warning: str) -> UnreadTables | None:
    """What a warning says; None for one that is a sentence already."""
    match = _CODE.fullmatch(warning)
    if match is None:
        return None
    pages: list[int] = []
    for part in filter(None, match[3].split(",")):
        first, _, last = part.partition("-")
        pages.extend(range(int(first), int(last or first) + 1))
    return UnreadTables(match[1], int(match[2]), tuple(pages))


def sentences(warnings: Iterable[str]) -> list[str]:
    """The warnings as an admin reads them."""
    return [sentence(unread) if (unread := decode(warning)) else warning for warning in warnings]


def sentence(unread: UnreadTables) -> str:
    """What was not read, and where."""
    kind = _KINDS.get(unread.kind, "tables")
    word = "page" if len(unread.pages) == 1 else "pages"
    where = ", ".join(part.replace("-", "–") for part in ranges(unread.pages))
    return f"Not read for exact facts, though search finds them: {unread.count} {kind} ({word} {where})."


def ranges(pages: Iterable[int]) -> list[str]:
    """Page numbers as ranges: 12, 14, 15 as `12` and `14-15`."""
    found: list[list[int]] = []
    for page in sorted(set(pages)):
        if found and page == found[-1][-1] + 1:
            found[-1][1:] = [page]
        else:
            found.append([page])
    return ["-".join(map(str, ends)) for ends in found]
