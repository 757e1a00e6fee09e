"""Interrupt vectors from the tables that number them. Pure.

A vector table is told by what it holds: a column of numbers, one of names, and a priority, an address or
a caption that speaks of interrupts.
"""

import re
from dataclasses import replace

from app.facts.records import FactSet, Interrupt, Provenance, Source
from ingestion.extraction.cells import columns_named, decimal, line, mostly, quote
from ingestion.extraction.numbers import only_hexadecimal
from ingestion.types import Block, BlockKind, Row, StructuredDocument, Table

_COLUMNS = {
    "number": r"no\.?|number|#|n°|irq(?: ?#| no\.?| number| id)?|"
    r"(?:interrupt|exception|vector|source) (?:number|no\.?|id)|"
    r"id|channel|编号|序号|中断(?:号|编号|序号)|向量(?:号|编号)|异常号|通道",
    "position": r"position|pos\.?|位置",
    "priority": r"priority(?: levels?)?|prio\.?|优先级",
    "name": r"name|acronym|symbol|mnemonic|(?:interrupt|irq|vector|exception)"
    r"(?: sources?| names?| requests?)?|source(?: \(module\))?|"
    r"peripheral(?: interrupt)?|(?:中断|向量|异常)?(?:名称|名|源)|中断|缩写|简称",
    "description": r"descriptions?|functions?|meaning|remarks?|描述|说明|功能|含义|备注",
    "address": r"(?:vector |entry |entrance |handler |start(?:ing)? )?(?:address|offset)(?: offset)?|vector|"
    r"(?:向量|入口|偏移|起始|中断)?地址(?:偏移)?",
}
_DEEPEST = 4
"""Rows at the top that may still be header."""
_SPEAKS = re.compile(r"interrupt|vector|exception|\birq\b|中断|向量|异常", re.IGNORECASE)
_RESERVED = re.compile(r"reserved|-*|/|保留", re.IGNORECASE)
_IDENTIFIER = re.compile(r"[A-Za-z][\w\-./ ()]*")


def extract(document: StructuredDocument) -> FactSet:
    """All vectors, in the order of the document."""
    tables = (block for block in document.blocks if block.kind == BlockKind.TABLE)
    return FactSet(interrupts=tuple(found for block in tables for found in block_interrupts(block)))


def block_interrupts(block: Block) -> list[Interrupt]:
    """The vectors of one table, none where it is no vector table."""
    table = block.table
    if table is None or len(table.rows) < 2:
        return []
    table, columns = _headed(table)
    counted = columns.get("number", columns.get("position"))
    if counted is None or not ({"name", "description"} & columns.keys()):
        return []
    if not mostly((row.texts[counted] for row in table.rows), lambda text: decimal(text) is not None):
        return []
    about = " ".join((table.caption, *block.path[-1:], *(" ".join(row.texts) for row in table.header)))
    if not _SPEAKS.search(about) or not {"priority", "address", "name"} & columns.keys():
        return []
    return [found for row in table.rows if (found := _interrupt(row, columns)) is not None]


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


def _interrupt(row: Row, columns: dict[str, int]) -> Interrupt | None:
    def cell(name: str) -> str:
        return line(row.texts[columns[name]]) if name in columns else ""

    number, position = decimal(cell("number")), decimal(cell("position"))
    name = _name(row.texts[columns["name"]]) if "name" in columns else _first_word(cell("description"))
    address = only_hexadecimal(cell("address"))
    if not name or (number is None and position is None and address is None):
        return None
    return Interrupt(
        name=name,
        provenance=Provenance(row.page, row.box, Source.TABLE, quote=quote(row)),
        number=number if number is not None else position,
        position=position,
        address=address,
        priority=_given(cell("priority")),
        description=cell("description"),
    )


def _name(text: str) -> str:
    """The name of a cell, mended where it wrapped; nothing for a reserved vector."""
    joined = "".join(text.split("\n")) if "_" in text or "-" in text else line(text)
    bare = joined.strip()
    return bare if _IDENTIFIER.fullmatch(bare) and not _RESERVED.fullmatch(bare) else ""


def _given(text: str) -> str:
    return "" if _RESERVED.fullmatch(text) else text.replace("−", "-")


def _first_word(description: str) -> str:
    word = description.split(" ")[0].rstrip(":,.")
    return word if word.isupper() and not _RESERVED.fullmatch(word) else ""
