"""Names that are not there, and what is meant by them."""

import pytest

from app.facts.nearest import mistyped, slips
from app.facts.questions import Asked
from app.facts.results import FactAbsence, Missing


@pytest.mark.parametrize(
    ("name", "nearest", "meant"),
    [
        ("RCC_CGFR", ("RCC_CFGR", "RCC_CTLR"), "RCC_CFGR"),
        ("RCC_CTLR2", ("RCC_CTLR",), ""),
        ("RCC_CFGR", ("RCC_CFGL",), ""),
        ("IO_PIN21_REG", ("IO_PIN12_REG",), ""),  # two digits that changed places are another register
    ],
)
def test_letters_that_changed_places(name: str, nearest: tuple[str, ...], meant: str) -> None:
    absent = FactAbsence(Asked.BITS, Missing.REGISTER, name, nearest=nearest)
    assert mistyped(absent) == meant


@pytest.mark.parametrize("name", ["CLK_CTLL", "CLK_CTLRR", "CLK_CLR", "CLK_CTRL"])
def test_a_slip_of_the_finger_is_the_register_that_is_meant(name: str) -> None:
    assert slips(name, ["CLK_CTLR", "CLK_CFGR", "TRIM_CTLR"]) == ("CLK_CTLR",)


@pytest.mark.parametrize("name", ["CLK_CTLR2", "CTLR1", "WHOLLY_OTHER"])
def test_another_number_is_another_register(name: str) -> None:
    assert slips(name, ["CLK_CTLR", "CTLR2", "CLK_CTLR1"]) == ()
