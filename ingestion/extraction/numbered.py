"""Registers that a manual numbers and does not name: `Page 0 / Register 4: Clock multiplexer`. Pure.

Told by what their table holds: bits that fill a word, each with its reset value. The register is called as
in its caption, with its page, so that the same number on two pages is two registers. Its bits have no names.
"""

import re

from app.facts.records import Provenance, Register, Source
from ingestion.extraction.columns import Role, roles
from ingestion.extraction.fields import is_reserved
from ingestion.extraction.matrices import Listed
from ingestion.extraction.numbers import bit_ranges, plain
from ingestion.types import Table

_NUMBER = r"register \d{1,3}"
_CAPTION = re.compile(
    r"(?:(?:table|表)\s*[\w.\-–]+\s*[.:：]?\s+)?"
    rf"(?P<name>(?:(?P<page>[A-Za-z]+ \d{{1,3}})\s*[/,]?\s*)?{_NUMBER})"
    r"\s*[:：—–-]\s*(?P<title>\S.*)",
    re.IGNORECASE,
)
_NOTES = re.compile(r"(?:\s*[(（]\d{1,2}[)）])+$")
_WIDTHS = (8, 16, 32)


def numbered(table: Table) -> Listed | None:
    """The register whose bits a table lists under its number; None for any other table."""
    match = _CAPTION.fullmatch(_NOTES.sub("", plain(table.caption)))
    columns = roles(table)
    if match is None or not {Role.BITS, Role.RESET} <= columns.keys():
        return None
    title = match["title"].strip(" .")
    bits = _reset_bits(table, columns[Role.BITS], columns[Role.RESET])
    if not bits or is_reserved(title) or title.casefold().startswith("reserved"):
        return None
    name = "_".join(word for word in re.split(r"[\s/,]+", match["name"]))
    number = int(re.findall(r"\d+", match["name"])[-1])
    place = Provenance(table.page, table.box, Source.TABLE, quote=f"{plain(table.caption)} | reset {bits}")
    found = Register(name, place, title, match["page"] or "", number, None, len(bits), _hexadecimal(bits))
    return Listed(found, ())


def _reset_bits(table: Table, bits: int, resets: int) -> str:
    """The digits of a word's bits from the highest, where its rows fill it; empty where they do not."""
    digits = ""
    following: int | None = None
    for row in table.rows:
        ranges = bit_ranges(_NOTES.sub("", row.texts[bits]))
        value = re.sub(r"\s+", "", row.texts[resets])
        if len(ranges) != 1:
            return ""
        ((msb, lsb),) = ranges
        if not re.fullmatch(rf"[01xX]{{{msb - lsb + 1}}}", value) or following not in (None, msb):
            return ""
        digits, following = digits + value.lower(), lsb - 1
    return digits if following == -1 and len(digits) in _WIDTHS else ""


def _hexadecimal(bits: str) -> str:
    """The digits of four bits each, open where a bit is; empty where all are."""
    fours = [bits[at : at + 4] for at in range(0, len(bits), 4)]
    digits = "".join(f"{int(four, 2):X}" if set(four) <= set("01") else "x" for four in fours)
    return f"0x{digits}" if set(digits) != {"x"} else ""
