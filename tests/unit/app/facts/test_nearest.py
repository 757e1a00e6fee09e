"""Names that are not there, and what is meant by them."""

import pytest

from app.facts.nearest import mistyped
from app.facts.questions import Asked
from app.facts.results import FactAbsence, Missing


@pytest.mark.parametrize(
    ("name", "nearest", "meant"),
    [
        ("RCC_CGFR", ("RCC_CFGR", "RCC_CTLR"), "RCC_CFGR"),
        ("RCC_CTLR2", ("RCC_CTLR",), ""),
        ("RCC_CFGR", ("RCC_CFGL",), ""),
    ],
)
def test_letters_that_changed_places(name: str, nearest: tuple[str, ...], meant: str) -> None:
    absent = FactAbsence(Asked.BITS, Missing.REGISTER, name, nearest=nearest)
    assert mistyped(absent) == meant
