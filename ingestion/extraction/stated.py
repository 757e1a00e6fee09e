"""What the lines beneath a register's title state: its offset, its address, its reset value. Pure."""

import re

from ingestion.extraction.numbers import NUMBER, Formula, first_hexadecimal, formula, plain, reset_text

_OFFSET_LINE = re.compile(
    rf"(?:address\s+offset|offset\s+address|offset|偏移地址|地址偏移|偏移量?)\s*[:=]?\s*((?:{NUMBER}).*)",
    re.IGNORECASE,
)
_ADDRESS_LINE = re.compile(
    rf"(?:^|(?<=[;,(（]))\s*(?:[–—•-]\s*)?(?:(?:absolute|register|access|memory)\s+)?(?:addr(?:ess)?|寄存器地址|访问地址|地址)\s*[:=]\s*"
    rf"({NUMBER})",
    re.IGNORECASE,
)
_SUM = re.compile(rf"\+[^=]*=\s*({NUMBER})", re.IGNORECASE)
"""`4006_A000h base + 4h offset = 4006_A004h`."""
_RESET_LINE = re.compile(
    r"(?:(?:reset|default)(?:\s+(?:value|state))?\s*[:=]|(?:reset|default)\s+value|复位值|默认值)\s*[:=]?\s*"
    r"(0[xX][0-9A-Fa-fxX]{1,4}(?:[ _]?[0-9A-Fa-fxX]{4})?|[xX]{4}(?:[ _]?[xX]{4})?(?![A-Za-z0-9])"
    r"|[01xX]{4}[ _]?[01xX]{4}b(?![0-9A-Za-z])|[0-9A-Fa-f]{2,8}[hH](?![0-9A-Za-z]))",
    re.IGNORECASE,
)


def offset_in(text: str) -> Formula | None:
    """The offset that a line such as `Offset address: 0x04` gives."""
    match = _OFFSET_LINE.search(plain(text))
    return formula(match.group(1)) if match else None


def address_in(text: str) -> int | None:
    """The absolute address that a line such as `Address: 0x4002 1000` gives."""
    line = plain(text)
    match = _ADDRESS_LINE.search(line)
    if match is None:
        return None
    total = _SUM.search(line, match.start(1))
    return first_hexadecimal(total.group(1) if total else match.group(1))


def reset_in(text: str) -> str:
    """The reset value that a line such as `Reset value: 0x0000 0030` gives."""
    match = _RESET_LINE.search(plain(text))
    return reset_text(match.group(1)) if match else ""
