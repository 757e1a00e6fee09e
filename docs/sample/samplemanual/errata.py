"""The errata sheet: identification, summary by silicon revision, and each erratum at length."""

from itertools import groupby
from typing import Any

from samplemanual import covers
from samplemanual.covers import Imprint
from samplemanual.flow import Entry, Flow
from samplemanual.grid import Cell, Grid, Row
from samplemanual.model import Chip
from samplemanual.typeset import Document, settle


def typeset(chip: Chip) -> Document:
    """In English; there is no translation of the sheet."""
    data = chip.pages["errata"]
    imprint = Imprint(
        title=data["title"][0],
        vendor=chip.identity["vendor"][0],
        number=data["number"],
        revision=data["revision"],
        date=data["date"],
    )
    return settle(lambda entries: _once(chip, data, imprint, entries), imprint)


def _once(chip: Chip, data: dict[str, Any], imprint: Imprint, entries: list[Entry]) -> Flow:
    flow = Flow(chip.pages["words"]["en"])
    covers.front(flow, chip, "en", imprint, data["kind"][0])
    flow.paragraph(data["intro"], size=9.6)
    flow.contents(flow.words["contents"], entries)
    flow.heading(1, "Device identification")
    _identification(flow, data)
    flow.heading(1, "Summary of errata", fresh=False)
    _summary(flow, data)
    flow.heading(1, "Description of errata")
    for item in data["erratum"]:
        _erratum(flow, item)
    flow.heading(1, flow.words["history"], fresh=False)
    _history(flow, data)
    return flow


def _table(
    flow: Flow, header: tuple[str, ...], shares: tuple[float, ...], rows: list[Row], caption: str
) -> None:
    head = Row(tuple(Cell(word, align="centre") for word in header))
    widths = tuple(flow.room * share for share in shares)
    flow.table(Grid(widths, (head,), tuple(rows)), caption)


def _identification(flow: Flow, data: dict[str, Any]) -> None:
    flow.paragraph(
        "The silicon revision is the last letter of the second line of the marking. Software reads "
        "the revision code from the half word at address 0x1FFFEFF2."
    )
    rows = [
        Row(tuple(Cell(item[key], align="centre") for key in ("stepping", "marking", "code", "note")))
        for item in data["identification"]
    ]
    header = ("Silicon revision", "Marking", "Revision code", "Remark")
    _table(flow, header, (0.2, 0.3, 0.2, 0.3), rows, "Silicon revisions")


def _summary(flow: Flow, data: dict[str, Any]) -> None:
    """One row for each erratum, those of a peripheral under one merged cell."""
    rows: list[Row] = []
    for peripheral, group in groupby(data["erratum"], key=lambda item: str(item["peripheral"])):
        members = list(group)
        for index, item in enumerate(members):
            lead = (Cell(peripheral, rowspan=len(members)),) if index == 0 else ()
            hit = tuple(
                Cell("X" if stepping in item["steppings"] else "–", align="centre")
                for stepping in data["steppings"]
            )
            cells = (*lead, Cell(item["number"]), Cell(item["title"]), *hit)
            rows.append(Row(cells, (f"erratum:{item['number']}",)))
    revisions = tuple(f"Rev {stepping}" for stepping in data["steppings"])
    header = ("Function", "Number", "Title", *revisions)
    _table(flow, header, (0.14, 0.13, 0.53, 0.1, 0.1), rows, "Errata by silicon revision")


def _erratum(flow: Flow, item: dict[str, Any]) -> None:
    flow.heading(2, f"{item['number']}: {item['title']}", keep=110)
    flow.mark(f"erratum:{item['number']}")
    flow.paragraph(f"**Affected silicon revisions:** {', '.join(item['steppings'])}", after=2)
    for label in ("Description", "Workaround"):
        flow.paragraph(label, "b", after=0)
        flow.paragraph(item[label.lower()])


def _history(flow: Flow, data: dict[str, Any]) -> None:
    rows = [
        Row(
            (
                Cell(item["date"], align="centre"),
                Cell(item["revision"], align="centre"),
                Cell(item["changes"]),
            )
        )
        for item in data["history"]
    ]
    header = tuple(flow.words[word] for word in ("date", "revision", "changes"))
    _table(flow, header, (0.16, 0.12, 0.72), rows, flow.words["history"])
