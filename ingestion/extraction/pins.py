"""Pins with their numbers in each package and their functions, from all tables that list them. Pure.

Pin definitions (a column of numbers for each package), alternate functions by number (`AF0 AF1 …`) or by
peripheral, and remap tables, where a signal has a row and its pins stand in the columns.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from app.facts.records import FactSet, Pin, Provenance, Source
from ingestion.extraction.cells import line, mostly, quote
from ingestion.extraction.columns import headers
from ingestion.extraction.limits import subsection
from ingestion.extraction.pinout import Pinout, header_of, is_number, names_ports, package_of, pinout
from ingestion.extraction.signals import (
    AF,
    begins_with_port,
    clean,
    nothing,
    paired,
    pin_name,
    ports,
    signals,
)
from ingestion.types import Block, BlockKind, Row, StructuredDocument, Table

_SPEAKS = re.compile(r"\bpins?\b|pin-?out|\bballs?\b|\bterminals?\b|引脚|管脚", re.IGNORECASE)
_REMAP_HEADER = re.compile(
    r"alternate function|(?:peripheral )?functions?(?: pins?)?|signals?|"
    r"复用功能|信号|功能引脚?|.*(?:pins?|引脚)",
    re.IGNORECASE,
)


def extract(document: StructuredDocument) -> FactSet:
    """All pins, in the order of the document."""
    tables = (block for block in document.blocks if block.kind == BlockKind.TABLE)
    return FactSet(pins=tuple(found for block in tables for found in block_pins(block)))


def block_pins(block: Block) -> list[Pin]:
    """The pins of one table, none where it lists no pins."""
    table = block.table
    if table is None or not table.rows or table.columns < 2:
        return []
    if remapped := remap(table):
        return remapped
    how = pinout(table)
    about = " ".join((table.caption, *block.path[-1:], *headers(table)))
    if how is None or not (_SPEAKS.search(about) or names_ports(table, how.name)):
        return []
    package = package_of(" ".join((table.caption, *block.path[-1:])))
    found: list[Pin] = []
    for row in table.rows:
        if relabelled := _relabelled(row, how):
            how = relabelled
        elif (pin := _pin(row, how, package, table)) is not None:
            found = _joined(found, pin)
    return found


def _relabelled(row: Row, how: Pinout) -> Pinout | None:
    """`AF8 | AF9 | …` below the first eight: the labels of the rows that follow."""
    labels = tuple((column, clean(row.texts[column])) for column, _ in how.functions)
    if len(labels) < 2 or not all(AF.fullmatch(label) for _, label in labels):
        return None
    return replace(how, functions=labels)


def _joined(found: list[Pin], pin: Pin) -> list[Pin]:
    """A pin whose functions have a row each is one pin."""
    last = found[-1] if found else None
    if last is None or (last.name, last.numbers) != (pin.name, pin.numbers):
        return [*found, pin]
    functions = tuple(dict.fromkeys((*last.functions, *pin.functions)))
    texts = dict.fromkeys(text for text in (last.description, pin.description) if text)
    return [*found[:-1], replace(last, functions=functions, description="; ".join(texts))]


def _pin(row: Row, how: Pinout, package: str, table: Table) -> Pin | None:
    printed = "".join(clean(row.texts[how.name]).split())
    header = "".join(header_of(table, how.name).split())
    if subsection(row.texts) or not printed or nothing(printed) or printed == header:
        return None
    port = pin_name(printed)
    name = port or printed
    numbers = tuple(
        (own or package, number)
        for column, own in how.numbers
        if (number := clean(row.texts[column])) and is_number(number)
    )
    main = clean(row.texts[how.main]) if how.main is not None else ""
    labelled = [(label, signals(row.texts[column])) for column, label in how.functions]
    extra = signals(printed[len(name) :].strip("-_/()")) if port else ()
    functions = dict.fromkeys((*extra, *(signal for _, listed in labelled for signal in listed)))
    functions.pop(name, None)
    if not numbers and not functions:
        return None
    described = line(row.texts[how.description]) if how.description is not None else _by_number(labelled)
    return Pin(
        name=name,
        provenance=Provenance(row.page, row.box, Source.TABLE, quote=quote(row)),
        numbers=numbers,
        kind=line(row.texts[how.kind]) if how.kind is not None else "",
        functions=tuple(functions),
        reset_function="" if nothing(main) else main,
        description=described,
    )


def _by_number(labelled: Sequence[tuple[str, tuple[str, ...]]]) -> str:
    """`AF1: SPI1_MOSI` for each alternate function that has a number."""
    numbered = [(label, listed) for label, listed in labelled if listed and AF.fullmatch(label)]
    return "; ".join(f"{label}: {', '.join(listed)}" for label, listed in numbered)


def remap(table: Table) -> list[Pin]:
    """A table with a row for each signal and the pins that can carry it in the other columns."""
    named = [header_of(table, column) for column in range(table.columns)]
    if not _REMAP_HEADER.fullmatch(named[0]) or names_ports(table, 0, 0.5):
        return []
    where = [
        column
        for column in range(1, table.columns)
        if mostly((row.texts[column] for row in table.rows), begins_with_port)
    ]
    if not where or not mostly((row.texts[0] for row in table.rows), lambda text: bool(signals(text))):
        return []
    return [
        Pin(
            name=port,
            provenance=Provenance(row.page, row.box, Source.TABLE, quote=quote(row)),
            functions=(signal,),
            description=named[column],
        )
        for row in table.rows
        for column in where
        for signal, port in paired(signals(row.texts[0]), ports(row.texts[column]))
    ]
