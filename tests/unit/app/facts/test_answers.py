"""Sentences for facts."""

import pytest

from app.facts.answers import Language, address_answer, offset_answer, unfit_sentence
from app.facts.records import Provenance, Register
from app.facts.repository import Located
from app.facts.results import Place
from app.facts.views import RegisterView
from tests.hardware import first_view


def view(asked: str, *registers: Register) -> RegisterView:
    found = first_view(asked, [Located(one, "v", "p", one.provenance) for one in registers], [], lambda _: 0)
    assert found is not None
    return found


def at(page: int) -> Provenance:
    return Provenance(page, (0.0, 0.0, 1.0, 1.0))


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "`INT_PRIO3` (`R32_INT_PRIOx`) is at address **0xE000E40C** (0xE000E400 + 3 × 4)."),
        ("zh", "`INT_PRIO3` (`R32_INT_PRIOx`) 的地址是 **0xE000E40C** (0xE000E400 + 3 × 4)。"),
    ],
)
def test_a_worked_out_address_shows_its_arithmetic_and_both_places(language: Language, sentence: str) -> None:
    said = view(
        "R32_INT_PRIO3",
        Register("R32_INT_PRIOx", at(3), address=0xE000E400),
        Register("INT_PRIOx", at(9), stride=4, instances=("0", "1", "2", "3")),
    )
    found = address_answer(said, language)
    assert found is not None
    assert [one.text for one in found.sentences] == [sentence]
    assert [one.provenance.page for one in found.places] == [3, 9]


def test_a_printed_offset_is_said_as_it_is() -> None:
    found = offset_answer(view("I2C_COMD0", Register("I2C_COMDn", at(3), offset=0x58, stride=4)), "en")
    assert found is not None
    assert [one.text for one in found.sentences] == ["`I2C_COMDn` has the address offset **0x58**."]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "0x1FF does not fit into `PSC`, which has 8 bits."),
        ("zh", "0x1FF 超出了 `PSC` 的 8 位。"),
    ],
)
def test_a_value_that_is_too_wide_is_said_to_be(language: Language, sentence: str) -> None:
    where = Place("v", "p", at(3))
    assert unfit_sentence("`PSC`", 0x1FF, 8, where, language).text == sentence
    assert len(unfit_sentence("`PSC`", 1 << 20000, 8, where, language).text) < 100
