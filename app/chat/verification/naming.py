"""Which names an answer may say, and which of its words are names at all. Pure."""

import re
from collections.abc import Iterator

from app.chat.verification.binding import Name
from app.chat.verification.index import Index
from app.chat.verification.vocabulary import is_common, looks_like_hardware
from retrieval.identifiers import canonical, is_part_number

_CHIP_LIKE = re.compile(r"[A-Z]{2,}\d{2,}[A-Z0-9]*")
_SMALL = re.compile(r"(?<![A-Za-z0-9_])[a-z][a-z0-9]{2,}(?![A-Za-z0-9_])")
_SMALLEST = re.compile(
    r"(?<![A-Za-z0-9_'’])(?<!\d\s)(?!(?:an?|as|at|be|by|do|go|he|if|in|is|it|me|my|no|of|on|or|so|to|up|us|we)\b)[a-z][a-z0-9]?(?![A-Za-z0-9_'’])"
)
"""Names of one or two letters, where they are no English word and no unit."""
_CAPITAL = re.compile(r"(?<![A-Za-z0-9_])(?!Wh|How|The)[A-Z][a-z0-9]{2,}(?![A-Za-z0-9_])")
"""A field may be called `Version`."""


def is_chip(name: str) -> bool:
    """Whether a name is a part's, by its looks."""
    return bool(_CHIP_LIKE.fullmatch(name)) and is_part_number(name)


class Names:
    """The names of one conversation: those of the evidence, and the reader's own."""

    def __init__(self, index: Index, question: str, heard: frozenset[str]) -> None:
        self._index = index
        self._heard = heard
        self._asked = frozenset(
            (*_SMALL.findall(question), *_SMALLEST.findall(question), *_CAPITAL.findall(question))
        )

    def exists(self, name: str) -> bool:
        """Whether a name may be said: it is known, the reader's own, a word of the field, or software's."""
        own = canonical(name)
        if self._index.resolve(name) or own in self._heard or is_common(name) or is_chip(name):
            return True
        if any(own.startswith(f"{one}_") or own.endswith(f"_{one}") for one in self._heard if "_" in one):
            return True
        pieces = re.split(r"->|::|\.|_", name)
        return not looks_like_hardware(name) or (
            len(pieces) > 1 and all(is_common(piece) for piece in pieces)
        )

    def small(self, unit: str) -> Iterator[Name]:
        """Names that look like words (`select` in `mcontrol`), where they can only be meant as names."""
        index = self._index
        capital = (match for match in _CAPITAL.finditer(unit) if match[0] in self._asked)
        found = [*_SMALL.finditer(unit), *_SMALLEST.finditer(unit), *capital]
        meant = {match[0]: self._meant(match[0]) for match in found}
        registers = {word for word, known in meant.items() if known & index.registers}
        homes = {known for name in (*registers, *self._asked) for known in index.resolve(name)}
        for match in found:
            inside = {home for known in meant[match[0]] for home in index.fields.get(known, ())}
            coded = unit[match.start() - 1 : match.start()] == "`"
            known = bool(meant[match[0]] & index.fields.keys())
            if match[0] in registers or inside & homes or (known and (coded or match[0] in self._asked)):
                yield Name(match[0], match.span())

    def _meant(self, word: str) -> frozenset[str]:
        """`the` is not TxE: only a number of a word can stand for a placeholder."""
        known = self._index.resolve(word)
        exact = frozenset(name for name in known if "*" not in name or name == canonical(word))
        return known if re.search(r"\d", word) else exact
