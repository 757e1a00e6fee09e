"""Rows of tables, of manuals and of answers: which cell says what of the row's subject. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from app.chat.verification.access import access_of
from app.chat.verification.atoms import Atom, atoms_in, bits_value
from app.chat.verification.binding import Name, names_in
from app.chat.verification.cues import label_of
from app.chat.verification.numerals import NUMBER, number_of
from app.chat.verification.types import Kind
from app.chat.verification.units import is_unit, unit_of


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with its title and where its text begins in the line."""

    text: str
    start: int
    title: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """What a row says."""

    names: tuple[Name, ...]
    """Its subject: the names in its name column, else its first names."""
    atoms: tuple[Atom, ...]
    """The values that its columns say of the subject."""
    prose: tuple[Cell, ...]
    """Cells that are read as sentences."""


_COLUMNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("unit", r"^\s*(?:units?|单位)\b|^单位"),
        (
            "bits",
            r"^\s*(?:bits?(?:\(s\)|[\s_-]*(?:position|field|range|number|no\.?))?|位(?:域|段|号)?|比特位?)\s*$",
        ),
        ("offset", r"offset|偏移"),
        ("reset", r"reset|default|复位|默认|初始|缺省"),
        ("access", r"^\s*(?:access|type|r/?w|attribute|访问|属性|类型|读写)(?:\s|类型|权限|$)"),
        ("address", r"address(?!ing)|地址"),
        ("limit", r"\b(?:min|max|typ)|最小|最大|典型|nominal|标称"),
        (
            "name",
            r"\bname\b|^field|symbol|^\s*register|^pin\b|mnemonic|名称|符号|寄存器|^位名|引脚名|字段|^signal|parameter|参数|interrupt",
        ),
        ("prose", r"desc|function|condition|meaning|说明|描述|功能|条件|含义|备注|remark|note|comment"),
    )
)
_FIELD_TITLE = re.compile(r"field|bit name|位名|字段|^\s*name|^\s*名称", re.IGNORECASE)
_LABELLED = re.compile(
    r"\s*([^:|]{1,48}?)\s*[:：]\s+(?=\S)|\s*(位|名称|访问|描述|复位值|地址|偏移地址)[:：]\s*"
)
_BITS = re.compile(
    r"[\[<(]?\s*(?:[Bb]its?\s*)?(\d{1,3})(?:\s*(?::|-|~|\.\.|to)\s*(\d{1,3}))?\s*[\])>]?(?=$|[\s,;/\[])"
)
_VALUE = re.compile(r"(?:0[xX])?[0-9A-Fa-fxX_ ]+[hHbB]?|[01xX]+'?[bB]?")
_DRAWN = r"\(?[A-Za-z0-9_][\w/.*() -]{0,80}?\s?(?:\[\d{1,2}(?::\d{1,2})?\])+(?:\s+reset\s+[^\s,]+)?"
_DIAGRAM = re.compile(rf"\s*{_DRAWN}(?:\s*,\s*{_DRAWN})*\s*$")
_PICTURED = re.compile(
    r"(?P<name>[A-Za-z_][\w/.*-]*)\)?\s?(?P<bits>(?:\[\d{1,2}(?::\d{1,2})?\])+)(?:\s+reset\s+(?P<reset>[^\s,]+))?"
)


def split(line: str) -> tuple[Cell, ...]:
    """The cells of a line of a table, in Markdown or as passages write it."""
    cells, start = [], 0
    for piece in re.split(r"(?<!\\)\|", line):
        lead = len(piece) - len(piece.lstrip())
        cells.append(Cell(piece.strip(), start + lead))
        start += len(piece) + 1
    if cells and not cells[0].text and line.lstrip().startswith("|"):
        cells = cells[1:]
    if cells and not cells[-1].text and line.rstrip().endswith("|"):
        cells = cells[:-1]
    return tuple(cells)


def is_header(cells: Sequence[Cell]) -> bool:
    """Whether a row only names its columns."""
    said = [cell for cell in cells if cell.text]
    if _are_labelled(cells):
        return False
    titled = sum(bool(column_of(cell.text)) for cell in said)
    digits = sum(bool(re.search(r"\d", cell.text)) for cell in said)
    return len(said) > 1 and titled >= max(1, len(said) // 3) and digits <= len(said) // 4


def is_rule(line: str) -> bool:
    """`|---|---|`: no pattern, because a line of dashes would keep one busy for ever."""
    return "--" in line and not line.strip(" \t|:-\n")


def titled(cells: Sequence[Cell], header: Sequence[str]) -> tuple[Cell, ...]:
    """The cells under their titles; cells that bring their own (`Bit: 25`) lose them from the text."""
    if _are_labelled(cells):
        own = [_LABELLED.match(cell.text) for cell in cells]
        return tuple(
            Cell(cell.text[label.end() :], cell.start + label.end(), label[1] or label[2]) if label else cell
            for cell, label in zip(cells, own, strict=True)
        )
    if len(header) == len(cells):
        return tuple(replace(cell, title=title) for cell, title in zip(cells, header, strict=True))
    return tuple(cells)


def _are_labelled(cells: Sequence[Cell]) -> bool:
    """Whether the cells bring their titles with them."""
    labelled = sum(bool(_LABELLED.match(cell.text)) for cell in cells)
    return len(cells) > 1 and (labelled * 2 > len(cells) or labelled > 2)


FARTHEST = float(0xFFFFF)
"""No offset is larger: what a column of offsets prints beyond is an address."""


@lru_cache(maxsize=4096)
def column_of(title: str) -> str:
    """What a column says, by its title."""
    return next((name for name, pattern in _COLUMNS if pattern.search(title)), "")


def read_row(cells: Sequence[Cell], unit_hint: str = "") -> Row:
    """The subject and the values of a row."""
    unit = next((cell.text.strip("()[] ") for cell in cells if is_unit(cell.text)), "")
    if not unit:
        unit = next((cell.text for cell in cells if column_of(cell.title) == "unit"), "") or unit_hint
    atoms: list[Atom] = []
    prose: list[Cell] = []
    for cell in cells:
        found = tuple(_cell_atoms(cell, unit))
        atoms.extend(found)
        if not found and not is_unit(cell.text):
            prose.append(cell)
    return Row(_subject(cells), tuple(atoms), tuple(prose))


def pictured(line: str) -> tuple[tuple[Name, Atom], ...]:
    """The fields of a register's picture in one line: `Reserved[31:26], PLLRDY[25]`."""
    if not _DIAGRAM.match(line):
        return ()
    found: list[tuple[Name, Atom]] = []
    for match in _PICTURED.finditer(line):
        name = Name(match["name"], match.span("name"))
        parts = re.finditer(r"\[(\d{1,2})(?::(\d{1,2}))?\]", match["bits"])
        span = match.span("bits")
        found.extend((name, Atom(Kind.BITS, p[0], span, bits_value(p[1], p[2]))) for p in parts)
        if match["reset"] and _VALUE.fullmatch(match["reset"]):
            found.append((name, reset_atom(match["reset"], match.span("reset"))))
    return tuple(found)


def _subject(cells: Sequence[Cell]) -> tuple[Name, ...]:
    named = [cell for cell in cells if column_of(cell.title) == "name"]
    fields = [cell for cell in named if _FIELD_TITLE.search(cell.title)]
    for group in (fields, named, cells[:3]):
        for cell in group:
            if names := names_in(cell.text):
                return tuple(_moved(name, cell.start) for name in names)
            if cell in named and re.fullmatch(r"[A-Za-z]\w*(?:\[\d+(?::\d+)?\])?", cell.text):
                return (Name(re.sub(r"\[.*", "", cell.text), (cell.start, cell.start + len(cell.text))),)
    return ()


def _cell_atoms(cell: Cell, unit: str) -> Iterator[Atom]:
    """The values of one cell; none of a cell that is read as prose."""
    column, text = column_of(cell.title), cell.text
    if column == "bits":
        yield from _bit_cell(cell)
    elif column == "access" and (access := access_of(text)):
        yield Atom(Kind.ACCESS, text, _span(cell), noun=access)
    elif column == "reset" and _VALUE.fullmatch(text):
        yield reset_atom(text, _span(cell))
    elif column in ("offset", "address"):
        for atom in atoms_in(text):
            if atom.kind is Kind.HEX:
                role = "address" if atom.values[:1] > (FARTHEST,) else column
                yield replace(atom, role=role, span=_shift(atom.span, cell.start))
    elif column == "limit" or re.fullmatch(rf"±?\s?{NUMBER}", text):
        yield from _limit_cell(cell, unit)


def _bit_cell(cell: Cell) -> Iterator[Atom]:
    for match in _BITS.finditer(cell.text):
        yield Atom(
            Kind.BITS, match[0].strip(), _shift(match.span(), cell.start), bits_value(match[1], match[2])
        )


def reset_atom(text: str, span: tuple[int, int]) -> Atom:
    """A reset value as tables print it: digits alone may be binary, decimal or hexadecimal."""
    for atom in atoms_in(text):
        if atom.kind is Kind.HEX and len(atom.text) >= len(text.strip()) - 1:
            return replace(atom, role="reset", span=span)
    bare = text.replace("_", "").replace(" ", "").lower()
    if re.fullmatch(r"[01x]*x[01x]*", bare):
        return Atom(Kind.HEX, text, span, (), role="reset", open=bare)
    values = {float(int(bare))} if bare.isdigit() else set()
    if re.fullmatch(r"[01]+", bare):
        values.add(float(int(bare, 2)))
    if len(bare) >= 4 and re.fullmatch(r"[0-9a-f]+", bare):
        values.add(float(int(bare, 16)))
    return Atom(Kind.HEX, text, span, tuple(sorted(values)), role="reset")


def _limit_cell(cell: Cell, unit: str) -> Iterator[Atom]:
    """A number under Min., Typ. or Max.; its unit stands in the title, in the row or in itself."""
    label = label_of(cell.title) if column_of(cell.title) == "limit" else ""
    own = re.search(r"[(\[（]\s*([^()\[\]（）]{1,10})\s*[)\]）]", cell.title)
    meant = own[1] if own and unit_of(own[1]) else unit
    for atom in atoms_in(cell.text):
        span = _shift(atom.span, cell.start)
        if atom.kind is Kind.QUANTITY:
            yield replace(atom, span=span, label=label or atom.label)
        elif atom.kind is Kind.NUMBER:
            yield limit_atom(atom.text, meant, label, span)


def limit_atom(number: str, unit: str, label: str, span: tuple[int, int] = (0, 0)) -> Atom:
    """A limit with its unit; a unit of the manual's own (`tPCLK`) leaves it a plain number."""
    known = unit_of(unit.strip("()[] ")) if unit else None
    value = number_of(number.lstrip("± "))
    if known is None:
        return Atom(Kind.NUMBER, number, span, (value,), label=label, noun=unit)
    return Atom(
        Kind.QUANTITY,
        f"{number} {unit}",
        span,
        tuple(value * factor for factor in known[1]),
        known[0],
        label=label,
    )


def _span(cell: Cell) -> tuple[int, int]:
    return (cell.start, cell.start + len(cell.text))


def _shift(span: tuple[int, int], by: int) -> tuple[int, int]:
    return (span[0] + by, span[1] + by)


def _moved(name: Name, by: int) -> Name:
    return Name(name.text, _shift(name.span, by))
