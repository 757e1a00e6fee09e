"""Lines of code in answers: which registers they touch and what they say of them. Pure.

Functions, types and constants of the reader's own libraries need not stand in a manual; registers must.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.chat.verification.atoms import Atom, atoms_in
from app.chat.verification.binding import Bound, Name, bind, names_in, read
from app.chat.verification.index import Index
from app.chat.verification.plain import plain
from app.chat.verification.types import Kind

_COMMENT = re.compile(
    r"//|/\*|(?<![\w&])#(?!\s*(?:define|include|if|ifdef|ifndef|endif|else|undef|pragma|error))|;(?=\s)\s*(?=//|/\*)|--(?=\s)"
)
_DEFINE = re.compile(r"\s*#\s*define\s+(?P<name>[A-Za-z_]\w*)(?:\([^)]*\))?\s*(?P<value>.*)")
_TOUCHED = re.compile(
    r"(?P<arrow>[A-Za-z_]\w*\s?->\s?[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?)|(?P<set>[A-Z][A-Z0-9]*_[A-Z0-9_]+)\s*(?:\[[^\]]*\])?\s*(?:[|&^+-]?=|<<=|>>=)(?!=)"
    r"|(?P<test>[A-Z][A-Z0-9]*_[A-Z0-9_]+)\s*(?:&|\|)\s"
)
_SHIFT = re.compile(
    r"\(?\s?\(?(?:\([a-z0-9_ ]+\)\s?)?(?P<v>0x[0-9A-Fa-f]+|\d+)[uUlL]{0,3}\)?\s?<<\s?(?P<n>\d{1,2})\s?\)?|BIT\s?\(\s?(?P<b>\d{1,2})\s?\)"  # noqa: E501 - one pattern or case, one line
)


@dataclass(frozen=True, slots=True)
class CodeLine:
    """A line, taken apart."""

    text: str
    hardware: tuple[Name, ...]
    """Names at places where only a register can stand."""
    defined: tuple[str, ...]
    atoms: tuple[Atom, ...]
    comment: str
    """In its place, with blanks before it."""
    value: str
    """What follows the name of a macro, or the sign of an assignment; in its place."""

    def bound(self, index: Index) -> Iterator[Bound]:
        """Its values with their names: a macro's, a shift's, a comment's."""
        yield from self._defines(index)
        yield from self._shifts(index)
        _, _, clauses = read(self.comment)
        names = tuple(name.text for name in (*names_in(self.comment), *self.hardware))
        for bound in bind(clauses, lambda atom, name: atom.kind is not Kind.BITS or index.is_field(name)):
            if bound.atom.kind in (Kind.HEX, Kind.BITS, Kind.QUANTITY):
                yield Bound(bound.atom, bound.names or names[:1], 0)

    def _defines(self, index: Index) -> Iterator[Bound]:
        """`#define RCC_BASE 0x40021000`: a base; a known register's macro holds its address or offset."""
        if not self.defined:
            return
        name = self.defined[0]
        owner = re.sub(r"_(?:ADDR(?:ESS)?|OFFSET|OFS)$", "", name)
        if not index.resolve(owner):
            owner = re.sub(r"_BASE$", "", owner)
        for atom in atoms_in(self.value):
            if atom.kind is not Kind.HEX or "<<" in self.value or "+" in self.value:
                continue
            if owner != name:
                role = (
                    "offset" if name.endswith(("OFFSET", "OFS")) else "base" if "BASE" in name else "address"
                )
                yield Bound(Atom(atom.kind, atom.text, atom.span, atom.values, role=role), (owner,), 0)
            elif index.is_register(name):
                role = "address" if atom.values and atom.values[0] > 0xFFF else "offset"
                yield Bound(Atom(atom.kind, atom.text, atom.span, atom.values, role=role), (name,), 0)

    def _shifts(self, index: Index) -> Iterator[Bound]:
        """`1 << 24` beside a field's name, in a macro or a comment, is that field's lowest bit."""
        named = (*self.defined, *re.findall(r"[A-Za-z_]\w*", self.comment))
        fields = [name for name in dict.fromkeys(named) if index.is_field(name)]
        if self.defined and (place := re.fullmatch(r"(\w+)_(?:Pos|POS|SHIFT|LSB|BIT)", self.defined[0])):
            if index.is_field(place[1]) and (
                number := re.match(r"\s*\(?(\d{1,2})[uUlL]*\)?\s*$", self.value)
            ):
                yield self._lowest(index, place[1], float(number[1]), number.span(1))
            return
        shifts = list(_SHIFT.finditer(self.value))
        if len(fields) != len(shifts):
            return
        for name, match in zip(fields, shifts, strict=True):
            yield self._lowest(index, name, float(match["n"] or match["b"]), match.span())

    def _lowest(self, index: Index, name: str, low: float, span: tuple[int, int]) -> Bound:
        """A field's lowest bit stands for all of its bits."""
        stated = [s for s in index.of([name]) if s.atom.kind is Kind.BITS and s.atom.role != "index"]
        high = next((s.atom.values[0] for s in stated if s.atom.values[1] == low), low)
        return Bound(Atom(Kind.BITS, self.text[span[0] : span[1]], span, (high, low)), (name,), 0)


def read_line(unit: str) -> CodeLine:
    """One line of code."""
    text = plain(unit.replace("`", " "))
    cut = _COMMENT.search(text)
    code = text[: cut.start()] if cut else text
    comment = " " * len(code) + text[len(code) :].replace("/", " ").replace("*", " ") if cut else ""
    define = _DEFINE.match(code)
    defined = (define["name"],) if define else ()
    start = define.start("value") if define else max(code.find("=") + 1, 0)
    value = " " * start + code[start:]
    touched = () if define else tuple(_touched(code))
    return CodeLine(text, touched, defined, atoms_in(text), comment, value)


def _touched(code: str) -> Iterator[Name]:
    for match in _TOUCHED.finditer(code):
        kind = match.lastgroup or "set"
        if match[kind].split("->")[0].strip().isupper():
            yield Name(match[kind].replace(" ", ""), match.span(kind))
