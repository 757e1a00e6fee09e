"""Values, ranges and units as tables print them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.extraction.quantities import Quantity, is_unit, limit, quantity, unit, unit_in


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("–20 to 85", Quantity(low="-20", high="85")),
        ("3.0 - 5.5", Quantity(low="3.0", high="5.5")),
        ("- 40 ~ + 85", Quantity(low="-40", high="+85")),
        ("1.7 V ~ 5.5 V", Quantity(low="1.7", high="5.5", unit="V")),
        ("−65 ∼ +150", Quantity(low="-65", high="+150")),
        ("±4", Quantity(value="±4")),
        ("<1.0", Quantity(value="<1.0")),
        ("200 mV", Quantity(value="200", unit="mV")),
        ("1,200", Quantity(value="1,200")),
        ("VDD – 0.4", Quantity(value="VDD - 0.4")),
        ("0.28 VDD\n+ 0.1", Quantity(value="0.28 VDD + 0.1")),
        ("—", Quantity()),
        ("", Quantity()),
    ],
)
def test_cells(printed: str, read: Quantity) -> None:
    assert quantity(printed) == read


@pytest.mark.parametrize(
    "text",
    [
        "V",
        "mV",
        "µA",
        "uA",
        "MHz",
        "kΩ",
        "°C",
        "ºC/W",
        "%",
        "LSB",
        "µs/V",
        "mA/V",
        "kcycles",
        "tTIMxCLK",
        "年",
    ],
)
def test_units(text: str) -> None:
    assert is_unit(text)


@pytest.mark.parametrize("text", ["Symbol", "Value", "12", "VDD", "Wake-up", "", "-"])
def test_no_units(text: str) -> None:
    assert not is_unit(text)


@pytest.mark.parametrize(
    ("header", "named"),
    [
        ("µA/MHz", "µA/MHz"),
        ("Max (mA)", "mA"),
        ("tS (µs)", "µs"),
        ("millimeters", "mm"),
        ("位", ""),
        ("Min", ""),
    ],
)
def test_units_of_headers(header: str, named: str) -> None:
    assert unit_in(header) == named


def test_one_micro_and_one_ohm() -> None:
    assert unit("μA") == unit("µA")
    assert unit("kΩ") == unit("kΩ")


@given(st.floats(-1e6, 1e6, allow_nan=False).map(lambda number: f"{number:.3f}"))
def test_a_number_keeps_its_digits(number: str) -> None:
    for minus in ("-", "–", "−"):
        assert limit(number.replace("-", minus)) == number
        assert quantity(number.replace("-", minus)).value == number


@given(st.integers(-200, 200), st.integers(-200, 200), st.sampled_from([" to ", " ~ ", "～", " – ", "…"]))
def test_a_range_keeps_its_ends(low: int, high: int, dash: str) -> None:
    found = quantity(f"{low}{dash}{high}")
    assert (found.low, found.high) == (str(low), str(high))


@given(st.text(max_size=30))
def test_what_is_read_stands_in_the_text(text: str) -> None:
    found = quantity(text)
    digits = {letter for letter in text if letter.isdigit()}
    read = {letter for part in (found.value, found.low, found.high) for letter in part if letter.isdigit()}
    assert read <= digits
    assert unit_in(text) == unit_in(f" {text} ")


def test_nanoamperes_are_a_unit_and_not_nothing() -> None:
    assert [unit(text) for text in ("nA", "NA", "n/a", "N/A", "-")] == ["nA", "", "", "", ""]


def test_a_range_may_end_in_brackets() -> None:
    assert quantity("-0.3 to (VDD+0.3)") == Quantity(low="-0.3", high="VDD+0.3")
