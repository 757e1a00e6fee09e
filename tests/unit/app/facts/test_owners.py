"""Registers of one name that belong to several peripherals."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.facts.owners import by_owner, is_owner, mentioned, split
from app.facts.records import Provenance, Register
from app.facts.repository import Located
from app.facts.views import register_views

PLACE = Provenance(3, (0.0, 0.0, 1.0, 1.0))


def said(name: str, peripheral: str, **facts: int) -> Located[Register]:
    return Located(Register(name, PLACE, peripheral=peripheral, **facts), "v", "p", PLACE)  # type: ignore[arg-type]  # numbers


def offsets(mentions: Sequence[Located[Register]], asked: str) -> dict[str, list[int]]:
    views = register_views(asked, mentions, [], lambda _: 0)
    return {view.owner: [one.value for one in view.offsets] for view in views}


def test_each_peripheral_has_its_own() -> None:
    assert offsets([said("STAT", "UART", offset=8), said("STAT", "I2C", offset=4)], "STAT") == {
        "UART": [8],
        "I2C": [4],
    }


def test_one_name_with_its_peripheral_is_one_register() -> None:
    assert offsets(
        [said("RCC_CTLR", "RCC", offset=0), said("R32_RCC_CTLR", "RCC", offset=4)], "RCC_CTLR"
    ) == {"": [0, 4]}


def test_a_register_at_one_address_is_listed_in_many_chapters() -> None:
    found = by_owner([said("PIR1", "TIMER1", address=0x0C), said("PIR1", "ADC", address=0x0C)], [])
    assert len(found) == 1


def test_a_register_of_two_chapters_belongs_to_the_peripheral_with_a_short_name() -> None:
    mentions = [said("ADCSRB", name, address=3) for name in ("Analog Comparator", "ADC")]
    (view,) = register_views("ADCSRB", mentions, [], lambda _: 0)
    assert (view.owner, view.peripheral) == ("ADC", "ADC")


def test_instances_have_addresses_of_their_own() -> None:
    mentions = [said("STAT", f"UART{n}", address=0x4000 + n) for n in (0, 1)]
    (view,) = register_views("STAT", [*mentions, said("STAT", "UART", offset=8)], [], lambda _: 0)
    assert view.owner == "UART"
    assert [(one.instance, one.value) for one in view.addresses] == [("UART0", 0x4000), ("UART1", 0x4001)]


@pytest.mark.parametrize(
    ("owner", "asked", "is_it"),
    [
        ("USART", "USART", True),
        ("USART1", "USART", True),
        ("USART", "USART0", True),
        ("USART", "USART3", False),
        ("I2C", "SPI", False),
    ],
)
def test_which_peripheral_is_meant(owner: str, asked: str, is_it: bool) -> None:
    assert is_owner(owner, asked) is is_it


def test_owners_that_a_text_names() -> None:
    owners = ["UART", "I2C", "Analog comparator"]
    assert mentioned("stat of the uart1", owners) == {"UART": ("UART1",)}
    assert mentioned("CTRL of the comparator", owners) == {"Analog comparator": ("Analog comparator",)}


@given(st.text(alphabet="AB_1>-.x", max_size=200))
def test_a_name_is_split_at_few_places(name: str) -> None:
    assert len(split(name)) <= 3
