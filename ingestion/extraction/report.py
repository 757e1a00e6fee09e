"""What a document's tables are, and which gave no facts: so that an admin sees what was not read. Pure.

A table is counted by what it holds, whether or not anything was read out of it. `pipeline` keeps the report
beside the facts; its form is the contract with `app/documents/tables.py`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields

from app.facts.records import FactSet
from ingestion.extraction.columns import Role, headers, role_of
from ingestion.extraction.layouts import usual
from ingestion.extraction.matrices import bits_of, drawn_as_table
from ingestion.extraction.numbers import bit_ranges, only_hexadecimal
from ingestion.types import Block, Box, StructuredDocument, Table

Place = tuple[int, Box]
_FEWEST = 2
"""Rows with an address that make a table a list of registers."""
_LIMITS = ({"min", "minimum", "最小", "最小值"}, {"max", "maximum", "最大", "最大值"})
_MOSTLY = 0.7
"""Share of a column's cells that must hold what its header says."""
_OTHERS = ("pins", "interrupts", "dma_requests", "regions", "ordering", "errata", "parameters", "peripherals")


@dataclass(frozen=True, slots=True)
class TableCount:
    """The tables of one kind."""

    kind: str
    """`bits`, `registers`, `diagrams`, `limits`, the name of another kind of fact, or `other`."""
    read: int
    unread: int
    pages: tuple[int, ...]
    """Where those stand that gave no facts."""


def report(document: StructuredDocument, found: FactSet) -> tuple[TableCount, ...]:
    """The document's tables by kind; of `other` ones nothing was expected."""
    cited = _cited(found)
    described = {block.path for block in document.blocks if _places(block) & cited["fields"]}
    counts: dict[str, list[bool]] = defaultdict(list)
    pages: dict[str, dict[int, None]] = defaultdict(dict)
    for block in usual(document.blocks):
        if block.table is None and block.diagram is None:
            continue
        stated = next((kind for kind in (*_STATED, *_OTHERS) if _places(block) & cited[kind]), "")
        kind = kind_of(block) or (stated if stated in _OTHERS else "other")
        read = bool(stated) or (kind == "diagrams" and block.path in described)
        counts[kind].append(read)
        if not read:
            pages[kind][block.page] = None
    return tuple(
        TableCount(kind, sum(each), len(each) - sum(each), tuple(pages[kind]))
        for kind, each in sorted(counts.items())
    )


def unread(counts: Iterable[TableCount]) -> Iterator[TableCount]:
    """The kinds of which something was expected and not read."""
    return (one for one in counts if one.unread and one.kind in EXPECTED)


EXPECTED = frozenset({"bits", "registers", "diagrams", "limits"})
_STATED = ("fields", "registers")


def _cited(found: FactSet) -> dict[str, set[Place]]:
    """The places that the facts of each kind cite."""
    return {
        one.name: {(fact.provenance.page, fact.provenance.box) for fact in getattr(found, one.name)}
        for one in fields(FactSet)
        if one.name != "warnings"
    }


def _places(block: Block) -> set[Place]:
    """The places by which a fact may cite a block: its own, and those of its rows."""
    rows = (*block.table.header, *block.table.rows) if block.table is not None else ()
    return {(block.page, block.box), *((row.page, row.box) for row in rows)}


def kind_of(block: Block) -> str:
    """What a table or drawing is by what it holds; empty where nothing tells."""
    if block.diagram is not None:
        return "diagrams"
    table = block.table
    if table is None or not table.rows:
        return ""
    if drawn_as_table(table) is not None:
        return "diagrams"
    named = reversed(list(enumerate(headers(table))))  # of two with one role the first counts
    roles = {role: column for column, text in named if (role := role_of(text)) is not None}
    if bits_of(table) is not None:
        return "registers" if {Role.ADDRESS, Role.OFFSET} & roles.keys() else ""
    if Role.BITS in roles and _holds(table, roles[Role.BITS], lambda cell: bool(bit_ranges(cell))):
        return "bits"
    where = roles.get(Role.ADDRESS, roles.get(Role.OFFSET))
    if where is not None and Role.NAME in roles:
        numbers = sum(only_hexadecimal(row.texts[where]) is not None for row in table.rows)
        return "registers" if numbers >= _FEWEST and numbers >= _MOSTLY * len(table.rows) else ""
    words = {text.casefold().strip(" .") for text in headers(table)}
    return "limits" if all(words & names for names in _LIMITS) else ""


def _holds(table: Table, column: int, fits: Callable[[str], bool]) -> bool:
    cells = [row.texts[column] for row in table.rows if row.texts[column].strip()]
    return bool(cells) and sum(map(fits, cells)) >= _MOSTLY * len(cells)
