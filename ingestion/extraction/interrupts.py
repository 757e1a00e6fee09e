"""Interrupt vectors from the tables that number or place them. Pure.

A vector table is told by what it holds: a column of numbers or of addresses, one of names, and a caption, a
heading or a header that speaks of interrupts. What no header says is told from the cells: numbers that rise,
and names. A table that goes on in a second group of columns is read group by group.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from app.facts.records import FactSet, Interrupt, Provenance, Source
from ingestion.extraction.cells import columns_named, decimal, line, mostly, quote
from ingestion.extraction.columns import headers
from ingestion.extraction.groups import groups
from ingestion.extraction.numbers import only_hexadecimal
from ingestion.types import Block, BlockKind, Row, StructuredDocument, Table

_COLUMNS = {
    "number": r"no\.?|number|#|n°|irq(?: ?#| no\.?| number| id)?|"
    r"(?:interrupt|exception|vector|source) (?:number|no\.?|id)|"
    r"id|channel|编号|序号|中断(?:号|编号|序号)|向量(?:号|编号)|异常号|通道",
    "position": r"position|pos\.?|位置",
    "priority": r"(?:natural |default )?priority(?: levels?)?|prio\.?|优先级",
    "name": r"name|acronym|symbol|mnemonic|(?:interrupt|irq|vector|exception)"
    r"(?: sources?| names?| requests?)?|source(?: \(module\))?|"
    r"peripheral(?: interrupt)?|(?:中断|向量|异常)?(?:名称|名|源)|中断|缩写|简称",
    "description": r"descriptions?|(?:interrupt |vector )?definitions?|functions?|meaning|remarks?|"
    r"描述|说明|功能|含义|备注",
    "address": r"(?:vector |entry |entrance |handler |program |start(?:ing)? )?"
    r"(?:address|offset)(?: offset)?|vector|"
    r"(?:向量|入口|偏移|起始|中断)?地址(?:偏移)?",
}
_COUNTS = ("number", "position")
_DEEPEST = 4
"""Rows at the top that may still be header."""
_SPEAKS = re.compile(r"interrupt|vector|exception|\btraps?\b|\birq\b|中断|向量|异常", re.IGNORECASE)
_RESERVED = re.compile(r"reserved|-*|/|保留", re.IGNORECASE)
_IDENTIFIER = re.compile(r"[^\W\d_][\w\-./ ()+&:]*")
_SPELLED = re.compile(r"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\s+[a-z]{2,}")
"""A name with what it means in the same cell."""
_SHORTEST = 5
"""Rows from which on rising numbers beside names count without headers."""
_CODE = re.compile(r"[a-z]\w*cause|cause(?: code)?|(?:exception|interrupt|trap) code|原因码", re.IGNORECASE)
"""A header over the codes by which software tells vectors apart."""
_OF_VECTORS = re.compile(r"vector|entry|entrance|handler|program|向量|入口|中断", re.IGNORECASE)
_DISTINCT = 0.8
"""Share of a column's names that stand once."""
_LONGEST = 200
"""Characters of what the other columns say of a vector."""


def extract(document: StructuredDocument) -> FactSet:
    """All vectors, in the order of the document."""
    tables = (block for block in document.blocks if block.kind == BlockKind.TABLE)
    return FactSet(interrupts=tuple(found for block in tables for found in block_interrupts(block)))


def block_interrupts(block: Block) -> list[Interrupt]:
    """The vectors of one table, none where it is no vector table."""
    if block.table is None or len(block.table.rows) < 2:
        return []
    return [found for table in groups(block.table) for found in _vectors(table, block)]


def _vectors(whole: Table, block: Block) -> list[Interrupt]:
    table, columns = _headed(whole)
    about = " ".join((table.caption, *block.path[-1:], *(" ".join(row.texts) for row in table.header)))
    if not _SPEAKS.search(about):
        return []
    columns = {role: c for role, c in columns.items() if role not in _COUNTS or _counts(table, c)}
    coded = any(_CODE.fullmatch(text) for text in headers(table))
    if not {"name", "description"} & columns.keys():
        columns = columns | _by_content(table, columns.values(), counted=not coded)
    numbered = {"number", "position"} & columns.keys()
    if not (numbered or ("name" in columns and (coded or _placed(table, columns)))):
        return []
    if not {"priority", "address", "name"} & columns.keys():
        return []
    return [found for row in table.rows if (found := _interrupt(table, row, columns, coded)) is not None]


def _counts(table: Table, column: int) -> bool:
    return mostly((row.texts[column] for row in table.rows), lambda text: decimal(text) is not None)


def _placed(table: Table, columns: Mapping[str, int]) -> bool:
    """Whether a column is of addresses and says that they are of vectors: registers have addresses too."""
    where = columns.get("address")
    if where is None or not _OF_VECTORS.search(headers(table)[where]):
        return False
    return mostly((row.texts[where] for row in table.rows), _is_address)


def _by_content(table: Table, taken: Collection[int], counted: bool) -> dict[str, int]:
    """Columns without headers of their own: numbers that rise by one, where they are asked for, and names."""
    if len(table.rows) < _SHORTEST:
        return {}
    columns = {c: [row.texts[c] for row in table.rows] for c in range(table.columns) if c not in taken}
    number = next((c for c, cells in columns.items() if _rises([decimal(cell) for cell in cells])), None)
    if counted and number is None:
        return {}
    name = next((c for c, cells in columns.items() if c > (number or 0) and _are_names(cells)), None)
    if name is None:
        return {}
    return {"number": number, "name": name} if counted and number is not None else {"name": name}


def _are_names(cells: Sequence[str]) -> bool:
    """Names, few of them twice: kinds and levels are no names."""
    given = [name for cell in cells if (name := _name(cell))]
    return mostly(cells, _is_name) and len(set(given)) > _DISTINCT * len(given)


def _rises(numbers: Sequence[int | None]) -> bool:
    given = [number for number in numbers if number is not None]
    return len(given) == len(numbers) and all(after - before == 1 for before, after in pairwise(given))


def _is_address(text: str) -> bool:
    return only_hexadecimal(text) is not None


def _is_name(text: str) -> bool:
    return _name(text) != "" or _RESERVED.fullmatch(line(text)) is not None


def _headed(table: Table) -> tuple[Table, dict[str, int]]:
    """The table with its columns; a header of many levels may leave its lowest among the rows."""
    columns = columns_named(table, _COLUMNS)
    if {"number", "name"} <= columns.keys() or {"position", "name"} <= columns.keys():
        return table, columns
    for index, row in enumerate(table.rows[:_DEEPEST]):
        lower = replace(table, header=(row,), rows=table.rows[index + 1 :])
        found = columns_named(lower, _COLUMNS)
        if {"number", "name"} <= found.keys():
            beside = (
                c
                for c in range(found["number"] + 1, table.columns)
                if row.texts[c] == row.texts[found["name"]]
            )
            return lower, found | {"name": next(beside, found["name"])}
    return table, columns


def _interrupt(table: Table, row: Row, columns: Mapping[str, int], coded: bool) -> Interrupt | None:
    def cell(name: str) -> str:
        return line(row.texts[columns[name]]) if name in columns else ""

    number, position = decimal(cell("number")), decimal(cell("position"))
    name = _name(row.texts[columns["name"]]) if "name" in columns else _first_word(cell("description"))
    address = only_hexadecimal(cell("address"))
    if not name or (number is None and position is None and address is None and not coded):
        return None
    return Interrupt(
        name=name,
        provenance=Provenance(row.page, row.box, Source.TABLE, quote=quote(row)),
        number=number if number is not None else position,
        position=position,
        address=address,
        priority=_given(cell("priority")),
        description=cell("description") or _beside(table, row, columns),
    )


def _beside(table: Table, row: Row, columns: Mapping[str, int]) -> str:
    """What the columns without a role say of a vector, each after its header: its flag, its enable bit."""
    known = {line(row.texts[column]) for column in columns.values()}
    said: dict[str, str] = {}
    for column, header in enumerate(headers(table)):
        cell = line(row.texts[column])
        if header and cell not in known and not _RESERVED.fullmatch(cell) and not cell.isdigit():
            known.add(cell)
            said.setdefault(header, f"{header}: {cell}")
    return "; ".join(said.values())[:_LONGEST]


def _name(text: str) -> str:
    """The name of a cell, mended where it wrapped; nothing for a reserved vector."""
    joined = "".join(text.split("\n")) if "_" in text or "-" in text else line(text)
    bare = joined.replace("^", "").strip()
    if spelled := _SPELLED.match(bare):
        bare = spelled[1]
    return bare if _IDENTIFIER.fullmatch(bare) and not _RESERVED.fullmatch(bare) else ""


def _given(text: str) -> str:
    return "" if _RESERVED.fullmatch(text) else text.replace("−", "-")


def _first_word(description: str) -> str:
    word = description.split(" ")[0].rstrip(":,.")
    return word if word.isupper() and not _RESERVED.fullmatch(word) else ""
