"""Addresses and offsets as the manual prints them: `0x12` of 8-bit registers, `0x40021000` elsewhere.

Pure. Values are numbers; how many digits the manual gives them stands in the row that the record quotes.
"""

import re

from app.facts.views import Stated

_WIDTHS = (2, 4, 8)
"""Digits of an address that is not printed itself but worked out, by its magnitude."""
_HEX = re.compile(
    r"(?<![0-9A-Za-z])(?:0[xX](?P<digits>[0-9A-Fa-f]{1,16}(?:[ _'][0-9A-Fa-f]{4}(?![0-9A-Za-z])){0,3})"
    r"|(?P<suffixed>[0-9][0-9A-Fa-f]{0,15}(?:[ _][0-9A-Fa-f]{4}){0,3}) ?[hH](?![0-9A-Za-z]))"
)
"""`0x4002 1000`, or `10h`."""


def hexadecimal(value: int, digits: int = 2) -> str:
    """`0x40021000`: capitals, at least so many digits."""
    return f"0x{value:0{digits}X}"


def address_text(value: int, quote: str = "") -> str:
    """An address with as many digits as its quote prints, else by its magnitude."""
    return hexadecimal(value, _digits_in(quote, value) or _by_magnitude(value))


def offset_text(value: int, quote: str = "") -> str:
    """An offset with as many digits as its quote prints, two at least."""
    return hexadecimal(value, max(_digits_in(quote, value), 2))


def shown_address(stated: Stated[int]) -> str:
    """A register's address as its place prints it."""
    return address_text(stated.value, stated.provenance.quote)


def shown_offset(stated: Stated[int]) -> str:
    """A register's offset as its place prints it."""
    return offset_text(stated.value, stated.provenance.quote)


def _digits_in(quote: str, value: int) -> int:
    """Digits of the first number in a quote that is the value; 0 where none is."""
    for match in _HEX.finditer(quote):
        digits = re.sub(r"[ _']", "", match["digits"] or match["suffixed"])
        if int(digits, 16) == value:
            # `0A0h` has a zero only because a number begins with a digit.
            return len(digits) - (bool(match["suffixed"]) and len(digits) % 2 and len(digits) > 1)
    return 0


def _by_magnitude(value: int) -> int:
    return next((width for width in _WIDTHS if value < 16**width), 0)
