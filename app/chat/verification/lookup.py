"""Which names to look up in the database before an answer is verified. Pure."""

import re
from collections.abc import Sequence

from app.chat.verification.types import Source
from app.chat.verification.vocabulary import is_common
from retrieval.identifiers import canonical, identifiers_in, is_part_number

_MOST = 200
"""Names in one look-up: those of the question first, then in the order of the sources."""

_HEADED = re.compile(r"\(([a-z][a-z0-9_]{2,})(?=[,)])")
"""Names that look like words stand in the headings of their registers: `Hart Info (hartinfo, at 0x12)`."""
_CELL = re.compile(r"(?:^|\|)[ \t]*([a-z][a-z0-9_]{1,15})[ \t]*(?=\||$)", re.MULTILINE)
"""And alone in the cells of their tables."""
_SMALL = re.compile(r"(?<![A-Za-z0-9_])[a-z][a-z0-9]{2,15}(?![A-Za-z0-9_])")


def names_to_look_up(question: str, sources: Sequence[Source]) -> tuple[str, ...]:
    """Registers, fields, pins, interrupts that question and sources name, once each, the question's first."""
    asked = [name for name in identifiers_in(question) if not is_part_number(name)]
    texts = (f"{source.section}\n{source.text}" for source in sources)
    names = (name for text in texts for name in identifiers_in(text) if _may_be_known(name))
    headed = [
        name
        for source in sources
        for name in _HEADED.findall(f"{source.section}\n{source.text.partition(chr(10))[0]}")
    ]
    cells = {name for source in sources for name in _CELL.findall(source.text)}
    small = [name for name in _SMALL.findall(question) if name in cells or name in headed]
    once: dict[str, str] = {}
    for name in (*asked, *small, *headed, *names):
        once.setdefault(canonical(name), name)
    return tuple(once.values())[:_MOST]


def _may_be_known(name: str) -> bool:
    return not is_part_number(name) and ("_" in name or "->" in name or not is_common(name))
