"""Column types that mean the same on both databases."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite

from app.models.base import Address, UtcDateTime

DIALECT = sqlite.dialect()


@given(st.integers(0, (1 << 64) - 1))
def test_every_64_bit_address_comes_back(value: int) -> None:
    stored = Address().process_bind_param(value, DIALECT)
    assert stored is not None
    assert -(1 << 63) <= stored < 1 << 63
    assert Address().process_result_value(stored, DIALECT) == value


def test_an_address_of_more_bits_is_refused() -> None:
    with pytest.raises(ValueError, match="64 bits"):
        Address().process_bind_param(1 << 64, DIALECT)


def test_times_come_back_aware_and_in_utc() -> None:
    noon_in_shanghai = datetime(2026, 5, 1, 12, tzinfo=timezone(timedelta(hours=8)))
    stored = UtcDateTime().process_bind_param(noon_in_shanghai, DIALECT)
    assert stored == datetime(2026, 5, 1, 4, tzinfo=UTC)
    assert UtcDateTime().process_result_value(stored.replace(tzinfo=None), DIALECT) == noon_in_shanghai
