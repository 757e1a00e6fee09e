"""What a drawing of a register adds to the fields that a table or its text states. Pure."""

import re
from collections.abc import Sequence

from app.facts.records import BitField
from ingestion.extraction.fields import RESERVED
from retrieval.identifiers import canonical


def drawn_beside(drawn: Sequence[BitField], stated: Sequence[BitField]) -> list[BitField]:
    """What a drawing adds to a table: fields at bits that no row has, and other names for those of a row."""
    taken = {(item.msb, item.lsb) for item in stated}
    names = {canonical(item.name) for item in stated} | {canonical(RESERVED)}
    covered = {bit for item in stated for bit in range(item.lsb, item.msb + 1)}
    return [
        item
        for item in drawn
        if canonical(item.name) not in names
        and (
            (item.msb, item.lsb) in taken
            or not covered & set(range(item.lsb, item.msb + 1))
            or any(_is_part(item, one) for one in stated)
        )
    ]


def _is_part(item: BitField, whole: BitField) -> bool:
    """`PS2` within the bits of `PS[2:0]`: a single bit drawn under the field's name and its number."""
    numbered = re.fullmatch(re.escape(canonical(whole.name)) + r"_?\d{1,2}", canonical(item.name))
    return numbered is not None and item.msb == item.lsb and whole.lsb <= item.lsb <= whole.msb
