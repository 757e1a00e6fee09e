"""Which register a heading or a line announces, and what the lines beneath say of it. Pure."""

import re
from dataclasses import dataclass

from ingestion.extraction.numbers import Formula, formula, hexadecimal, instances, plain, reset_text
from retrieval.identifiers import is_identifier

_NAME = r"[A-Za-z][A-Za-z0-9_]*(?:->[A-Za-z0-9_]+)?(?:\[[a-z0-9]+\])?"
_NUMBERED = r"(?:(?:register|寄存器)\s+\d+[.\-]\d+\s*[.:]?\s*|[A-Z]?\d+(?:\.\d+)*\.?\s+)?"
_BRACKETED = re.compile(
    rf"^{_NUMBERED}(?P<title>[^()()]*?)\s*[(]\s*(?P<names>{_NAME}(?:\s*[,/、]\s*{_NAME})*)\s*"
    rf"(?:[,]?\s*(?:at|@|offset)\s*(?P<at>0[xX][0-9A-Fa-f_]+))?\s*[)]\s*"
    rf"(?P<rest>(?:[(\[][^()()\[\]]*(?:\([^()]*\)[^()]*)*[)\]]\s*){{0,2}})$",
    re.IGNORECASE,
)
"""`3.4.1 Clock control register (RCC_CTLR)`, with instances or an address behind."""
_BARE = re.compile(
    rf"^{_NUMBERED}(?P<names>{_NAME})\s*(?P<rest>(?:[(][^()()]*(?:\([^()]*\)[^()]*)*[)]\s*){{1,2}})$",
    re.IGNORECASE,
)
"""`Register 10.5: RMT_INT_ENA_REG (0x00a8)`, `RMT_CHnCONF0_REG (n: 0-7) (0x20+8*n)`."""
_OFFSET = re.compile(
    r"(?:address\s+offset|offset\s+address|offset|偏移地址|地址偏移|偏移量?)\s*[:=]?\s*(0[xX][0-9A-Fa-f].*)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"^(?:(?:absolute|register|access|memory)\s+)?(?:address|寄存器地址|访问地址|地址)\s*[:=]\s*"
    r"(0[xX][0-9A-Fa-f_ ]+)",
    re.IGNORECASE,
)
_RESET = re.compile(
    r"(?:(?:reset|default)\s+value|复位值|默认值)\s*[:=]?\s*"
    r"(0[xX][0-9A-Fa-fxX]{1,4}(?:[ _]?[0-9A-Fa-fxX]{4})?|[xX]{4}(?:[ _]?[xX]{4})?(?![A-Za-z0-9]))",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"^(?:table|表)\s*[A-Z]?[\d.\-]+\s*[.:]?\s+(?P<title>[^\"“”()]*?)\s*"
    r"[(]\s*(?P<name>[A-Za-z]\w*(?:\[\d+:\d+\]\w*)?)\s*,\s*(?:address(?:es)?|offset)\s*:?\s*(?P<where>0x.*)$",
    re.IGNORECASE,
)
"""`Table 42. Status register (STAT, address 0x4001 0008 (UART0), 0x4001 4008 (UART1)) bit description`."""
_LISTED = re.compile(r"\[(\d+):(\d+)\]")
_PLACED = re.compile(
    r"(0x[0-9A-F]{1,4}(?:[ _]?[0-9A-F]{4})?)\s*(?:[(]\s*([A-Za-z]\w*)\s*[)])?", re.IGNORECASE
)
_SPLIT = re.compile(r"(?<=[A-Za-z0-9])(?:_ +| +_)(?=[A-Za-z0-9_]+\s*\))")
"""`(FLASH_ CTLR)`: a name in brackets that print has cut at its underscore."""
_SAYS_REGISTER = re.compile(r"\bregisters?\b|寄存器", re.IGNORECASE)
_ACCESS = re.compile(r"R|W|RO|WO|RW|RW1C|W1C|W1S|RC|RS|R/W|SC", re.IGNORECASE)
"""`(R/W)` behind a field's description names no register."""
_LONGEST = 160
"""Characters of a line that can be a title; prose that ends in brackets is longer."""


@dataclass(frozen=True, slots=True)
class Announced:
    """A register as its title announces it."""

    names: tuple[str, ...]
    title: str = ""
    offset: Formula | None = None
    address: int | None = None
    instances: tuple[str, ...] = ()
    stride: int | None = None
    """Bytes between instances, where the addresses of the first and the last are given."""
    owners: tuple[tuple[str, int], ...] = ()
    """Its address in each peripheral that has one: USART0, USART1."""


def announced(text: str) -> Announced | None:
    """The register that a line of text is the title of; None for any other line."""
    line = _SPLIT.sub("_", plain(text))
    if not 3 <= len(line) <= _LONGEST:
        return None
    match = _BRACKETED.match(line) or _BARE.match(line)
    if match is None:
        return None
    groups = match.groupdict()
    names = tuple(name.strip() for name in re.split(r"[,/、]", groups["names"]))
    at, rest = groups.get("at"), groups["rest"] or ""
    title = (groups.get("title") or "").strip(" -:–")
    number = formula(rest)
    sure = bool(at) or number is not None or _SAYS_REGISTER.search(line) is not None
    if _is_prose(title) or not all(_can_be_register(name, sure) for name in names):
        return None
    return Announced(names, title, number, hexadecimal(at) if at else None, instances(rest))


def captioned(text: str) -> Announced | None:
    """The register that the caption of its bit table names together with its address."""
    match = _CAPTION.match(plain(text))
    if match is None:
        return None
    name, title = match["name"], match["title"].strip(" -:–")
    placed = [(owner, hexadecimal(digits) or 0) for digits, owner in _PLACED.findall(match["where"])]
    if listed := _LISTED.search(name):
        first, last = sorted(map(int, listed.groups()))
        ends = [at for _, at in placed[:2]]
        count = last - first
        stride = (ends[1] - ends[0]) // count if len(ends) > 1 and count and ends[1] > ends[0] else None
        numbers = tuple(map(str, range(first, last + 1)))
        return Announced((_LISTED.sub("n", name),), title, None, ends[0], numbers, stride)
    owners = tuple((owner, at) for owner, at in placed if owner)
    return Announced((name,), title, None, None if owners else placed[0][1], owners=owners)


def offset_in(text: str) -> Formula | None:
    """The offset that a line such as `Offset address: 0x04` gives."""
    match = _OFFSET.search(plain(text))
    return formula(match.group(1)) if match else None


def address_in(text: str) -> int | None:
    """The absolute address that a line such as `Address: 0x4002 1000` gives."""
    match = _ADDRESS.search(plain(text))
    return hexadecimal(match.group(1)) if match else None


def reset_in(text: str) -> str:
    """The reset value that a line such as `Reset value: 0x0000 0030` gives."""
    match = _RESET.search(plain(text))
    return reset_text(match.group(1)) if match else ""


def _can_be_register(name: str, sure: bool) -> bool:
    """A compound name can; a bare acronym or a word in lower case only where the line says that it is one."""
    if len(name) < 2 or _ACCESS.fullmatch(name):
        return False
    return (is_identifier(name) and "_" in name) or sure


def _is_prose(title: str) -> bool:
    """A sentence rather than a title: it ends a clause, or is too long for a name."""
    return len(title) > 110 or bool(re.search(r"[.;。；!?？]\s|。", title))
