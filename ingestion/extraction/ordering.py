"""Orderable parts with their attributes, from ordering tables and from tables that compare parts. Pure."""

import re

from app.facts.records import FactSet, OrderingOption, Provenance, Source
from ingestion.extraction.cells import bare_header, headed, line, mostly, quote
from ingestion.extraction.columns import headers
from ingestion.types import BlockKind, StructuredDocument, Table

_PART_HEADER = re.compile(
    r"(?:part|device|product|order(?:ing)?|order(?:ing)? part)[ -]?(?:number|no\.?|code|name|model|type)s?|"
    r"(?:part|order|chip|product) ?models?|model(?: name)?|part ?#|devices?|ordering codes?|mpn|"
    r"(?:产品|芯片|器件|订货|订购|订单)?(?:型号|编码|料号|代码)|订货号",
    re.IGNORECASE,
)
_PART = re.compile(r"(?=[A-Z0-9\-/.]*\d)[A-Z]{1,6}\d*[A-Z0-9]*(?:[-/.][A-Z0-9]+)*x{0,2}", re.IGNORECASE)
_GLUED = re.compile(r"(?<=[a-z])(?=[A-Z]{2})")
"""`Flash memorySRAM`: two headers that touch are read as one word."""
_SUFFIX = re.compile(r"[A-Z0-9]{1,4}")
_FEWEST_COLUMNS = 3
_SHORTEST = 5


def extract(document: StructuredDocument) -> FactSet:
    """All orderable parts, in the order of the document."""
    tables = (block.table for block in document.blocks if block.kind == BlockKind.TABLE)
    found = (
        option for table in tables if table is not None for option in (*by_rows(table), *by_columns(table))
    )
    return FactSet(ordering=tuple(found))


def by_rows(table: Table) -> list[OrderingOption]:
    """A row for each part."""
    table = headed(table, lambda text: _PART_HEADER.fullmatch(bare_header(text)) is not None)
    named = _apart([bare_header(header) for header in headers(table)])
    where = next((column for column, text in enumerate(named) if _PART_HEADER.fullmatch(text)), None)
    if where is None or table.columns < 2 or not mostly((row.texts[where] for row in table.rows), _is_part):
        return []
    return [
        OrderingOption(
            _joined(row.texts[where]),
            Provenance(row.page, row.box, Source.TABLE, quote=quote(row)),
            attributes=tuple(
                (header, text)
                for column, header in enumerate(named)
                if column != where and header and (text := line(row.texts[column]))
            ),
        )
        for row in table.rows
        if _is_part(row.texts[where])
    ]


def by_columns(table: Table) -> list[OrderingOption]:
    """A column for each part: the comparison at the front of a data sheet."""
    named = [_filled(header) for header in headers(table)]
    parts = [column for column, text in enumerate(named) if _is_part(text)]
    if (
        table.columns < _FEWEST_COLUMNS
        or len(parts) < max(1, table.columns - 2)
        or 0 in parts
        or not table.rows
    ):
        return []
    labels = [column for column in range(table.columns) if column not in parts]
    first = table.rows[0]
    return [
        OrderingOption(
            _joined(named[column]),
            Provenance(first.page, table.box if first.page == table.page else first.box, Source.TABLE),
            attributes=tuple(
                (label, text)
                for row in table.rows
                if (text := line(row.texts[column]))
                and (
                    label := " ".join(
                        dict.fromkeys(line(row.texts[c]) for c in labels if row.texts[c].strip())
                    )
                )
            ),
        )
        for column in parts
    ]


def _apart(named: list[str]) -> list[str]:
    """Headers that touch, and so were read as the first one's, each over its own column."""
    found = list(named)
    for column, text in enumerate(named[:-1]):
        empty = next((at for at in range(column + 1, len(named)) if named[at]), len(named)) - column
        pieces = _GLUED.split(text)
        if len(pieces) == empty > 1:
            found[column : column + empty] = pieces
    return found


def _filled(header: str) -> str:
    """The part of a column under a common stem: `GD32F303xx` over `RC` is GD32F303RC."""
    stem, _, suffix = header.rpartition(" ")
    placeholder = "x" * len(suffix)
    if _SUFFIX.fullmatch(suffix) and re.search(rf"(?<!x){placeholder}(?!x)", stem):
        return stem.replace(placeholder, suffix)
    return header


def _joined(cell: str) -> str:
    return "".join(cell.split())


def _is_part(cell: str) -> bool:
    text = _joined(cell)
    capital = text.rstrip("x") == text.rstrip("x").upper()
    return len(text) >= _SHORTEST and _PART.fullmatch(text) is not None and capital
