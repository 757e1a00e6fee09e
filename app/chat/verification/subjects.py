"""What a conversation speaks of while it speaks: the names that a pronoun or an empty clause means. Pure."""

import re
from collections.abc import Sequence

from app.chat.verification.atoms import Atom
from app.chat.verification.binding import Name, names_in
from app.chat.verification.index import Index
from app.chat.verification.plain import plain
from app.chat.verification.statements import words
from app.chat.verification.types import Kind
from retrieval.identifiers import is_part_number

_CHIP = re.compile(r"[A-Z]{2,}\d{2,}[A-Z0-9]*")


class Subjects:
    """The last field and the last register, at first the question's."""

    def __init__(self, index: Index, question: str) -> None:
        self._index = index
        self._fields: tuple[str, ...] = ()
        self._registers: tuple[str, ...] = ()
        self._others: tuple[str, ...] = ()
        names = names_in(plain(question))
        self.words = words(question)
        self.chips = tuple(n.text for n in names if _CHIP.fullmatch(n.text) and is_part_number(n.text))
        self.remember(names)

    def hear(self, names: Sequence[Name], heading: bool) -> None:
        """A heading changes the subject for what stands beneath it."""
        if heading:
            self._fields = self._others = ()
            self.remember(names)

    def remember(self, names: Sequence[Name]) -> None:
        """What the next sentence may call `it`."""
        fields = tuple(dict.fromkeys(n.text for n in names if self._index.is_field(n.text)))
        registers = tuple(dict.fromkeys(n.text for n in names if self._index.is_register(n.text)))
        others = tuple(n.text for n in names if n.text not in fields and n.text not in registers)
        if fields or registers:
            self._fields = fields
        self._registers = registers or self._registers
        self._others = others or self._others

    @property
    def spoken(self) -> tuple[str, ...]:
        """Fields and registers that are spoken of."""
        return (*self._fields, *self._registers)

    def carried(self, atom: Atom) -> tuple[str, ...]:
        """What a value without a name is said of."""
        if atom.kind is Kind.BITS:
            return self._fields or self._registers or self._others
        if atom.role in ("address", "offset", "base"):
            return self._registers or self._others
        return (*self._fields, *self._registers) or self._others
