"""Which register a line announces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.extraction.stated import offset_in, reset_in
from ingestion.extraction.titles import OVER_BITS, announced


@pytest.mark.parametrize(
    ("line", "names", "title"),
    [
        ("3.4.1 Clock control register (RCC_CTRL)", ("RCC_CTRL",), "Clock control register"),
        ("3.4.1 时钟控制寄存器（RCC_CTRL）", ("RCC_CTRL",), "时钟控制寄存器"),
        ("Port mode register (GPIOx_MODE) (x=A/B)", ("GPIOx_MODE",), "Port mode register"),
        ("Register 10.5: RMT_INT_REG (0x00a8)", ("RMT_INT_REG",), ""),
        ("16.3.5 Configuration Register (MEM_ CTRL)", ("MEM_CTRL",), "Configuration Register"),
        ("16.3.5 配置寄存器（MEM _CTRL）", ("MEM_CTRL",), "配置寄存器"),
        ("3.15.25 Bus address (sbaddr2, at 0x3b)", ("sbaddr2",), "Bus address"),
        ("DMCR – Device Mode Control Register", ("DMCR",), "Device Mode Control Register"),
        ("0x12: MODCFG2 – Modem Configuration", ("MODCFG2",), "Modem Configuration"),
        ("Register 0x2C—BW_SEL (Read/Write)", ("BW_SEL",), ""),
        ("OPT_REG REGISTER (ADDRESS 81h, 181h)", ("OPT_REG",), ""),
        ("Register 0xF2 “ctrl_x”", ("ctrl_x",), ""),
        ("Table 3-12 SERCR Register", ("SERCR",), ""),
        ("4.4.9 adc_reg_scn_neg2", ("adc_reg_scn_neg2",), ""),
        ("Table 18. Remap (MEMMAP, address 0x4004 8000) bit description", ("MEMMAP",), "Remap"),
        ("Status register (A_STAT)/ configuration register (A_CFG)", ("A_STAT", "A_CFG"), "Status register"),
    ],
)
def test_titles(line: str, names: tuple[str, ...], title: str) -> None:
    found = announced(line)
    assert found is not None
    assert (found.names, found.title) == (names, title)


@pytest.mark.parametrize(
    "line",
    [
        "Chapter 4 Independent Watchdog (IWDG)",
        "Set this bit to clear the interrupt. (WO)",
        "The clock is enabled first. Then the mode is set (RCC_CTRL)",
        "High speed oscillator (HSI)",
        "CONTROL REGISTERS",
        "• Level 0 changed in Table 41 “Control register (BODCTRL, address 0x4004 8150)”",
        "The STRT bit in the MEM_CR register must be reset before the operation starts.",
        "",
    ],
)
def test_lines_that_announce_nothing(line: str) -> None:
    assert announced(line) is None


def test_an_offset_with_instances() -> None:
    found = announced("Register 9.7: CH_CONF_REG (n: 0-7) (0xC0+0x10*n)")
    assert found is not None
    assert found.offset is not None
    assert (found.offset.base, found.offset.stride, found.instances[-1]) == (0xC0, 0x10, "7")


def test_lines_beneath_a_title() -> None:
    offset = offset_in("偏移地址：0x04")
    assert offset is not None
    assert offset.base == 4
    assert reset_in("Reset value: 0x0000 0030") == "0x00000030"


@given(st.text(max_size=200))
def test_no_line_breaks_it(line: str) -> None:
    found = announced(line)
    assert found is None or found.names


def test_a_reset_value_without_a_known_digit_is_one() -> None:
    assert reset_in("Reset value: xxxx xxxx") == "xxxxxxxx"
    assert reset_in("Reset value: excellent") == ""


def test_a_name_of_the_manual_s_own_lists_needs_no_form() -> None:
    assert announced("C Register") is None
    found = announced("C Register", {"C": None})
    assert found is not None
    assert found.names == ("C",)


def test_addresses_in_every_notation() -> None:
    assert [announced(f"MODE_A register (address {text})").address for text in ("0x1F", "1Fh", "$1F")] == [
        0x1F
    ] * 3  # type: ignore[union-attr]  # each is one
    assert reset_in("Address: 9CH Reset value: 0000 0001b") == "00000001b"


def test_a_name_of_a_letter_and_a_digit_before_a_dash_is_no_section_number() -> None:
    found = announced("P1 – Port 1 (Bit-addressable)")
    assert found is not None
    assert (found.names, found.title) == (("P1",), "Port 1")


def test_a_base_address_names_no_register() -> None:
    assert announced("Table 4. Register overview: TIMER (base address 0xE000 E000)") is None


@pytest.mark.parametrize(
    ("line", "names", "address"),
    [
        ("C2H – Capture 2 High Byte", ("C2H",), None),
        ("B1H – FRMCTR1: Frame Rate", ("FRMCTR1",), 0xB1),
    ],
)
def test_a_name_that_looks_like_a_number_is_one_before_words(
    line: str, names: tuple[str, ...], address: int | None
) -> None:
    found = announced(line, {}, OVER_BITS)
    assert found is not None
    assert (found.names, found.address) == (names, address)
