"""What all tables share: naming of constraints, column types that behave alike on SQLite and PostgreSQL."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, MetaData, Text, TypeDecorator
from sqlalchemy.ext.asyncio import AsyncAttrs
from sqlalchemy.orm import DeclarativeBase

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

RowId = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts rows by itself only in a column that is exactly INTEGER."""


def storable(text: str) -> str:
    """What PostgreSQL and UTF-8 can hold: files and callers may send NUL and halves of characters."""
    if text.isascii():
        return text.replace("\0", "")
    return text.encode("utf-8", "replace").decode().replace("\0", "")


class PlainText(TypeDecorator[str]):
    """Text of any length, made storable on its way in."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return value if value is None else storable(value)


class UtcDateTime(TypeDecorator[datetime]):
    """A point in time, always aware and in UTC; SQLite has no time zones of its own."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Address(TypeDecorator[int]):
    """An unsigned 64-bit number in the signed column that databases have."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:
        if value is None or -(1 << 63) <= value < 1 << 63:
            return value
        if value >= 1 << 64:
            raise ValueError("an address has 64 bits at most")
        return value - (1 << 64)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> int | None:
        return value if value is None or value >= 0 else int(value) + (1 << 64)


class Base(AsyncAttrs, DeclarativeBase):
    """Parent of all tables."""

    metadata = MetaData(naming_convention=NAMING)


def now() -> datetime:
    """The current time, as rows store it."""
    return datetime.now(UTC)
