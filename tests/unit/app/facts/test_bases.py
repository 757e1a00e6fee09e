"""Addresses from stated bases and offsets."""

import pytest

from app.facts.answers import based_answer
from app.facts.bases import meant, placed
from app.facts.records import Peripheral, Provenance, Register
from app.facts.repository import Located
from app.facts.views import RegisterView
from tests.hardware import first_view

PLACE = Provenance(3, (0.0, 0.0, 1.0, 1.0))
BASES = [
    Located(Peripheral(name, PLACE, base_address=base), "v", "p", PLACE)
    for name, base in (("I2C1", 0x3FF67000), ("I2C0", 0x3FF53000), ("I2S0", 0x3FF4F000), ("RTC", None))
]


def view(asked: str, name: str) -> RegisterView:
    found = first_view(asked, [Located(Register(name, PLACE, offset=4), "v", "p", PLACE)], [], lambda _: 0)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("head", "names"),
    [("I2C0", ["I2C0"]), ("I2C", ["I2C1", "I2C0"]), ("I2C*", ["I2C1", "I2C0"]), ("I2", []), ("SPI", [])],
)
def test_a_prefix_means_a_peripheral_or_its_instances(head: str, names: list[str]) -> None:
    assert meant(head, ["I2C1", "I2C0", "I2S0"]) == names


@pytest.mark.parametrize(
    ("asked", "addresses"),
    [("I2C_CTR", [0x3FF53004, 0x3FF67004]), ("I2C1_CTR", [0x3FF67004]), ("RTC_CTR", [])],
)
def test_an_offset_stands_at_each_stated_base(asked: str, addresses: list[int]) -> None:
    name = "RTC_CTR_REG" if asked.startswith("RTC") else "I2C_CTR_REG"
    assert [address for _, address in placed(view(asked, name), BASES)] == addresses


def test_the_sentence_shows_base_and_offset() -> None:
    asked = view("I2C0_CTR", "I2C_CTR_REG")
    found = based_answer(asked, placed(asked, BASES), "en")
    assert found is not None
    assert [one.text for one in found.sentences] == [
        "In `I2C0`, `I2C_CTR_REG` (I2C_CTR) is at address **0x3FF53004** (base 0x3FF53000 + offset 0x04)."
    ]


def test_without_a_base_there_is_no_address() -> None:
    asked = view("RTC_CTR", "RTC_CTR_REG")
    assert based_answer(asked, placed(asked, BASES), "zh") is None
