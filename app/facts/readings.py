"""How a question may be read when its words are compared with rows: whole, or a part that asks. Pure.

In haste people tell a story before they ask, and lean on what they asked before.
"""

import re
from functools import lru_cache

from app.facts.quantities import wanted, with_bus_clock

_CLAUSE = re.compile(r"[,;!?，；。！？]+|\.(?=\s|$)")
_ASKS = re.compile(
    r"\b(?:what|which|how|max|min|typ)|\b(?:fast|slow|high|low)est\b|多[少大高长久快]|几|最|上限|下限|范围|典型",
    re.IGNORECASE,
)
_MOST_CLAUSES = 8
"""Each is compared with all rows of a manual; what is asked stands near the end."""
_LEAST_WORDS = 2
"""Of a clause that is compared with rows without what stands around it."""
_OTHER_DOCUMENT = re.compile(r"\bapp(?:lication)? notes?\b|\bAN-?\d+\b|应用笔记", re.IGNORECASE)
"""What a note says is in no data sheet's row."""


@lru_cache(maxsize=512)
def readings(question: str) -> tuple[str, ...]:
    """The readings of a question, the likeliest first; none for what another kind of document says."""
    if _OTHER_DOCUMENT.search(question):
        return ()
    return (question, with_bus_clock(question), *_clauses(question))


def _clauses(question: str) -> list[str]:
    """What a question asks behind what it tells: `conversions take forever, what's the fastest rate?`."""
    pieces = [piece for piece in _CLAUSE.split(question) if piece.strip()]
    last = pieces[-_MOST_CLAUSES:] if len(pieces) > 1 else []
    asking = ((piece, wanted(piece)) for piece in reversed(last) if _ASKS.search(piece))
    return [piece for piece, asked in asking if asked and len(asked.words) >= _LEAST_WORDS]
