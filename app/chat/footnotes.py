"""The footnotes that a row of a table points to. Pure."""

import re
from collections.abc import Sequence

from retrieval.types import Hit, Passage

_MARK = re.compile(r"(?<=\S) ?\((\d{1,2})\)")
_NOTE = re.compile(
    r"\s*(?:\((?P<bracketed>\d{1,2})\)|(?P<listed>\d{1,2})[.)]|(?:note|注)[:：]?\s?(?P<noted>\d{1,2})[.:：])"
    r"\s+(?P<text>\S.*)",
    re.IGNORECASE,
)
LONGEST = 200
"""Characters of a footnote; the page shows the rest."""


def footnotes(row: str, passage: Passage, hits: Sequence[Hit]) -> tuple[str, ...]:
    """`(1) Guaranteed by design.` for each mark in a row, from what was found of its page's tables."""
    marks = list(dict.fromkeys(_MARK.findall(row)))
    if not marks or " | " not in row:
        return ()
    notes: dict[str, str] = {}
    for held in (passage, *(hit.passage for hit in hits)):
        if not _beside(held, passage):
            continue
        for line in held.text.splitlines():
            if " | " not in line and (match := _NOTE.match(line)):
                number = match["bracketed"] or match["listed"] or match["noted"]
                notes.setdefault(number, match["text"].strip())
    return tuple(f"({mark}) {_shortened(notes[mark])}" for mark in marks if mark in notes)


def _beside(one: Passage, other: Passage) -> bool:
    """Whether a table stands on another passage's page: a numbered sentence of its text is no footnote."""
    return one.kind != "section" and (one.version_id, one.page) == (other.version_id, other.page)


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rpartition(' ')[0]} …"
