"""A value to its fields and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import InvalidRequestError
from app.facts.decode import compose, decode, same_reset, value_of
from app.facts.records import BitField, EnumeratedValue, Provenance

PLACE = Provenance(1, (0.0, 0.0, 1.0, 1.0))


def field(name: str, msb: int, lsb: int, *values: tuple[str, str]) -> BitField:
    return BitField("CTRL", name, msb, lsb, PLACE, values=tuple(EnumeratedValue(*value) for value in values))


MODE = field("MODE", 5, 4, ("00", "off"), ("1x", "fast"))
ENABLE = field("EN", 0, 0, ("1", "on"), ("0", "off"))


def test_each_field_gets_its_bits_and_the_manuals_word_for_them() -> None:
    decoded = decode(0x21, [ENABLE, MODE])
    assert [(one.name, one.value, one.meaning) for one in decoded] == [("MODE", 2, "fast"), ("EN", 1, "on")]


def test_a_value_too_large_for_the_register_is_refused() -> None:
    with pytest.raises(InvalidRequestError, match="16 bits"):
        decode(0x1_0000, [ENABLE], width=16)


def test_fields_that_are_not_named_keep_the_base() -> None:
    assert compose({"mode": 3}, [ENABLE, MODE], base=0x1) == 0x31


@pytest.mark.parametrize("values", [{"NONE": 1}, {"MODE": 4}, {"EN": -1}])
def test_what_does_not_fit_is_refused(values: dict[str, int]) -> None:
    with pytest.raises(InvalidRequestError):
        compose(values, [ENABLE, MODE])


@given(st.integers(0, 0xFFFF_FFFF))
def test_composing_what_was_decoded_gives_the_value_back(value: int) -> None:
    fields = [field("A", 31, 20), field("B", 19, 19), field("C", 18, 0)]
    decoded = {one.name: one.value for one in decode(value, fields)}
    assert compose(decoded, fields) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("0b10", 2), ("10b", 2), ("0x1F", 31), ("1Fh", 31), ("3", 3), ("08", 8), ("1x", None), ("on", None)],
)
def test_numbers_as_manuals_write_them(text: str, value: int | None) -> None:
    assert value_of(text) == value


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("0x31", "0b0011_0001", True),
        ("31h", "0x0031", True),
        ("0x3x", "0x31", True),
        ("0b0000_0111", "0x17", False),
    ],
)
def test_a_reset_value_is_the_same_in_either_notation(one: str, other: str, same: bool) -> None:
    assert same_reset(one, other) is same
    assert same_reset(other, one) is same
