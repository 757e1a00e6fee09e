"""Bit fields that a manual describes in lines of text: `Bits 7:4 HPRE: AHB prescaler`. Pure.

Stands beside `fields`, which reads tables and drawings.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from app.facts.records import BitField, EnumeratedValue, Provenance, Source
from ingestion.extraction.fields import enumerated, field_name
from ingestion.extraction.numbers import plain
from ingestion.types import Block

_SPOKEN = re.compile(
    r"^(?:[•·▪◦–-]\s*)?(?:bits?|位)\s*(?P<msb>\d{1,2})(?:\s*(?:[:–—-]|\.\.|to)\s*(?P<lsb>\d{1,2}))?\s*"
    r"(?:[:–—]|\s-\s)?\s*(?P<said>\S.*)$",
    re.DOTALL | re.IGNORECASE,
)
_LEADS = re.compile(
    r"(?P<name>[A-Za-z_][A-Za-z0-9_]*(?:\[[0-9:]+\])?)(?P<parted>\s*[:,]|\s+[–—-](?=\s))?(?![\w-])\s*(?P<rest>.*)",
    re.DOTALL,
)
"""`Bits 7:4 HPRE: AHB prescaler`, `• Bit 7 – BODS: BOD Sleep`, `bit 5 B2RTS: Pin state`."""
_TRAILS = re.compile(
    r"(?P<title>[A-Z][^.;:()]{2,60}?)\s*[(](?P<name>[A-Z][A-Z0-9_]{1,15})[)][.:]?(?:\s+(?P<rest>.*))?$",
    re.DOTALL,
)
"""`Bit 6: Square-Wave Enable (SQWE)`."""
_SHAPED = re.compile(r"[A-Z0-9_].*[A-Z0-9_]|^[A-Z]$")
"""A word in capitals names a field where nothing parts it from what follows."""
_MOST_LINES, _LONGEST = 6, 1500
"""Paragraphs that go on with a field's description, and its characters."""


def text_fields(register: str, texts: Iterable[Block]) -> list[BitField]:
    """The fields that paragraphs describe, each with the lines that follow up to the next one."""
    found: list[tuple[BitField, list[str]]] = []
    for block in texts:
        own = text_field(register, block)
        found += [(field, []) for field in own]
        if not own and found and len(found[-1][1]) < _MOST_LINES:
            found[-1][1].append(block.text.strip())
    return [_continued(field, more) for field, more in found]


def _continued(field: BitField, more: Sequence[str]) -> BitField:
    if not more:
        return field
    description = "\n".join((field.description, *more))[:_LONGEST]
    values = enumerated(description) or _tabulated(description, field.msb - field.lsb + 1)
    return replace(field, description=description, values=values)


def _tabulated(description: str, width: int) -> tuple[EnumeratedValue, ...]:
    """Values that begin lines without a mark behind them, a digit for each bit: `010 Two wait states`."""
    found = re.findall(rf"^([01x]{{{width}}})\s+(\S.*)$", description, re.MULTILINE) if width > 1 else []
    return (
        tuple(EnumeratedValue(value, meaning.strip()) for value, meaning in found) if len(found) > 1 else ()
    )


def text_field(register: str, block: Block) -> list[BitField]:
    """Fields of manuals that describe bits in paragraphs: `Bits 7:4 HPRE: AHB prescaler`."""
    match = _SPOKEN.match(plain(block.text))
    name, description = _spoken_name(match["said"]) if match is not None else ("", "")
    if match is None or not name:
        return []
    msb = int(match["msb"])
    lsb = int(match["lsb"] or msb)
    if msb < lsb or msb > 63:
        return []
    place = Provenance(block.page, block.box, Source.TEXT, quote=" ".join(block.text.split())[:600])
    return [
        BitField(register, name, msb, lsb, place, description=description, values=enumerated(description))
    ]


def _spoken_name(said: str) -> tuple[str, str]:
    """The field that a line about bits names, and what it says of it; a sentence names none."""
    if found := _TRAILS.match(said):
        return field_name(found["name"]), f"{found['title']}. {found['rest'] or ''}".strip(" .")
    found = _LEADS.match(said)
    if found is None or not (found["parted"] or _SHAPED.search(found["name"])):
        return "", ""
    pattern = re.sub(r"\d+", r"\\d+", re.escape(found["name"]))
    if re.search(r"\d", found["name"]) and re.match(rf"[\s:,./–-]*{pattern}\b", found["rest"]):
        return "", ""  # `bits 3-0 MODE3:MODE0`, `Bits 1, 0 – IN1D, IN0D` name each bit
    return field_name(found["name"]), found["rest"].strip()
