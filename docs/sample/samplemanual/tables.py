"""The tables that are not about registers: memory map, vectors, pins, parameters, parts, history."""

from collections.abc import Callable
from itertools import groupby
from typing import Any

from samplemanual.flow import Flow
from samplemanual.grid import Cell, Grid, Row, Rules
from samplemanual.model import Chip, pick, text
from samplemanual.registers import address

Words = str | list[str]


def free(flow: Flow, chip: Chip, lang: str, name: str) -> None:
    """A table that stands in the data as it is printed."""
    raw = chip.pages["tables"][name]
    header = tuple(_free_row(row, lang) for row in raw["header"])
    rows = tuple(_free_row(row, lang) for row in raw["rows"])
    widths = tuple(flow.room * share for share in raw["widths"])
    grid = Grid(widths, header, rows, Rules(raw.get("rules", "full")))
    flow.table(grid, pick(text(raw["caption"]), lang))
    flow.footnotes([pick(text(note), lang) for note in raw.get("notes", ())])


def _free_row(cells: list[Any], lang: str) -> Row:
    return Row(tuple(_free_cell(cell, lang) for cell in cells))


def _free_cell(cell: Any, lang: str) -> Cell:
    """A string, an English and Chinese pair, or a table with text and spans."""
    if not isinstance(cell, dict):
        return Cell(pick(text(cell), lang))
    return Cell(
        pick(text(cell["text"]), lang),
        cell.get("columns", 1),
        cell.get("rows", 1),
        cell.get("align", "centre"),
    )


def _head(flow: Flow, *names: str) -> Row:
    return Row(tuple(Cell(flow.words[name], align="centre") for name in names))


def memory_map(flow: Flow, chip: Chip, lang: str) -> None:
    """Regions by address; the bus spans the rows of its peripherals."""
    rows: list[Row] = []
    for bus, group in groupby(chip.pages["system"]["region"], key=lambda item: item["bus"]):
        members = list(group)
        for index, item in enumerate(members):
            span = f"{address(item['start'])} – {address(item['end'])}"
            first = (Cell(bus, rowspan=len(members), align="centre"),) if index == 0 else ()
            cells = (*first, Cell(span, align="centre"), Cell(item["name"]))
            words = pick(text(item["text"]), lang)
            rows.append(Row((*cells, Cell(words)), (f"region:{item['name']}",)))
    header = _head(flow, "col_bus", "col_range", "col_block", "col_description")
    widths = tuple(flow.room * share for share in (0.12, 0.34, 0.16, 0.38))
    flow.table(Grid(widths, (header,), tuple(rows)), flow.words["memory_map"], continued=True)


def vectors(flow: Flow, chip: Chip, lang: str) -> None:
    """The interrupt vector table."""
    rows = []
    for item in chip.pages["system"]["vector"]:
        cells = (
            Cell(str(item["number"]), align="centre"),
            Cell(item["priority"], align="centre"),
            Cell(item["name"]),
            Cell(pick(text(item["text"]), lang)),
            Cell(address(4 * item["number"]), align="centre"),
        )
        rows.append(Row(cells, (f"interrupt:{item['name']}",)))
    names = ("col_number", "col_priority", "col_name", "col_description", "col_entry")
    widths = tuple(flow.room * share for share in (0.1, 0.16, 0.2, 0.34, 0.2))
    grid = Grid(widths, (_head(flow, *names),), tuple(rows), repeat_header=False)
    flow.table(grid, flow.words["vectors"])


def pins(flow: Flow, chip: Chip, lang: str) -> None:
    """Pins of both packages; package names stand upright under one header."""
    data, words = chip.pages["pins"], flow.words
    packages = data["packages"]
    upper = Row(
        (
            Cell(words["col_pins"], colspan=len(packages), align="centre"),
            Cell(words["col_pin_name"], rowspan=2, align="centre"),
            Cell(words["col_type"], rowspan=2, upright=True),
            Cell(words["col_level"], rowspan=2, upright=True),
            Cell(words["col_main"], rowspan=2, align="centre"),
            Cell(words["col_alternate"], colspan=2, align="centre"),
        )
    )
    lower = Row(
        (
            *(Cell(name, upright=True) for name in packages),
            Cell(words["col_default"], align="centre"),
            Cell(words["col_remap"], align="centre"),
        )
    )
    rows = tuple(_pin_row(item, packages) for item in data["pin"])
    shares = (*(0.07 for _ in packages), 0.15, 0.055, 0.055, 0.13, 0.29, 0.18)
    widths = tuple(flow.room * share for share in shares)
    flow.table(Grid(widths, (upper, lower), rows, size=7.6, padding=2.2), words["pin_table"], continued=True)
    flow.footnotes([pick(text(note), lang) for note in data["notes"]])


def _pin_row(item: dict[str, Any], packages: list[str]) -> Row:
    numbers = tuple(Cell(str(item.get(name, "–")), align="centre") for name in packages)
    mark = f"^{{({item['note']})}}" if "note" in item else ""
    return Row(
        (
            *numbers,
            Cell(item["name"] + mark),
            Cell(item["type"], align="centre"),
            Cell(item.get("level", ""), align="centre"),
            Cell(item.get("main", item["name"])),
            Cell(", ".join(item.get("functions", ())) or "–"),
            Cell(", ".join(item.get("remap", ())) or "–"),
        ),
        (f"pin:{item['name']}",),
    )


def parameters(flow: Flow, chip: Chip, lang: str, name: str) -> None:
    """An electrical table; limits that share a symbol stand in merged cells."""
    raw = next(item for item in chip.pages["electrical"]["table"] if item["id"] == name)
    rows: list[Row] = []
    for _, group in groupby(raw["rows"], key=lambda row: (row["symbol"], str(row["name"]))):
        members = list(group)
        for index, row in enumerate(members):
            rows.append(_parameter_row(row, len(members) if index == 0 else 0, lang, raw))
    shares = (0.12, 0.25, 0.29, 0.085, 0.085, 0.085, 0.085)
    grid = Grid(
        tuple(flow.room * share for share in shares),
        _parameter_head(flow, raw.get("spanned", False)),
        tuple(rows),
        Rules(raw.get("rules", "full")),
    )
    flow.table(grid, pick(text(raw["caption"]), lang), continued=raw.get("continued", False))
    flow.footnotes([pick(text(note), lang) for note in raw.get("notes", ())])


def _parameter_head(flow: Flow, spanned: bool) -> tuple[Row, ...]:
    """One header row, or two with min, typ and max under one cell."""
    names = ("col_symbol", "col_parameter", "col_condition")
    limits = tuple(Cell(flow.words[n], align="centre") for n in ("col_min", "col_typ", "col_max"))
    unit = flow.words["col_unit"]
    if not spanned:
        first = tuple(Cell(flow.words[name], align="centre") for name in names)
        return (Row((*first, *limits, Cell(unit, align="centre"))),)
    tall = tuple(Cell(flow.words[name], rowspan=2, align="centre") for name in names)
    value = Cell(flow.words["col_value"], colspan=3, align="centre")
    return (Row((*tall, value, Cell(unit, rowspan=2, align="centre"))), Row(limits))


def _parameter_row(row: dict[str, Any], span: int, lang: str, raw: dict[str, Any]) -> Row:
    mark = "".join(f"^{{({number})}}" for number in row.get("note", ()))
    lead: tuple[Cell, ...] = ()
    if span:
        symbol = Cell(row["symbol"] + mark, rowspan=span, align="centre")
        lead = (symbol, Cell(pick(text(row["name"]), lang), rowspan=span))
    limits = tuple(Cell(row.get(name, "–"), align="centre") for name in ("min", "typ", "max"))
    condition = Cell(pick(text(row.get("condition", "–")), lang))
    unit = Cell(row["unit"], align="centre")
    return Row((*lead, condition, *limits, unit), (f"parameter:{row['id']}",))


def ordering(flow: Flow, chip: Chip, lang: str) -> None:
    names = ("part", "flash", "sram", "package", "pins", "temperature", "packing")
    rows = tuple(
        Row(
            tuple(Cell(pick(text(item[name]), lang)) for name in names),
            (f"ordering:{item['part']}",),
        )
        for item in chip.pages["system"]["order"]
    )
    widths = tuple(flow.room * share for share in (0.22, 0.11, 0.11, 0.13, 0.08, 0.18, 0.17))
    header = _head(flow, *(f"col_{name}" for name in names))
    flow.table(Grid(widths, (header,), rows, Rules.OPEN), flow.words["ordering"])


def history(flow: Flow, chip: Chip, lang: str) -> None:
    """What changed in which revision; the last chapter."""
    flow.heading(1, flow.words["history"])
    rows = []
    for edition in chip.identity["edition"]:
        if edition["revision"] > chip.revision:
            continue
        changes = [item["note"] for item in chip.pages["revisions"]["change"]]
        notes = changes if edition["revision"] != "1.0" else [edition["note"]]
        body = "\n".join(f"• {pick(text(note), lang)}" for note in notes)
        date = Cell(edition["date"], align="centre")
        rows.append(Row((date, Cell(edition["revision"], align="centre"), Cell(body))))
    header = _head(flow, "date", "revision", "changes")
    widths = tuple(flow.room * share for share in (0.16, 0.12, 0.72))
    flow.table(Grid(widths, (header,), tuple(rows)), flow.words["history"])


TABLES: dict[str, Callable[[Flow, Chip, str], None]] = {
    "memory_map": memory_map,
    "vectors": vectors,
    "pins": pins,
    "ordering": ordering,
}


def table(flow: Flow, chip: Chip, lang: str, name: str) -> None:
    """The table that a prose block names: one of ours, an electrical one, or a free one."""
    if name in TABLES:
        TABLES[name](flow, chip, lang)
    elif name in chip.pages["tables"]:
        free(flow, chip, lang, name)
    else:
        parameters(flow, chip, lang, name)
