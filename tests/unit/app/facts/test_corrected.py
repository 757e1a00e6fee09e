"""What a correction makes of a fact, and what it takes from what was read."""

import pytest

from app.core.errors import InvalidRequestError
from app.facts.corrected import REVIEWED, UNREVIEWED, attributes, corrected, settled
from app.facts.records import BitField, Parameter, Provenance, Register, Source
from app.facts.rows import Located

READ = Provenance(7, (0, 0, 1, 1))
PLACE = Provenance(9, (0, 0, 1, 1), Source.CORRECTION, REVIEWED)


def located(fact: object) -> Located[object]:
    return Located(fact, "v", "p", fact.provenance)  # type: ignore[attr-defined]


def test_a_register_loses_what_is_corrected_and_keeps_the_rest() -> None:
    read = Register("CTLR", READ, "Control", "RCC", offset=4, reset="0x99")
    other = Register("CTLR", READ, "Control", "TIM1", reset="0x99")
    said = corrected("register", "ctlr", {"reset": "0x83"}, [read], PLACE)
    assert (said.name, said.peripheral, said.reset, said.offset) == ("CTLR", "RCC", "0x83", None)
    first, beside, own = settled([located(read), located(other), located(said)])
    assert first is not None
    assert (first.fact.reset, first.fact.offset) == ("", 4)
    assert beside is not None
    assert beside.fact == other
    assert own is not None
    assert own.fact == said


def test_a_field_is_corrected_whole() -> None:
    read = BitField("CTLR", "ON", 3, 3, READ, access="RW", description="Switches it on.")
    elsewhere = BitField("CFGR", "ON", 3, 3, READ)
    said = corrected("field", "ON", {"msb": "0x2", "lsb": 2, "register": "CTLR"}, [elsewhere, read], PLACE)
    assert (said.msb, said.lsb, said.access) == (2, 2, "RW")
    assert [
        one and one.fact.register for one in settled([located(read), located(elsewhere), located(said)])
    ] == [
        None,
        "CFGR",
        "CTLR",
    ]


def test_another_row_of_a_parameter_stays() -> None:
    rows = [Parameter("IDD", "Current", READ, at, maximum="9", unit="mA") for at in ("8 MHz", "48 MHz")]
    said = corrected("parameter", "IDD", {"maximum": "7", "condition": "48 MHz"}, rows, PLACE)
    assert (said.maximum, said.unit, said.condition) == ("7", "mA", "48 MHz")
    kept = settled([*map(located, rows), located(said)])
    assert [one is not None for one in kept] == [True, False, True]


def test_before_a_curator_has_looked_both_stand() -> None:
    read = Register("CTLR", READ, reset="0x99")
    said = Register("CTLR", Provenance(9, (0, 0, 1, 1), Source.CORRECTION, UNREVIEWED), reset="0x83")
    assert settled([located(read), located(said)]) == [located(read), located(said)]


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("register", {"colour": "red"}),
        ("register", {"offset": "four"}),
        ("field", {"msb": 3}),
        ("pin", {"numbers": 1}),
    ],
)
def test_what_cannot_be_is_refused(kind: str, values: dict[str, object]) -> None:
    with pytest.raises(InvalidRequestError):
        corrected(kind, "NEW", values, [], PLACE)


def test_a_fact_that_was_not_read_is_added() -> None:
    assert corrected("field", "NEW", {"register": "CTLR", "msb": 3, "lsb": 3}, [], PLACE).register == "CTLR"
    assert corrected("parameter", "VIH", {"minimum": "2"}, [], PLACE).name == "VIH"
    assert "reset" in attributes("register")
    assert "instances" not in attributes("register")
