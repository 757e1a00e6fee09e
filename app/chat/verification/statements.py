"""What the evidence states: each value with its subject, the words around it and its source. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from app.chat.verification.atoms import Atom, without_citations
from app.chat.verification.binding import Clause, Name, bind, names_in, read
from app.chat.verification.gate import units_of
from app.chat.verification.plain import plain
from app.chat.verification.tables import (
    Cell,
    Row,
    column_of,
    is_header,
    is_rule,
    pictured,
    read_row,
    split,
    titled,
)
from app.chat.verification.types import Kind, Source
from retrieval.identifiers import canonical, identifiers_in
from retrieval.tokens import tokens

FACT, ROW, PROSE = 3, 2, 1
"""How surely a value belongs to its subject."""
Words = frozenset[str]


@dataclass(frozen=True, slots=True)
class Statement:
    """One value as one place states it."""

    atom: Atom
    names: frozenset[str]
    """What it is said of, canonical."""
    around: frozenset[str]
    """Every name that stands with it: in its sentence or row, and in the headings above."""
    words: Words
    above: Words
    """The words of headings, captions and the sentence before."""
    source: int
    """The number of its source; 0 for a fact."""
    rank: int
    group: int
    """Equal for the values of one row, sentence or fact."""
    chips: tuple[str, ...] = ()
    meaning: str = ""
    """Of an enumerated value: what it means."""
    cells: tuple[str, ...] = ()
    """Of a parameter: its symbol, name and condition, squeezed."""


@dataclass(frozen=True, slots=True)
class Headings:
    """What stands above a line of evidence."""

    names: tuple[str, ...]
    words: Words
    unit: str = ""
    """The unit that a caption gives for a whole table."""


_CAPTION_UNIT = re.compile(
    r"(?:units?|单位)\s*[:：]\s*([^\s)）,，]{1,8})|[(（]([^()（）\s]{1,6})[)）]\s*$", re.IGNORECASE
)
_ENUMERATED = re.compile(
    r"(?<![A-Za-z0-9_.:])(?P<v>0[xXbB][0-9A-Fa-fxX]+|[01xX]{1,8}[bB]?|\d{1,3})\s*[:=：]\s*(?P<m>[^:：;；。\n]{2,120}?)"
    r"(?=[;；。\n]|\.(?:\s|$)|\s(?:0[xXbB][0-9A-Fa-fxX]+|[01xX]{1,8}[bB]?|\d{1,3})\s*[:=：]|$)"
)


@lru_cache(maxsize=16384)
def words(text: str) -> Words:
    """The words of a text that carry meaning."""
    return frozenset(tokens(text))


def statements_of(source: Source, group: int = 0) -> Iterator[Statement]:
    """Everything that a passage states. `group` is the first free number for its rows and sentences."""
    headings = _headings(source)
    header: tuple[str, ...] = ()
    before: Words = frozenset()
    for line in _lines(source.text):
        group += 1000
        shown = plain(line)
        if is_rule(shown):
            continue
        if "|" not in shown:
            header = ()
            if drawn := tuple(_pictured(shown, source, headings, group)):
                yield from drawn
                continue
            yield from prose(shown, source, replace(headings, words=headings.words | before), group)
            yield from _described(shown, source, headings, group)
            before = words(shown) if len(shown) < 300 else frozenset()
            continue
        cells = split(shown)
        if is_header(cells):
            header = tuple(cell.text for cell in cells)
            headings = replace(headings, words=headings.words | words(shown))
        else:
            yield from _row(titled(cells, header), source, headings, group)


def prose(
    text: str, source: Source, headings: Headings, group: int, default: Sequence[str] = ()
) -> Iterator[Statement]:
    """What running text states; a sentence without a name speaks of what it stands under."""
    above = headings.words
    subject = tuple(default) or headings.names
    for number, unit in enumerate(units_of(text)):
        sentence = without_citations(unit)
        names, _, clauses = read(sentence)
        own = tuple(name.text for name in names)
        spread = words(sentence)
        for bound in bind(clauses, lambda atom, name: may_be_said(atom, name)):
            said = tuple(bound.names) or subject
            if bound.atom.kind is not Kind.BITS:
                said = (*said, *default)
            around = _canonical((*own, *headings.names, *default))
            clause = _clause_words(clauses, bound.clause)
            yield Statement(
                bound.atom,
                _canonical(said),
                around,
                clause,
                spread | above,
                source.number,
                PROSE,
                group + number,
                source.chips,
            )
        above = headings.words | spread
        subject = tuple(default) or own or subject


def may_be_said(atom: Atom, name: str) -> bool:
    """Whether a value can be said of a name by its looks; who knows what names are asks more."""
    return not (atom.kind is Kind.BITS and atom.role == "index" and not name)


def enumerated(text: str) -> Iterator[tuple[str, str]]:
    """`1: enabled; 0: disabled`, value and meaning."""
    for match in _ENUMERATED.finditer(text):
        yield match["v"], match["m"].strip()


def _described(line: str, source: Source, headings: Headings, group: int) -> Iterator[Statement]:
    """`PLLEN 0: the PLL is off; 1: the PLL runs`, a field and its values in a line of their own."""
    listed = list(enumerated(line))
    name = next(iter(names_in(line)), None)
    if len(listed) < 2 or name is None or line[: name.span[0]].strip():
        return
    subject = _canonical((name.text,))
    around, said = subject | _canonical(headings.names), words(line)
    for value, meaning in listed:
        atom = enumeration_atom(value)
        yield Statement(
            atom, subject, around, words(meaning), said, source.number, ROW, group, source.chips, meaning
        )


def _row(cells: Sequence[Cell], source: Source, headings: Headings, group: int) -> Iterator[Statement]:
    row = read_row(cells, headings.unit)
    line = " | ".join(cell.text for cell in cells)
    own = tuple(name.text for name in row.names)
    names = own or headings.names
    around = _canonical((*identifiers_in(line), *headings.names, *own))
    said = words(line)
    for atom, subject in _subjects(row, names):
        yield Statement(atom, subject, around, said, headings.words, source.number, ROW, group, source.chips)
    below = replace(headings, words=headings.words | said)
    for cell in row.prose:
        if any(character.isdigit() for character in cell.text):
            for statement in prose(cell.text, source, below, group, names):
                around_all = statement.around | around
                yield replace(statement, around=around_all, words=said, group=group)
        for value, meaning in enumerated(cell.text) if column_of(cell.title) != "name" else ():
            atom = enumeration_atom(value)
            yield Statement(
                atom,
                _canonical(names),
                around,
                words(meaning),
                said,
                source.number,
                ROW,
                group,
                source.chips,
                meaning,
            )


def enumeration_atom(value: str) -> Atom:
    """A value of a field as an enumeration lists it: digits alone may be binary or decimal."""
    bare = value.lower().replace("_", "").removeprefix("0b")
    bare = bare.removesuffix("b") if not bare.startswith("0x") else bare
    if "x" in bare.removeprefix("0x"):
        return Atom(Kind.NUMBER, value, (0, 0), (), role="enum", open=bare.removeprefix("0x"))
    if bare.startswith("0x"):
        return Atom(Kind.NUMBER, value, (0, 0), (float(int(bare, 16)),), role="enum")
    values = {float(int(bare))} if len(bare) == 1 or not set(bare) <= {"0", "1"} else {float(int(bare, 2))}
    return Atom(Kind.NUMBER, value, (0, 0), tuple(values), role="enum", noun=bare)


def _subjects(row: Row, names: Sequence[str]) -> Iterator[tuple[Atom, frozenset[str]]]:
    """As many places as names in a row's cell pair in order; else each value is said of all of them."""
    bits = [atom for atom in row.atoms if atom.kind is Kind.BITS]
    for atom in row.atoms:
        if atom in bits and len(bits) == len(names) > 1:
            yield atom, _canonical((names[bits.index(atom)],))
        else:
            yield atom, _canonical(names)


def _pictured(line: str, source: Source, headings: Headings, group: int) -> Iterator[Statement]:
    for name, atom in pictured(line):
        said = _canonical((name.text,))
        around = said | _canonical(headings.names)
        yield Statement(
            atom, said, around, words(name.text), headings.words, source.number, ROW, group, source.chips
        )


def _headings(source: Source) -> Headings:
    last = source.section.rpartition(" › ")[2]
    first = source.text.strip().partition("\n")[0]
    heading = first if "|" not in first and len(first) < 160 else ""
    names = tuple(dict.fromkeys((*identifiers_in(last), *identifiers_in(heading))))
    marked = tuple(name for name in names if "_" in name) or names
    caption = _CAPTION_UNIT.search(heading)
    unit = (caption[1] or caption[2]) if caption else ""
    return Headings(marked, words(f"{source.section}\n{heading}"), unit)


def _lines(text: str) -> list[str]:
    """Lines; what a line break parted in running text is joined."""
    lines: list[str] = []
    for line in text.splitlines():
        if not line.strip():
            continue
        joined = lines and "|" not in lines[-1] and "|" not in line and re.match(r"\s*[a-z]", line)
        if joined and not re.search(r"[.;:。；：]\s*$", lines[-1]) and not pictured(plain(line)):
            lines[-1] = f"{lines[-1].rstrip()} {line.strip()}"
        else:
            lines.append(line)
    return lines


def _clause_words(clauses: Sequence[Clause], number: int) -> Words:
    return words(clauses[number].text)


def _canonical(names: Sequence[str]) -> frozenset[str]:
    return frozenset(canonical(name) for name in names if name)


def names_of(row_names: Sequence[Name]) -> tuple[str, ...]:
    """The texts of names."""
    return tuple(name.text for name in row_names)
