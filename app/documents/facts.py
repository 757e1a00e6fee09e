"""The facts of a version as `diff` compares them: all mentions of one thing together."""

import re
from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.documents.diff import Fact, Key
from app.models import facts as tables

Row = Any
"""A row of any of the fact tables."""


def _own_name(row: Row) -> str:
    return str(row.canonical)


def _of_register(row: Row) -> str:
    return f"{row.register_canonical}.{row.canonical}"


def _of_condition(row: Row) -> str:
    """A symbol has limits per condition; a row without a symbol goes by its name."""
    label = row.canonical or row.name
    return f"{label} ({row.condition})" if row.condition else str(label)


KINDS: tuple[tuple[str, type[Any], Callable[[Row], str], tuple[str, ...]], ...] = (
    ("peripheral", tables.PeripheralFact, _own_name, ("base_address",)),
    ("register", tables.RegisterFact, _own_name, ("address", "offset", "width", "reset", "access")),
    ("bit_field", tables.BitFieldFact, _of_register, ("bits", "access", "reset")),
    ("interrupt", tables.InterruptFact, _own_name, ("number", "position", "address")),
    ("dma_request", tables.DmaRequestFact, _own_name, ("controller", "channel")),
    ("pin", tables.PinFact, _own_name, ("numbers", "kind", "functions", "reset_function")),
    ("parameter", tables.ParameterFact, _of_condition, ("minimum", "typical", "maximum", "unit")),
    ("erratum", tables.ErratumFact, _own_name, ("title", "steppings", "workaround")),
    ("region", tables.RegionFact, _own_name, ("start", "end")),
    ("ordering", tables.OrderingFact, _own_name, ("attributes",)),
)
"""Kind, table, what a fact is called, and the attributes that make two mentions differ."""

_PLAIN_HEX = re.compile(r"0[xX][0-9A-Fa-f]+")

HEXADECIMAL = frozenset({"base_address", "address", "offset", "start", "end"})


async def facts_of(session: AsyncSession, version_id: str) -> dict[Key, Fact]:
    """Every fact of a version, in the order of its pages."""
    found: dict[Key, Fact] = {}
    for kind, table, name_of, attributes in KINDS:
        query = (
            select(*table.__table__.columns)
            .where(table.version_id == version_id)
            .order_by(table.page, table.id)
        )
        mentions: dict[str, list[Row]] = {}
        for row in await session.execute(query):
            mentions.setdefault(name_of(row), []).append(row)
        for name, rows in mentions.items():
            first = rows[0]
            found[kind, name] = Fact(
                kind,
                name,
                first.page,
                _says(rows, attributes),
                _known_by(first),
                getattr(first, "register_canonical", ""),
                version_id,
            )
    return found


def _known_by(row: Row) -> str:
    """The words of a row that has no name of its own."""
    return " ".join(str(getattr(row, name, "") or "") for name in ("name", "symbol", "condition"))


def _says(rows: list[Row], attributes: tuple[str, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    said = ((name, {_shown(row, name) for row in rows} - {""}) for name in attributes)
    return tuple((name, tuple(sorted(values))) for name, values in said if values)


def _shown(row: Row, attribute: str) -> str:
    if attribute == "bits":
        return str(row.msb) if row.msb == row.lsb else f"{row.msb}:{row.lsb}"
    value = getattr(row, attribute)
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(": ".join(item) if isinstance(item, list) else str(item) for item in value)
    if attribute in HEXADECIMAL:
        return f"0x{value:X}"
    text = " ".join(str(value).split())
    return _number(text) if attribute == "reset" else text


def _number(text: str) -> str:
    """`0x00` and `0x0000` reset to the same; a value with open digits stays as it is printed."""
    return f"0x{int(text, 16):X}" if _PLAIN_HEX.fullmatch(text) else text
