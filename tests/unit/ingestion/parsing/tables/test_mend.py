"""Names broken by a narrow cell, and prose that is not."""

import pytest

from ingestion.parsing.tables.mend import mend

FULL = 3.0
"""Points left in the cell beside a full line."""


def lines(*texts: str, free: float = FULL) -> list[tuple[str, float, float]]:
    return [(text, free, 9.0) for text in texts]


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        (("ADC_TRIGREG_R", "M"), "ADC_TRIGREG_R" + "M"),
        (("UART1_", "RX"), "UART1_RX"),
        (("UART1", "_RX"), "UART1_RX"),
        (("gpadc_scan_-", "neg_0"), "gpadc_scan_neg_0"),
        (("MODE", "[1:0]"), "MODE[1:0]"),
        (("TIM2_RM[1:", "0]"), "TIM2_RM[1:0]"),
        (("RB_OUT_POLA", "R"), "RB_OUT_POLAR"),
        (("LQFP", "48"), "LQFP48"),
    ],
)
def test_a_broken_name_is_mended(broken: tuple[str, ...], whole: str) -> None:
    assert mend(lines(*broken)) == whole


@pytest.mark.parametrize(
    "printed",
    [
        ("Reset", "value"),
        ("low-", "power mode"),
        ("UART1_RX", "TIM2_CH1"),
        ("PGERR", "0"),
        ("LSE/LSI", "RTC"),
        ("COUNT = (NOW-", "BEGIN) / 2"),
        ("A_/B_", "C_/D_"),
        ("TXD0_", "inverted output"),
        ("Set by", "A hardware"),
    ],
)
def test_other_lines_stay_lines(printed: tuple[str, ...]) -> None:
    assert mend(lines(*printed)) == "\n".join(printed)


def test_a_break_with_room_to_spare_is_meant() -> None:
    assert mend(lines("UART_", "RX", free=60.0)) == "UART_\nRX"


def test_a_name_over_three_lines() -> None:
    assert mend(lines("TIM1_CH1_", "TIM1_CH2_", "ETR")) == "TIM1_CH1_TIM1_CH2_ETR"
