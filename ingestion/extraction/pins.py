"""Pins with their numbers in each package and their functions, from all tables that list them. Pure.

Pin definitions (a column of numbers for each package), alternate functions by number (`AF0 AF1 …`) or by
peripheral, and remap tables, where a signal has a row and its pins stand in the columns.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.facts.records import FactSet, Pin, Provenance, Source
from ingestion.extraction.cells import bare_header, line, mostly, quote
from ingestion.extraction.columns import headers
from ingestion.extraction.limits import subsection
from ingestion.types import Block, BlockKind, Row, StructuredDocument, Table

_PACKAGE = re.compile(
    r"(?:[A-Z]{0,3}(?:QFP|QFN|BGA|FBG|SOP|SOIC|SOT|DFN|DIP|CSP|LGA|PLCC|SON))\s*-?\s*\d+[A-Z]?"
    r"(?:\s*[/,]\s*[A-Z]*(?:QFP|QFN|BGA|SOP|DFN|CSP)[A-Z]*\s*-?\d+)*",
    re.IGNORECASE,
)
_NUMBERS = re.compile(
    r"(?:pins?|balls?|pads?|contacts?|terminals?)?\s*(?:no\.?s?|numbers?|#|num\.?)|pins?|balls?|"
    r"(?:引脚|管脚|脚)?(?:编?号|编码|序号)|引脚|管脚|脚位|no\.?",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"(?:pin|port|signal|terminal|ball|pad|gpio|alternate\s*pin|i/?o)s?(?:\s*names?)?|names?|"
    r"(?:引脚|管脚|端口|信号|复用)(?:名称?|引脚)?|名称",
    re.IGNORECASE,
)
_KIND = re.compile(r"(?:pin )?types?|i ?/ ?o|direction|(?:引脚)?类型|方向", re.IGNORECASE)
_LEVEL = re.compile(r"i ?/ ?o (?:level|structure)s?|levels?|(?:i ?/ ?o\s*)?电平|耐压", re.IGNORECASE)
_MAIN = re.compile(r"main function.*|主功能.*|reset (?:state|function)|function after reset", re.IGNORECASE)
_FUNCTIONS = re.compile(
    r".*(?:alternate|alternative|multiplex|remap|additional|secondary|default|special|analog).*|AF\d{1,2}|"
    r"functions?\s*(?:description|\d)?|functions? descriptions?|"
    r".*(?:复用|重映射|映射|附加|加功能|备用|默认).*|功能",
    re.IGNORECASE,
)
_DESCRIPTION = re.compile(r"descriptions?|comments?|notes?|描述|说明|功能(?:描述|说明)|备注", re.IGNORECASE)
_AF = re.compile(r"AF\s?(\d{1,2})", re.IGNORECASE)
_PORT = re.compile(r"P[A-K]\d{1,2}|P\d\.\d{1,2}|P\d_\d{1,2}|GPIO_?\d{1,2}|IO\d{1,2}|PF\d{1,2}|PT[A-E]\d{1,2}")
_PIN_NAME = re.compile(r"(?:P[A-K]\d{1,2}|P\d[._]\d{1,2}|GPIO_?\d{1,2}|IO\d{1,2})(?![A-Za-z0-9])")
_BRACKETED_PORT = re.compile(r"\b(P[A-K])\[(\d{1,2})\]")
_NUMBER = re.compile(r"[A-P]?\d{1,3}(?:\s*[,/、]\s*[A-P]?\d{1,3})*")
_SPEAKS = re.compile(r"\bpins?\b|pin-?out|\bballs?\b|\bterminals?\b|引脚|管脚", re.IGNORECASE)
_NONE = re.compile(r"(?:-+|–|—|/|none|n\.?a\.?|nc|无|\s)*", re.IGNORECASE)
_SIGNAL = re.compile(r"[A-Za-z][A-Za-z0-9_+\-#./:\[\]]*")
_MARK = re.compile(r"\s*[(（]\^?\d{1,2}\^?[)）]\s*|\^\d{1,2}")
_LED = re.compile(
    r"^(?:default|alternate|remap|additional|默认|复用|重映射)\s*[:：]\s*", re.IGNORECASE | re.MULTILINE
)
_REMAP_HEADER = re.compile(
    r"alternate function|(?:peripheral )?functions?(?: pins?)?|signals?|复用功能|信号|功能引脚?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Plan:
    """Columns of a table of pins."""

    name: int
    numbers: tuple[tuple[int, str], ...] = ()
    """Each with its package; empty where the header names none."""
    kind: int | None = None
    main: int | None = None
    functions: tuple[tuple[int, str], ...] = ()
    """Each with the label of its column."""
    description: int | None = None


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
    how = _plan(table)
    about = " ".join((table.caption, *block.path[-1:], *headers(table)))
    if how is None or not (_SPEAKS.search(about) or _names_ports(table, how.name)):
        return []
    package = _package_of(" ".join((table.caption, *block.path[-1:])))
    return [found for row in table.rows if (found := _pin(row, how, package, table)) is not None]


def _names_ports(table: Table, column: int) -> bool:
    return mostly(
        (row.texts[column] for row in table.rows), lambda text: _PIN_NAME.match(_clean(text)) is not None
    )


def _plan(table: Table) -> _Plan | None:
    """Which columns hold what; None where no column names pins."""
    named = [_header(table, column) for column in range(table.columns)]
    numbers = tuple(
        (column, _package_of(text)) for column, text in enumerate(named) if _is_numbers(table, column, text)
    )
    names = [column for column, text in enumerate(named) if _is_names(table, column, text, bool(numbers))]
    names = [column for column in names if column not in {column for column, _ in numbers}]
    if not names:
        return None
    name = names[0]
    taken = {name, *(column for column, _ in numbers)}
    kind = _first(named, _KIND, taken)
    main = _first(named, _MAIN, taken)
    functions = tuple(
        (column, text)
        for column, text in enumerate(named)
        if column not in {*taken, kind, main} and _is_functions(table, column, text, bool(numbers))
    )
    taken |= {column for column, _ in functions} | {column for column in (kind, main) if column is not None}
    description = _first(named, _DESCRIPTION, taken)
    if not numbers and not functions:
        return None
    return _Plan(name, numbers, kind, main, functions, description)


def _header(table: Table, column: int) -> str:
    """A column's header as one text; wrapped package names are mended."""
    return bare_header(headers(table)[column])


def _package_of(text: str) -> str:
    match = _PACKAGE.search(text)
    return "".join(match.group().split()).upper() if match else ""


def _is_numbers(table: Table, column: int, header: str) -> bool:
    rest = _PACKAGE.sub("", header).strip(" .:") if _PACKAGE.search(header) else header
    if rest and not all(_NUMBERS.fullmatch(word.strip()) for word in (rest,)):
        return False
    cells = [row.texts[column] for row in table.rows if not subsection(row.texts)]
    return mostly(
        (cell for cell in cells if not _NONE.fullmatch(cell)),
        lambda text: _NUMBER.fullmatch(_clean(text)) is not None,
    )


def _is_names(table: Table, column: int, header: str, numbered: bool) -> bool:
    cells = [row.texts[column] for row in table.rows if not subsection(row.texts)]
    if not _NAME.fullmatch(header) and not (not header and column == 0):
        return False
    if mostly(cells, lambda text: _PIN_NAME.match(_clean(text)) is not None, 0.5):
        return True
    return (
        numbered
        and bool(header)
        and mostly(cells, lambda text: _SIGNAL.fullmatch("".join(_clean(text).split())) is not None)
    )


def _is_functions(table: Table, column: int, header: str, numbered: bool) -> bool:
    if _LEVEL.fullmatch(header) or _DESCRIPTION.fullmatch(header):
        return False
    if _FUNCTIONS.fullmatch(header):
        return True
    cells = [row.texts[column] for row in table.rows if not _NONE.fullmatch(row.texts[column])]
    return (
        not numbered and bool(header) and mostly(cells, lambda text: bool(_signals(text)) and len(text) < 80)
    )


def _first(named: Sequence[str], pattern: re.Pattern[str], taken: Iterable[int]) -> int | None:
    return next((c for c, text in enumerate(named) if c not in taken and pattern.fullmatch(text)), None)


def _pin(row: Row, how: _Plan, package: str, table: Table) -> Pin | None:
    if subsection(row.texts):
        return None
    printed = "".join(_clean(row.texts[how.name]).split())
    if not printed or _NONE.fullmatch(printed) or printed == "".join(_header(table, how.name).split()):
        return None
    match = _PIN_NAME.match(printed)
    name = match.group() if match else printed
    numbers = tuple(
        (own or package, number)
        for column, own in how.numbers
        if (number := _clean(row.texts[column])) and not _NONE.fullmatch(number) and _NUMBER.fullmatch(number)
    )
    main = _clean(row.texts[how.main]) if how.main is not None else ""
    labelled = [
        (label, _signals(row.texts[column])) for column, label in how.functions if row.texts[column] != label
    ]
    extra = _signals(printed[len(name) :].strip("-_/()")) if match else ()
    functions = dict.fromkeys((*extra, *(name for _, names in labelled for name in names)))
    functions.pop(name, None)
    description = line(row.texts[how.description]) if how.description is not None else _by_number(labelled)
    if not numbers and not functions:
        return None
    return Pin(
        name=name,
        provenance=Provenance(row.page, row.box, Source.TABLE, quote=quote(row)),
        numbers=numbers,
        kind=line(row.texts[how.kind]) if how.kind is not None else "",
        functions=tuple(functions),
        reset_function="" if _NONE.fullmatch(main) else main,
        description=description,
    )


def _by_number(labelled: Sequence[tuple[str, tuple[str, ...]]]) -> str:
    """`AF1: SPI1_MOSI` for each alternate function that has a number."""
    return "; ".join(
        f"{label}: {', '.join(names)}" for label, names in labelled if names and _AF.fullmatch(label)
    )


def _clean(text: str) -> str:
    return line(_MARK.sub("", text))


def _signals(text: str) -> tuple[str, ...]:
    """The signals of a cell, wrapped names mended, footnote marks and labels left out."""
    bare = _LED.sub(",", _MARK.sub("", text))
    joined = re.sub(r"(?<=[_/,])\s*\n\s*|\s*\n\s*(?=[_/])", "", bare)
    joined = re.sub(r"(?<=[A-Za-z0-9])\s+(?=_)|(?<=_)\s+(?=[A-Za-z0-9])", "", joined)
    pieces = (piece.strip() for piece in re.split(r"[,/、;；，\n]|\s{1,}", joined))
    found = [piece for piece in pieces if _SIGNAL.fullmatch(piece) and not _NONE.fullmatch(piece)]
    return tuple(dict.fromkeys(found)) if len(found) <= 40 and _names_mostly(joined, found) else ()


def _names_mostly(text: str, found: Sequence[str]) -> bool:
    """Prose is no list of signals: most of its words are plain."""
    plain = [word for word in found if word.islower() or re.fullmatch(r"[A-Z]?[a-z]{2,}", word)]
    return len(plain) <= len(found) / 3


def remap(table: Table) -> list[Pin]:
    """A table with a row for each signal and the pins that can carry it in the other columns."""
    named = [_header(table, column) for column in range(table.columns)]
    if not (_REMAP_HEADER.fullmatch(named[0]) or re.search(r"pins?$|引脚$", named[0], re.IGNORECASE)):
        return []
    where = [
        column
        for column in range(1, table.columns)
        if mostly(
            (row.texts[column] for row in table.rows), lambda text: _PORT.match(_ports(text)) is not None
        )
    ]
    if not where or not mostly((row.texts[0] for row in table.rows), lambda text: bool(_signals(text))):
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
        for signal, port in _paired(_signals(row.texts[0]), _PORT.findall(_ports(row.texts[column])))
    ]


def _ports(text: str) -> str:
    return _BRACKETED_PORT.sub(r"\1\2", _clean(text))


def _paired(signals: Sequence[str], ports: Sequence[str]) -> list[tuple[str, str]]:
    """`RXD1/TXD1` beside `PA8/PA9`: in order where there are as many of both, else each with each."""
    if len(signals) == len(ports):
        return list(zip(signals, ports, strict=True))
    return [(signal, port) for signal in signals for port in ports]
