"""What the columns of a table hold, by a bilingual lexicon of headers and by their content. Pure.

Nothing here knows a vendor: a header that no lexicon entry fits leaves its column without a role.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from ingestion.extraction.numbers import bit_ranges, hexadecimal
from ingestion.types import Table


class Role(StrEnum):
    NAME = "name"
    BITS = "bits"
    ADDRESS = "address"
    OFFSET = "offset"
    DESCRIPTION = "description"
    RESET = "reset"
    ACCESS = "access"


_LEXICON: tuple[tuple[Role, re.Pattern[str]], ...] = tuple(
    (role, re.compile(pattern, re.IGNORECASE))
    for role, pattern in (
        (Role.BITS, r"bits?(?: ?#| no\.?| number| position| address|\(s\)|range)?|位|位号|比特|位域范围"),
        (Role.OFFSET, r"(?:address |addr\.? )?offset(?: address| addr\.?)?|偏移(?:地址|量)?|地址偏移(?:量)?"),
        (
            Role.ADDRESS,
            r"(?:access |absolute |register |csr |vendor )?addr(?:ess|\.)?|(?:访问|寄存器|绝对)?地址",
        ),
        (
            Role.NAME,
            r"(?:register |bit |field |short |acronym |bit field )?(?:name|symbol|mnemonic)(?:\(s\)| \[c\])?|"
            r"register|(?:bit )?fields?|abbreviation|"
            r"(?:寄存器|位|字段|位域)?(?:名称|名|符号|标记)|寄存器|字段|位域|缩写",
        ),
        (
            Role.RESET,
            r"(?:reset|default|initial|por|power-on)(?: value| state|/default|/hex)?|rst\.?|"
            r"(?:复位|默认|缺省|初始|上电)值?",
        ),
        (
            Role.ACCESS,
            r"access(?: type| rights?)?|attributes?|attr\.?|r ?/ ?w|read ?/ ?write|rw|type|permissions?|mode|"
            r"属性|访问(?:权限|类型|属性)?|读写(?:属性|权限)?|类型|操作",
        ),
        (
            Role.DESCRIPTION,
            r"(?:bit |functional? |register )?(?:descriptions?|functions?|meaning|definition|application|"
            r"comments?|purpose|long name|full name)|"
            r"(?:功能|位|寄存器)?(?:描述|说明|定义|含义)|功能|用途|应用",
        ),
    )
)
_PLACES = frozenset(
    {
        "absolute",
        "address",
        "addr",
        "hex",
        "hexadecimal",
        "dec",
        "decimal",
        "register",
        "reg",
        "byte",
        "page",
        "bank",
        "sfr",
    }
)
"""What may stand by an address for it to be a register's: `Entry address` is a vector's."""
_MOST_WORDS = 5
"""Words of a header that still names one thing."""
_TELLING: tuple[tuple[Role, frozenset[str]], ...] = (
    (Role.RESET, frozenset({"reset", "rst", "por", "rset"})),
    (Role.DESCRIPTION, frozenset({"description", "descriptions", "function", "details"})),
    (Role.OFFSET, frozenset({"offset"})),
    (Role.ADDRESS, frozenset({"address", "addr"})),
    (Role.NAME, frozenset({"symbol", "label", "mnemonic", "acronym"})),
    (Role.ACCESS, frozenset({"access"})),
)
_ACCESS_CELL = re.compile(
    r"(?:R|W|RO|WO|RW|R/W|RW1[CSZT]?|W1[CST]?|RC_?W[01]?|RC|RS|RWA|RWS|RZ|WZ|WARL|WLRL|ROA?|RW/?O?|SC|RF|[Rr]/[Ww]/?[A-Z]*|-|r|w|rw)",
)


_IN_BRACKETS = re.compile(r"\S.*[(（]\s*([A-Za-z][A-Za-z0-9_]+)\s*[)）]", re.DOTALL)


def headers(table: Table) -> tuple[str, ...]:
    """One header text for each column: its header rows joined, each text once.

    A row that is one cell is the title of the table, or of the first group of its rows.
    """
    rows = [row for row in table.header if len(row.cells) > 1] or table.header
    columns = []
    for column in range(table.columns):
        texts = dict.fromkeys(" ".join(row.texts[column].split()) for row in rows)
        columns.append(" ".join(text for text in texts if text))
    return tuple(columns)


def same_header(table: Table, column: int) -> tuple[int, ...]:
    """A column and those right of it under the same header: names of groups, then of their members."""
    texts = headers(table)
    end = column + 1
    whole = len(set(texts)) == 1  # a header that is one cell over all columns says nothing of groups
    while end < table.columns and texts[end] == texts[column] != "" and not whole:
        end += 1
    return tuple(range(column, end))


def role_of(header: str) -> Role | None:
    """The role that a header names, footnote marks and units aside; else the one that its words speak of."""
    bare = re.sub(r"\s*[((]\d+[))]$", "", header).strip().strip(":：")
    named = next((role for role, pattern in _LEXICON if pattern.fullmatch(bare)), None)
    return named or _spoken_role(bare)


def _spoken_role(header: str) -> Role | None:
    """`Addr (Hex)`, `POR/RST Value`, `Register label`: the first word that tells."""
    words = re.findall(r"[a-z]+", header.lower())
    if not words or len(words) > _MOST_WORDS:
        return None
    role = next((role for role, telling in _TELLING if telling & set(words)), None)
    return role if role is not Role.ADDRESS or set(words) <= _PLACES else None


def roles(table: Table) -> dict[Role, int]:
    """The column of each role; named twice, the first column's. Content decides what no header says."""
    found: dict[Role, int] = {}
    for column, header in enumerate(headers(table)):
        role = role_of(header)
        if role is not None and (role not in found or _names_better(table, role, found[role], column)):
            found[role] = column
    if Role.BITS not in found and Role.NAME in found:
        found = _with_bits(table, found)
    return found if found else by_content(table)


def _names_better(table: Table, role: Role, before: int, column: int) -> bool:
    """`Symbol` beside `Name`: of two columns of names that with identifiers, not with long names."""
    if role is not Role.NAME:
        return False
    first, second = ([row.texts[c] for row in table.rows] for c in (before, column))
    return not _most(first, _ends_in_name, 0.5) and _most(second, is_name)


def _ends_in_name(cell: str) -> bool:
    return is_name(cell) or bracketed_name(cell) != ""


def bracketed_name(cell: str, small: bool = False) -> str:
    """`UART0_BDH` of the cell `UART Baud Rate Register High (UART0_BDH)`; empty where no name ends a cell.

    A name in `small` letters looks like a word: that all cells of its column end in one tells it.
    """
    found = _IN_BRACKETS.fullmatch("".join(cell.split("\n")).strip())
    reserved = found is not None and re.match(r"reserved|保留", cell.strip(), re.IGNORECASE)
    return found[1] if found and not reserved and (small or re.search(r"[A-Z_]", found[1])) else ""


def all_bracketed(cells: Sequence[str]) -> bool:
    """Whether a column's cells all end in a name in brackets: `Hart Info (hartinfo)`."""
    return sum(map(bool, cells)) > 1 and _most(
        cells, lambda cell: bracketed_name(cell, small=True) != "", 0.9
    )


def _with_bits(table: Table, found: dict[Role, int]) -> dict[Role, int]:
    """The roles where a column headed as names, or as nothing known, holds bit positions and no bit twice."""
    for column in range(table.columns):
        cells = [row.texts[column] for row in table.rows]
        free = column not in found.values() and role_of(headers(table)[column]) in (None, Role.NAME)
        if (free or column == found[Role.NAME]) and _are_bits(cells):
            others = (c for c in range(table.columns) if c != column and c not in found.values())
            name = next((c for c in others if role_of(headers(table)[c]) is Role.NAME), None)
            name = found[Role.NAME] if column != found[Role.NAME] else name
            return found | {Role.BITS: column, Role.NAME: name} if name is not None else found
    return found


def _are_bits(cells: Sequence[str]) -> bool:
    """Positions of which one at least is a range: single numbers may count anything."""
    ranges = [one for cell in cells for one in bit_ranges(cell)]
    return any(msb > lsb for msb, lsb in ranges) and _tile(cells)


def by_content(table: Table) -> dict[Role, int]:
    """Roles of a table without a header, told from what its cells hold."""
    if not table.rows or table.columns < 3:
        return {}
    columns = [[row.texts[column] for row in table.rows] for column in range(table.columns)]
    found: dict[Role, int] = {}
    for role, fits in _CONTENT.items():
        column = next((c for c, cells in enumerate(columns) if c not in found.values() and fits(cells)), None)
        if column is not None:
            found[role] = column
    if Role.BITS not in found or Role.NAME not in found:
        return {}
    rest = [column for column in range(table.columns) if column not in found.values()]
    longest = max(rest, key=lambda column: sum(map(len, columns[column])), default=None)
    return found | ({Role.DESCRIPTION: longest} if longest is not None else {})


def value_column(table: Table, known: Mapping[Role, int]) -> int | None:
    """A column of hexadecimal values without a header that says so: `Rset value`."""
    rest = (column for column in range(table.columns) if column not in known.values())
    return next((c for c in rest if _most([row.texts[c] for row in table.rows], _is_value)), None)


def _is_value(cell: str) -> bool:
    return re.fullmatch(r"0[xX][0-9A-Fa-fxX]+|[xX]+", "".join(cell.split())) is not None


def is_name(text: str) -> bool:
    """Whether a cell holds an identifier: a register's or field's name, perhaps with a bit range.

    `P3.0` and `P1M2.n` are bits that have a port's or a register's name and their number.
    """
    bare = "".join(text.split("\n"))
    return re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*(?:\.(?:\d{1,2}|n))?(?:\s?\[[0-9:.]+\])?", bare) is not None


def _most(cells: Sequence[str], fits: Callable[[str], bool], share: float = 0.8) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and sum(map(fits, filled)) >= share * len(filled)


def _tile(cells: Sequence[str]) -> bool:
    """Whether cells hold bit positions and no bit twice: `2/1` beside `3/1` are channels and references."""
    bits = [bit for cell in cells for msb, lsb in bit_ranges(cell) for bit in range(lsb, msb + 1)]
    return _most(cells, lambda cell: bool(bit_ranges(cell)), 0.9) and len(bits) == len(set(bits))


_CONTENT: Mapping[Role, Callable[[Sequence[str]], bool]] = {
    Role.BITS: lambda cells: len(cells) > 1 and _tile(cells),
    Role.ACCESS: lambda cells: _most(cells, lambda cell: _ACCESS_CELL.fullmatch(cell.strip()) is not None),
    Role.NAME: lambda cells: _most(cells, is_name),
    Role.RESET: lambda cells: _most(
        cells, lambda cell: hexadecimal(cell) is not None or len(cell.strip()) <= 4
    ),
}
