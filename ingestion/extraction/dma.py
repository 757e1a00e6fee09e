"""Which DMA channel or stream serves which request, from the tables that map them. Pure.

A map has a column for each channel (`Channel 1 … Channel 7`, requests in the cells, perhaps a row for each
selection), or a row for each request with its number. Told by what it holds, where its title speaks of DMA.
"""

import re
from collections.abc import Iterator, Sequence

from app.facts.records import DmaRequest, FactSet, Provenance, Source
from ingestion.extraction.cells import bare_header, columns_named, decimal, line, mostly, quote
from ingestion.extraction.columns import headers
from ingestion.types import Block, BlockKind, Row, StructuredDocument, Table

_SPEAKS = re.compile(r"(?<![A-Z])([A-Z]{0,2}DMA)\s?(MUX)?(\d*)(?![A-Z])")
_PART = re.compile(
    r"(?:[A-Z]?DMA\d?[ _]?)?(?P<kind>channel|stream|request|ch|通道|数据流|请求)\.?"
    r"\s*(?:no\.?)?\s*(?P<number>\d{1,3})",
    re.IGNORECASE,
)
_KINDS = {"ch": "channel", "通道": "channel", "数据流": "stream", "请求": "request"}
_FEWEST = 3
"""Channels side by side, or requests one under the other, that make a map."""
_REQUEST = re.compile(r"(?=.*[A-Z])[A-Za-z][A-Za-z0-9]*(?:[_.][A-Za-z0-9]+)*")
_APART = re.compile(r"[\s,，、;/]+")
_NOTE = re.compile(r"[(（\[]\s*\d{1,2}\s*[)）\]]|\^\d{1,2}")
_RESERVED = re.compile(r"reserved|保留|none|n/?a", re.IGNORECASE)
_LIST = {
    "number": r"(?:dma(?:mux)? ?)?(?:request|channel|stream|source|slot|trigger|line|请求|通道)"
    r"(?: (?:mux )?input)?(?: ?(?:number|no\.?|id|#|编号|号))?|#|no\.?|number|编号|序号",
    "request": r"(?:dma(?:mux)? ?)?(?:request |peripheral |trigger )?"
    r"(?:source|resource|signal|name|request|peripheral)(?: (?:name|module|signal))?|"
    r"(?:请求|外设|触发)(?:源|信号|名称?)?|源",
}


def extract(document: StructuredDocument) -> FactSet:
    """All requests, in the order of the document."""
    tables = (block for block in document.blocks if block.kind == BlockKind.TABLE)
    return FactSet(dma_requests=tuple(found for block in tables for found in block_requests(block)))


def block_requests(block: Block) -> list[DmaRequest]:
    """The requests of one table, none where it maps none."""
    table = block.table
    if table is None:
        return []
    about = " ".join((table.caption, *block.path[-1:], *headers(table)[:1]))
    controller = _SPEAKS.search(about)
    if controller is None:
        return []
    named = f"{controller[1]}{controller[2] or ''}{controller[3]}"
    return list(_by_columns(table, named)) or list(_by_rows(table, named))


def _by_columns(table: Table, controller: str) -> Iterator[DmaRequest]:
    """A column for each channel or stream."""
    header, rows = _channels(table)
    served = {column: part for column, text in enumerate(header) if (part := _part(text))}
    if len(set(served.values())) < _FEWEST:
        return
    labels = [column for column in range(table.columns) if column not in served]
    for row in rows:
        selected, peripheral = _labels([row.texts[column] for column in labels])
        for column, part in served.items():
            channel = f"{part}, {selected}" if selected else part
            for request in _requests(row.texts[column]):
                yield _request(controller, channel, request, peripheral or _stem(request), row)


def _channels(table: Table) -> tuple[Sequence[str], Sequence[Row]]:
    """The texts that head the columns, and the rows below: of a table without a header its first row's."""
    if table.header or not table.rows:
        return headers(table), table.rows
    return table.rows[0].texts, table.rows[1:]


def _part(text: str) -> str:
    """`channel 4` of `Channel4`, `DMA1_Channel4` or `通道4`."""
    found = _PART.fullmatch(bare_header(text))
    if found is None:
        return ""
    kind = found["kind"].lower()
    return f"{_KINDS.get(kind, kind)} {int(found['number'])}"


def _labels(cells: Sequence[str]) -> tuple[str, str]:
    """What stands before the channels of a row: which selection it is, and whose requests they are."""
    selected = next((part for cell in cells if (part := _part(cell))), "")
    number = next((value for cell in cells if (value := decimal(cell)) is not None), None)
    if not selected and number is not None:
        selected = f"request {number}"
    names = (line(_NOTE.sub("", cell)) for cell in cells)
    peripheral = next((name for name in names if _REQUEST.fullmatch(name) and not _part(name)), "")
    return selected, peripheral


def _by_rows(table: Table, controller: str) -> Iterator[DmaRequest]:
    """A row for each request with the number of its channel or input."""
    columns = columns_named(table, _LIST)
    if not {"number", "request"} <= columns.keys() or columns["number"] == columns["request"]:
        return
    numbered = [row.texts[columns["number"]] for row in table.rows]
    named = [row.texts[columns["request"]] for row in table.rows]
    if len(numbered) < _FEWEST or not mostly(numbered, lambda text: decimal(text) is not None):
        return
    if not mostly(named, lambda text: bool(list(_requests(text)) or _RESERVED.search(text))):
        return
    kind = "channel" if re.search(r"channel|通道", headers(table)[columns["number"]], re.I) else "request"
    for row, number in zip(table.rows, numbered, strict=True):
        for request in _requests(row.texts[columns["request"]]):
            if (value := decimal(number)) is not None:
                yield _request(controller, f"{kind} {value}", request, _stem(request), row)


def _requests(cell: str) -> Iterator[str]:
    """The requests of a cell: identifiers in capitals, one below the other."""
    for piece in _APART.split(_NOTE.sub("", cell)):
        if _REQUEST.fullmatch(piece) and len(piece) > 1 and not _RESERVED.fullmatch(piece):
            yield piece


def _stem(request: str) -> str:
    """`USART1` of `USART1_TX`."""
    return re.split(r"[_.]", request)[0]


def _request(controller: str, channel: str, request: str, peripheral: str, row: Row) -> DmaRequest:
    place = Provenance(row.page, row.box, Source.TABLE, quote=quote(row))
    return DmaRequest(controller, channel, request, place, peripheral=peripheral)
