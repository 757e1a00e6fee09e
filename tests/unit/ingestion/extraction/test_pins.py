"""Pins from the shapes of table that list them."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.extraction.pins import block_pins
from ingestion.extraction.signals import paired, pin_name, ports, signals
from ingestion.types import Block

Grid = Callable[..., Block]
DEFINITIONS = [
    [
        "Pins",
        "Pins",
        "Pin name",
        "Type",
        "I/O level",
        "Main function",
        "Alternate functions",
        "Alternate functions",
    ],
    ["LQFP48", "QFN32", "Pin name", "Type", "I/O level", "Main function", "Default", "Remap"],
]


def test_a_pin_in_several_packages(grid: Grid) -> None:
    rows = [["30", "19", "PA9 (1)", "I/O", "FT", "PA9", "USART1_TX,\nTIM1_CH2", "–"]]
    (found,) = block_pins(grid(DEFINITIONS, rows))
    assert (found.name, found.kind, found.reset_function) == ("PA9", "I/O", "PA9")
    assert found.numbers == (("LQFP48", "30"), ("QFN32", "19"))
    assert found.functions == ("USART1_TX", "TIM1_CH2")


def test_a_dash_is_no_number(grid: Grid) -> None:
    rows = [
        ["2", "–", "PC13", "I/O", "", "PC13", "–", "–"],
        ["5", "2", "PC0", "I/O", "", "OSC_IN", "–", "PC0"],
    ]
    first, second = block_pins(grid(DEFINITIONS, rows))
    assert first.numbers == (("LQFP48", "2"),)
    assert (second.functions, second.reset_function) == ((), "OSC_IN")


def test_balls_have_letters_and_the_package_may_stand_in_the_caption(grid: Grid) -> None:
    rows = [["PE2", "A3", "I/O", "Default: PE2\nAlternate: TRACECK, BUS_A23\nRemap: TIM1_CH1"]]
    header = [["Pin Name", "Pins", "Pin Type", "Functions description"]]
    (found,) = block_pins(grid(header, rows, caption="Table 2-4. LFBGA100 pin definitions"))
    assert found.numbers == (("LFBGA100", "A3"),)
    assert found.functions == ("TRACECK", "BUS_A23", "TIM1_CH1")


def test_alternate_functions_by_number(grid: Grid) -> None:
    rows = [
        ["PA0", "–", "TIM2_CH1"],
        ["PA0", "AF2", "AF3"],
        ["PA0", "ADC_IN0", "–"],
        ["PA1", "AF0", "AF1"],
        ["PA1", "UART1_TX", "SPI1_SCK"],
    ]
    first, second = block_pins(grid([["Port", "AF0", "AF1"]], rows))
    assert first.functions == ("TIM2_CH1", "ADC_IN0")
    assert first.description == "AF1: TIM2_CH1; AF2: ADC_IN0"
    assert second.description == "AF0: UART1_TX; AF1: SPI1_SCK"


def test_functions_by_peripheral(grid: Grid) -> None:
    rows = [["PC1", "", "T2CH4_1", "SDA"], ["PC2", "AETR_1", "T2CH2_1", "SCL"]]
    found = block_pins(grid([["Alternate\nPin", "ADC", "TIM2", "I2C"]], rows))
    assert [pin.functions for pin in found] == [("T2CH4_1", "SDA"), ("AETR_1", "T2CH2_1", "SCL")]


def test_a_row_for_each_function_is_one_pin(grid: Grid) -> None:
    header = [
        ["Packages", "Reset", "Port type", "Functions"],
        ["QFN20 F1", "Reset", "Port type", "Multiplexing"],
    ]
    rows = [["13", "PF0-OSC_IN", "I/O", "USART2_RX"], ["13", "PF0-OSC_IN", "I/O", "TIM14_CH1"]]
    (found,) = block_pins(grid(header, rows))
    assert (found.name, found.numbers) == ("PF0", (("QFN20 F1", "13"),))
    assert found.functions == ("OSC_IN", "USART2_RX", "TIM14_CH1")


def test_remap_tables_turn_signals_to_pins(grid: Grid) -> None:
    header = [["Alternate function", "TIM1_RM=00 default", "TIM1_RM=01 partial"]]
    found = block_pins(grid(header, [["TIM1_CH1", "PD2", "PC6"]]))
    assert [(pin.name, pin.functions, pin.description) for pin in found] == [
        ("PD2", ("TIM1_CH1",), "TIM1_RM=00 default"),
        ("PC6", ("TIM1_CH1",), "TIM1_RM=01 partial"),
    ]


def test_signals_without_ports_need_a_table_that_speaks_of_pins(grid: Grid) -> None:
    header, rows = [["Name", "Number", "Description"]], [["CP1", "4", "Charge pump"], ["STEP", "16", "Input"]]
    assert [pin.numbers for pin in block_pins(grid(header, rows, path=("Pin-out",)))] == [
        (("", "4"),),
        (("", "16"),),
    ]
    assert block_pins(grid(header, rows, path=("Interrupts",))) == []


@pytest.mark.parametrize(
    ("cell", "listed"),
    [
        ("USART2_CTS, ADC_IN0,\nTIM2_CH1", ("USART2_CTS", "ADC_IN0", "TIM2_CH1")),
        ("T2CH1ETR (1) _2\n/T2CH3_1", ("T2CH1ETR_2", "T2CH3_1")),
        ("EXMC_\nA23", ("EXMC_A23",)),
        ("GPIO33 (32.768 kHz crystal oscillator)", ("GPIO33",)),
        ("Analog power supply of the chip", ()),
        ("–", ()),
    ],
)
def test_signals_of_a_cell(cell: str, listed: tuple[str, ...]) -> None:
    assert signals(cell) == listed


def test_names_of_port_pins() -> None:
    assert pin_name("PC13-TAMPER-RTC") == "PC13"
    assert pin_name("PD0\nOSC_IN".replace("\n", "")) == "PD0"
    assert pin_name("VDD_1") == ""
    assert ports("PA[8]/PA[9]") == ["PA8", "PA9"]
    assert paired(("RXD1", "TXD1"), ("PA8", "PA9")) == [("RXD1", "PA8"), ("TXD1", "PA9")]


@given(
    st.lists(st.from_regex(r"[A-Z]{2,5}[0-9]_[A-Z]{2}", fullmatch=True), min_size=1, max_size=8, unique=True)
)
def test_every_separator_keeps_every_signal(names: list[str]) -> None:
    for separator in (", ", "/", "\n", "、", "; "):
        assert signals(separator.join(names)) == tuple(names)
