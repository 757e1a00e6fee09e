"""How software may use a register or a field, in the words of manuals and of answers. Pure."""

import re
from collections.abc import Iterator

from app.chat.verification.atoms import Atom
from app.chat.verification.types import Kind

_SAID: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("rw", re.compile(r"\bread(?:able)?\s*(?:/|-|and|&)\s*writ(?:e|able)\b|\bR/W\b|(?<![A-Za-z0-9_])RW(?![A-Za-z0-9_])|可读可?写|读/?写(?:访问|权限|属性|位|寄存器)", re.IGNORECASE)),  # noqa: E501 - one pattern or case, one line
    ("r", re.compile(r"\bread-?\s?only\b(?!\s+memory)|(?<![A-Za-z0-9_])RO(?![A-Za-z0-9_])|只读(?!存储)", re.IGNORECASE)),  # noqa: E501 - one pattern or case, one line
    ("w", re.compile(r"\bwrite-?\s?only\b|(?<![A-Za-z0-9_])WO(?![A-Za-z0-9_])|只写", re.IGNORECASE)),
)  # fmt: skip
_CELL = {
    "ro": "r", "r": "r", "rz": "r", "rc": "r", "wo": "w", "w": "w", "wz": "w",
    "rw": "rw", "rwa": "rw", "rw1": "rw", "rw0": "rw", "rwz": "rw", "rwt": "rw", "rws": "rw", "rww": "rw",
}  # fmt: skip


def access_in(text: str) -> Iterator[Atom]:
    """What a plain sentence says of access."""
    for access, pattern in _SAID:
        for match in pattern.finditer(text):
            yield Atom(Kind.ACCESS, match[0], match.span(), noun=access)


def access_of(cell: str) -> str:
    """`r`, `w` or `rw` for a cell of an access column; empty for what says something finer."""
    bare = re.sub(r"[^a-z01]", "", cell.lower())
    if bare in _CELL:
        return _CELL[bare]
    return next((access for access, pattern in _SAID if pattern.fullmatch(cell.strip())), "")
