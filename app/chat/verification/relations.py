"""Names that an answer puts together must stand together: a field and its register. Pure."""

import re

from app.chat.verification.binding import Name
from app.chat.verification.index import Index
from app.chat.verification.sentences import Sentence
from app.chat.verification.types import Finding, Kind, Reason


def misplaced(index: Index, sentence: Sentence) -> list[Finding]:
    """Fields that a sentence gives to a register which does not have them."""
    registers = [n for n in sentence.names if index.is_register(n.text) and not index.is_field(n.text)]
    fields = [n for n in sentence.names if index.is_field(n.text)]
    if len({n.text for n in registers}) != 1 or not fields:
        return []
    register = registers[0]
    return [
        sentence.finding(Kind.NAME, name.text, name.span, Reason.OTHER)
        for name in fields
        if _joined(sentence.text, name, register) and not _has(index, register.text, name.text)
    ]


def _has(index: Index, register: str, name: str) -> bool:
    """Whether evidence knows the field in this register; unknown where it knows no register of the field."""
    homes = {home for known in index.resolve(name) for home in index.fields.get(known, ())}
    return not homes or bool(homes & index.resolve(register))


_NEAR = 40
_CUE = re.compile(r" of | in | within |寄存器|的|中(?![断间文心])|->|\.")
_CUT = re.compile(r"[\"“”;；。]|表示|意味|当|时\s*[:,]|\bmeans?\b")
"""What begins another statement: a meaning, or a quoted one's end."""


def _joined(text: str, one: Name, other: Name) -> bool:
    """Whether the sentence says that one stands in the other."""
    first, second = sorted((one, other), key=lambda name: name.span)
    between = text[first.span[1] : second.span[0]].lower()
    if len(between) > _NEAR:
        return False
    return bool(_CUE.search(f" {between} ")) and not _CUT.search(between)
