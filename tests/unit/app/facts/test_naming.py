"""Which field of a register a name means."""

import pytest

from app.facts.naming import field_at, field_in
from app.facts.records import BitField, Provenance, Source
from app.facts.repository import Located
from app.facts.views import RegisterView
from tests.hardware import first_view


def view(register: str, *names: str, drawn: str = "") -> RegisterView:
    """A register with fields on one bit each from bit 0; the drawn name is on bit 0 too."""
    place = Provenance(2, (0.0, 0.0, 1.0, 1.0))
    fields = [BitField(register, name, bit, bit, place) for bit, name in enumerate(names)]
    if drawn:
        fields.append(BitField(register, drawn, 0, 0, Provenance(2, place.box, Source.DIAGRAM)))
    found = first_view(register, [], [Located(one, "v", "p", one.provenance) for one in fields], lambda _: 0)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("register", "names", "asked", "bit"),
    [
        ("AES_START_REG", ("AES_START", "AES_IDLE"), "IDLE", 1),
        ("PCNT_Un_CONF0_REG", ("PCNT_FILTER_EN_Un", "PCNT_THR_EN_Un"), "THR_EN", 1),
        ("TIMGn_TxCONFIG_REG", ("TIMGn_Tx_EN", "TIMGn_Tx_DIVIDER"), "DIVIDER", 1),
        ("UART_CLKDIV_REG", ("UART_CLKDIV", "UART_CLKDIV_FRAG"), "FRAG", 1),
        ("SHA_SHA1_START_REG", ("SHA_SHA1_START",), "SHA1_START", 0),
        ("RCC_CTLR", ("HSEON", "PLLON"), "RCC_PLLON", 1),
        ("RCC_CTLR", ("HSEON", "PLLON"), "RCC_CTLR_PLLON", 1),
    ],
)
def test_the_names_of_peripheral_and_register_may_be_left_out(
    register: str, names: tuple[str, ...], asked: str, bit: int
) -> None:
    found = field_in(view(register, *names), asked)
    assert found is not None
    assert found.field.lsb == bit


@pytest.mark.parametrize("asked", ["SEL", "IN", "USB_PLLON", "GPIO"])
def test_a_tail_of_a_name_is_no_name(asked: str) -> None:
    assert field_in(view("GPIO_FUNCm_IN_SEL_CFG_REG", "GPIO_SIGm_IN_SEL", "GPIO_FUNCm_IN_SEL"), asked) is None


def test_two_fields_that_a_name_may_mean_are_none() -> None:
    assert field_in(view("DEV_CONF", "DEV_EN", "DEV_EN_CONF"), "DEV_STOP") is None


def test_a_field_is_found_under_the_name_that_its_drawing_gives() -> None:
    register = view("EXT_CTR", "LDOTRIM", drawn="LDO_TRIM")
    assert [one.field.name for one in register.fields] == ["LDOTRIM"]
    found = field_in(register, "LDO_TRIM")
    assert found is not None
    assert found.field.lsb == 0


def test_the_first_of_one_is_it_and_the_second_is_not() -> None:
    register = view("RCC_CTRL", "PLLRDY", "DMAEN")
    first = field_in(register, "DMA1EN")
    assert first is not None
    assert first.field.name == "DMAEN"
    assert field_in(register, "PLL2RDY") is None
    assert field_in(register, "DMA2EN") is None


def test_a_field_by_the_number_of_its_bit() -> None:
    found = field_at(view("RCC_CTLR", "HSEON", "PLLON"), "what is bit 1 of RCC_CTLR")
    assert found is not None
    assert found.field.name == "PLLON"
    assert field_at(view("RCC_CTLR", "HSEON"), "RCC_CTLR 的位 7") is None


def test_a_row_for_several_fields_does_not_tell_where_one_of_them_lies() -> None:
    place = Provenance(1, (0.0, 0.0, 1.0, 1.0))
    bits = [Located(BitField("ADC_SAMPLE", "SMPx[2:0]", 17, 0, place), "v", "p", place)]
    view = first_view("ADC_SAMPLE", [], bits, lambda _: 0)
    assert view is not None
    assert field_in(view, "SMP10") is None
    assert field_in(view, "SMPx") is not None
