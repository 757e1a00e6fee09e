"""Address map: regions with their boundaries, and the base addresses of peripherals. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.facts.records import FactSet, MemoryRegion, Peripheral, Provenance, Source
from ingestion.extraction.cells import bare_header, columns_named, line, mostly, quote
from ingestion.extraction.columns import headers, is_name
from ingestion.extraction.numbers import only_hexadecimal
from ingestion.extraction.owners import based
from ingestion.types import Block, BlockKind, Row, StructuredDocument, Table

_HEX = r"0[xX][0-9A-Fa-f]{1,4}(?:[_ \n]?[0-9A-Fa-f]{4})?|0[xX][0-9A-Fa-f]+"
_RANGE = re.compile(rf"\s*({_HEX})\s*(?:-|–|—|~|～|∼|to|至|到)\s*({_HEX})\s*")
_COLUMNS = {
    "name": r"(?:peripheral|module|block|region|memory|device)s?(?: name)?|target|name|application|"
    r"memory area|"
    r"(?:外设|模块|区域|存储器|设备|目标)(?:名称?)?|名称|用途|应用",
    "description": r"descriptions?|comments?|remarks?|function|usage|描述|说明|备注|功能",
    "size": r"size(?: ?\(\w+\))?|length|大小(?:[（(]\S+[)）])?|长度|容量",
    "bus": r"bus(?: type)?|总线(?:类型)?",
}
_START = re.compile(r"start|low|from|begin|起始|开始|低", re.IGNORECASE)
_END = re.compile(r"end\b|high|to\b|last|stop|结束|终止|高", re.IGNORECASE)
_BASE = re.compile(r"base addr|基地址|基址|peripheral base", re.IGNORECASE)
_SPOKEN = re.compile(
    rf"\b(?P<name>[A-Z][A-Z0-9_]{{1,15}}x?)\s*(?:base(?:\s+address)?|(?:模块|外设)?的?基(?:地)?址)\s*[:：=是为]\s*(?P<at>{_HEX})",
    re.IGNORECASE,
)
_PORT = re.compile(r"(?:GPIO[- ]?)?port[- ]?([A-K])", re.IGNORECASE)
_SHARED = re.compile(r"\s*/\s*|\s+(?:and|和)\s+|、")
_RESERVED = re.compile(r"reserved|保留|-*|—*|–*|/", re.IGNORECASE)
_PERIPHERALS = 0x40000000
"""Where the peripherals of 32-bit cores begin: FLASH above it is its controller."""
_STORAGE = re.compile(r"S?RAM\d?|[A-Z]*ROM|FLASH|CODE|DATA", re.IGNORECASE)


def extract(document: StructuredDocument) -> FactSet:
    """All regions and base addresses, in the order of the document."""
    regions: list[MemoryRegion] = []
    peripherals: list[Peripheral] = []
    strangers = tuple(filter(None, (*document.detected.chips, document.detected.vendor)))
    before: Block | None = None
    bus = ""
    for block in document.blocks:
        peripherals += based(block, strangers)
        if block.kind == BlockKind.TABLE and block.table is not None:
            mapped = table_regions(block.table, bus if before and _continues(before, block) else "")
            regions += [one.region for one in mapped if one.region.start < one.region.end]
            peripherals += [each for one in mapped for each in _peripherals(one)]
            peripherals += table_bases(block.table)
            peripherals += spoken_bases(replace(block, text=block.table.caption))
            before, bus = (block, mapped[-1].bus) if mapped else (None, "")
        elif block.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.LIST):
            peripherals += spoken_bases(block)
    return FactSet(peripherals=tuple(peripherals), regions=tuple(regions))


@dataclass(frozen=True, slots=True)
class Mapped:
    """A row of an address map."""

    region: MemoryRegion
    bus: str


def table_regions(table: Table, before: str = "") -> list[Mapped]:
    """The rows of an address map, each with its bus.

    `before` is the last row's on the page before: a merged cell is printed on one side of the break.
    """
    table = _bodied(table)
    columns = columns_named(table, _COLUMNS)
    where = _boundaries(table)
    if where is None or ("name" not in columns and "description" not in columns):
        return []
    found: list[Mapped] = []
    for row in table.rows:
        bus = line(row.texts[columns["bus"]]) if "bus" in columns else ""
        if "bus" in columns and any(text.strip() for text in row.texts[: columns["bus"] + 1]):
            before = ""
        own = "" if _RESERVED.fullmatch(bus) else bus
        found += [Mapped(region, own or before) for region in _regions(row, columns, where)]
    return found


def _bodied(table: Table) -> Table:
    """The table without rows of ranges in its header, where a page break put the first of them."""
    data = tuple(row for row in table.header if any(_RANGE.match(text) for text in row.texts))
    header = tuple(row for row in table.header if row not in data)
    return replace(table, header=header, rows=(*data, *table.rows)) if data and header else table


def _continues(before: Block, block: Block) -> bool:
    """Whether a table goes on from the one before it: the same section and columns, no caption of its own."""
    first, second = before.table, block.table
    same = first is not None and second is not None and first.columns == second.columns
    return same and second is not None and not second.caption and before.path == block.path


def _boundaries(table: Table) -> tuple[int, ...] | None:
    """The column of ranges, or the two columns of first and last addresses."""
    named = [bare_header(header) for header in headers(table)]
    cells = [[row.texts[column] for row in table.rows] for column in range(table.columns)]
    for column in range(table.columns):
        if mostly(cells[column], lambda text: _RANGE.match(text) is not None):
            return (column,)
    for column in range(table.columns - 1):
        both = (*cells[column], *cells[column + 1])
        if _START.search(named[column]) and _END.search(named[column + 1]) and mostly(both, _is_address):
            return (column, column + 1)
    return None


def _is_address(text: str) -> bool:
    return all(only_hexadecimal(piece) is not None for piece in text.split("\n"))


def _regions(row: Row, columns: dict[str, int], where: tuple[int, ...]) -> Iterator[MemoryRegion]:
    name = bare_header(row.texts[columns["name"]]) if "name" in columns else ""
    description = line(row.texts[columns["description"]]) if "description" in columns else ""
    if _RESERVED.fullmatch(description) and not name:
        name, description = description, ""
    place = Provenance(row.page, row.box, Source.TABLE, quote=quote(row))
    for start, end in _ends(row, where):
        yield MemoryRegion(name or description, start, end, place, "" if description == "-" else description)


def _ends(row: Row, where: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    """First and last address of each range of a row; a cell may list several."""
    if len(where) == 1:
        pairs = _RANGE.findall(row.texts[where[0]])
    else:
        pairs = list(zip(*(row.texts[column].split("\n") for column in where), strict=False))
    for first, last in pairs:
        start, end = only_hexadecimal(line(first)), only_hexadecimal(line(last))
        if start is not None and end is not None:
            yield start, end


def _peripherals(one: Mapped) -> Iterator[Peripheral]:
    """Those of a row: one, the ports by their letters, or several that share a block (`SPI1/I2S1`)."""
    region = one.region
    size = region.end - region.start + 1
    for name in _owners(region.name):
        if region.start >= _PERIPHERALS or not _STORAGE.fullmatch(name):
            yield Peripheral(
                name,
                region.provenance,
                title=region.description or (region.name if region.name != name else ""),
                base_address=region.start,
                size=size if size > 0 else None,  # a misprinted end leaves the base as it is
                bus=one.bus,
            )


def _owners(name: str) -> list[str]:
    if port := _PORT.fullmatch(name):
        return [f"GPIO{port[1]}"]
    names = [part.strip() for part in _SHARED.split(name)]
    return names if all(_is_peripheral(part) for part in names) else []


def _is_peripheral(name: str) -> bool:
    return is_name(name) and name.upper() == name and not _RESERVED.fullmatch(name)


def table_bases(table: Table) -> list[Peripheral]:
    """Peripherals of a table of names and base addresses."""
    named = [bare_header(header) for header in headers(table)]
    where = next((column for column, text in enumerate(named) if _BASE.search(text)), None)
    columns = columns_named(table, _COLUMNS)
    if where is None or "name" not in columns or columns["name"] == where:
        return []
    bus = columns.get("bus")
    return [
        Peripheral(
            name,
            Provenance(row.page, row.box, Source.TABLE, quote=quote(row)),
            base_address=address,
            bus=line(row.texts[bus]) if bus is not None else "",
        )
        for row in table.rows
        if (address := only_hexadecimal(row.texts[where])) is not None
        for name in _names(row.texts[columns["name"]])
    ]


def _names(cell: str) -> list[str]:
    """The names of a cell, without what stands in brackets."""
    outside = re.sub(r"[(（][^()（）]*[)）]?", " ", cell)
    pieces = [piece.strip() for piece in re.split(r"[\n,、/;]", outside)]
    return [
        piece for piece in pieces if is_name(piece) and not piece.islower() and not _RESERVED.fullmatch(piece)
    ]


def spoken_bases(block: Block) -> list[Peripheral]:
    """`RCC base address: 0x4002 1000` in running text."""
    return [
        Peripheral(
            match["name"].upper() if match["name"].islower() else match["name"],
            Provenance(block.page, block.box, Source.TEXT, quote=line(block.text)[:600]),
            base_address=only_hexadecimal(line(match["at"])),
        )
        for match in _SPOKEN.finditer(block.text)
        if match["name"].upper() not in ("THE", "PERIPHERAL", "MODULE", "ITS", "REGISTER", "REGISTERS")
    ]
