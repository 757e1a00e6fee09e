"""Which columns of a table hold pin numbers of which package, names, kinds and functions. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingestion.extraction.cells import bare_header, mostly
from ingestion.extraction.columns import headers
from ingestion.extraction.limits import subsection
from ingestion.extraction.signals import clean, is_signal, nothing, pin_name, signals
from ingestion.types import Table

_PACKAGE = re.compile(
    r"(?:[A-Z]{0,3}(?:QFP|QFN|BGA|FBG|SOP|SOIC|SOT|DFN|DIP|CSP|LGA|PLCC|SON))\s*-?\s*\d+[A-Z]?"
    r"(?:\s*[/,]\s*[A-Z]*(?:QFP|QFN|BGA|SOP|DFN|CSP)[A-Z]*\s*-?\d+)*",
    re.IGNORECASE,
)
_VARIANT = re.compile(r"\s+([A-Z]\d{1,2})")
"""`QFN20 F1`: one of several pinouts in a package."""
_NUMBERS = re.compile(
    r"(?:packages?|pins?|balls?|pads?|contacts?|terminals?)?\s*(?:no\.?s?|numbers?|#|num\.?)|pins?|balls?|"
    r"packages?|(?:引脚|管脚|脚)?(?:编?号|编码|序号)|引脚|管脚|脚位|封装",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"(?:pin|port|signal|terminal|ball|pad|gpio|alternate\s*pin|i/?o)s?(?:\s*names?)?|names?|"
    r"(?:引脚|管脚|端口|信号|复用)(?:名称?|引脚)?|名称",
    re.IGNORECASE,
)
_KIND = re.compile(r"(?:pin |port )?types?|i ?/ ?o|direction|(?:引脚)?类型|方向", re.IGNORECASE)
_LEVEL = re.compile(
    r"(?:i ?/ ?o|port) (?:level|structure)s?|levels?|(?:i ?/ ?o\s*)?电平|耐压|notes?", re.IGNORECASE
)
_MAIN = re.compile(r"main function.*|主功能.*|reset (?:state|function)|function after reset", re.IGNORECASE)
_FUNCTIONS = re.compile(
    r".*(?:alternate|alternative|multiplex|remap|additional|secondary|default|special|analog).*|AF\d{1,2}|"
    r"functions?\s*(?:description|\d)?|functions? descriptions?|"
    r".*(?:复用|重映射|映射|附加|加功能|备用|默认).*|功能",
    re.IGNORECASE,
)
_DESCRIPTION = re.compile(r"descriptions?|comments?|notes?|描述|说明|功能(?:描述|说明)|备注", re.IGNORECASE)
_NUMBER = re.compile(r"[A-P]?\d{1,3}(?:\s*[,/、]\s*[A-P]?\d{1,3})*")
_LONGEST_LIST = 80
"""Characters of a cell that lists signals under a header that says nothing of functions."""


@dataclass(frozen=True, slots=True)
class Pinout:
    """Columns of a table of pins."""

    name: int
    numbers: tuple[tuple[int, str], ...] = ()
    """Each with its package; empty where the header names none."""
    kind: int | None = None
    main: int | None = None
    functions: tuple[tuple[int, str], ...] = ()
    """Each with the label of its column."""
    description: int | None = None


def pinout(table: Table) -> Pinout | None:
    """Which columns hold what; None where no column names pins."""
    named = [header_of(table, column) for column in range(table.columns)]
    numbers = tuple(
        (column, package_of(text)) for column, text in enumerate(named) if _is_numbers(table, column, text)
    )
    name = _name_column(table, named, {column for column, _ in numbers})
    if name is None:
        return None
    taken = {name, *(column for column, _ in numbers)}
    kind, main = _first(named, _KIND, taken), _first(named, _MAIN, taken)
    functions = tuple(
        (column, text)
        for column, text in enumerate(named)
        if column not in {*taken, kind, main} and _is_functions(table, column, text, bool(numbers))
    )
    taken |= {column for column, _ in functions} | {column for column in (kind, main) if column is not None}
    if not numbers and not functions:
        return None
    return Pinout(name, numbers, kind, main, functions, _first(named, _DESCRIPTION, taken))


def header_of(table: Table, column: int) -> str:
    """A column's header as one text."""
    return bare_header(headers(table)[column])


def package_of(text: str) -> str:
    """The package that a header or caption names, in capitals, with the variant of its pinout."""
    match = _PACKAGE.search(text)
    if not match:
        return ""
    variant = _VARIANT.match(text, match.end())
    return "".join(match.group().split()).upper() + (f" {variant.group(1)}" if variant else "")


def names_ports(table: Table, column: int, share: float = 0.7) -> bool:
    """Whether a column holds port pins."""
    return mostly(_cells(table, column), lambda text: bool(pin_name(text)), share)


def is_number(text: str) -> bool:
    """Whether a cell holds the number of a pin or ball, or several."""
    return _NUMBER.fullmatch(clean(text)) is not None


def _name_column(table: Table, named: Sequence[str], counted: set[int]) -> int | None:
    """By its header, else by what it holds beside columns of numbers."""
    others = [column for column in range(table.columns) if column not in counted]
    by_header = (c for c in others if _is_names(table, c, named[c], bool(counted)))
    by_content = (c for c in others if counted and names_ports(table, c))
    return next(by_header, next(by_content, None))


def _cells(table: Table, column: int) -> list[str]:
    return [row.texts[column] for row in table.rows if not subsection(row.texts)]


def _is_numbers(table: Table, column: int, header: str) -> bool:
    rest = _PACKAGE.sub(" ", header)
    rest = _VARIANT.sub(" ", f" {rest}").strip(" .:") if rest != header else header
    if rest and not _NUMBERS.fullmatch(rest):
        return False
    return mostly((cell for cell in _cells(table, column) if not nothing(cell)), is_number)


def _is_names(table: Table, column: int, header: str, numbered: bool) -> bool:
    if not _NAME.fullmatch(header) and (header or column != 0):
        return False
    if names_ports(table, column, 0.5):
        return True
    return numbered and bool(header) and mostly(_cells(table, column), is_signal)


def _is_functions(table: Table, column: int, header: str, numbered: bool) -> bool:
    if _LEVEL.fullmatch(header) or _DESCRIPTION.fullmatch(header):
        return False
    if _FUNCTIONS.fullmatch(header):
        return True
    cells = (cell for cell in _cells(table, column) if not nothing(cell))
    listed = mostly(cells, lambda text: bool(signals(text)) and len(text) < _LONGEST_LIST)
    return not numbered and bool(header) and listed


def _first(named: Sequence[str], pattern: re.Pattern[str], taken: Iterable[int]) -> int | None:
    return next((c for c, text in enumerate(named) if c not in taken and pattern.fullmatch(text)), None)
