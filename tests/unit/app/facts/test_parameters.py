"""Which rows a question is about."""

from dataclasses import replace
from typing import Any

import pytest

from app.facts.parameter_rows import parameter_rows
from app.facts.parameters import MOST
from app.facts.parameters import meant as meant_of
from app.facts.records import Parameter, Provenance

PLACE = Provenance(1, (0, 0, 1, 1))


def meant(question: str, rows: list[Parameter]) -> list[int]:
    return meant_of(question, parameter_rows(rows))


def row(
    symbol: str, name: str, condition: str = "", unit: str = "V", section: str = "", **limits: Any
) -> Parameter:
    return Parameter(symbol, name, PLACE, condition=condition, unit=unit, section=section, **limits)


ROWS = [
    row("VBB", "Load Supply Voltage", section="Absolute Maximum Ratings", maximum="35"),
    row("VBB", "Load Supply Voltage Range", "Operating", section="Drivers", minimum="8", maximum="35"),
    row("VDD", "Logic Supply Voltage Range", "Operating", section="Drivers", minimum="3.0", maximum="5.5"),
    row("RDSON", "Output On Resistance", "Source Driver, IOUT = -1.5 A", "mΩ", maximum="430"),
    row("RDSON", "Output On Resistance", "Sink Driver, IOUT = 1.5 A", "mΩ", maximum="430"),
    row("IDD", "Logic Supply Current", "fPWM < 50 kHz", "mA", maximum="8"),
    row("IDD", "Logic Supply Current", "Outputs off", "mA", maximum="5"),
    row("VHYS(IN)", "Logic Input Hysteresis", "As a % of VDD", "%", typical="11"),
    row("tBLANK", "Blank Time", "", "µs", typical="1"),
    row("VDDA", "Analog supply voltage", "ADC not used", maximum="3.6"),
    row("VDDA", "Analog supply voltage", "ADC used", maximum="3.6"),
    row("IDD(SB)", "Supply current in Standby mode", "Watchdog off", "µA", typical="1.7"),
    row("IDD(SB)", "Supply current in Standby mode", "Watchdog on", "µA", typical="2.6", maximum="5.4"),
    row("TSTG", "Storage temperature", "", "°C", minimum="-65", maximum="150"),
    row("IINJ(PIN)", "Injected current of one pin", "", "mA", maximum="±5"),
    row("fADC", "ADC clock", "", "MHz", maximum="14"),
]


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("What is the load supply voltage range of the A4988?", [1]),
        ("absolute maximum load supply voltage", [0]),
        ("What is the output on resistance (source driver, IOUT=–1.5 A)?", [3]),
        ("What is the output on resistance?", [3, 4]),
        ("logic supply current (fPWM < 50 kHz)", [5]),
        ("What is the logic input hysteresis as % of VDD?", [7]),
        ("What is the blank time?", [8]),
        ("What is the maximum of VDDA at ADC used?", [10]),
        ("standby supply current", [11, 12]),
        ("maximum standby supply current", [12]),
        ("待机模式电流最大值", [12]),
        ("存储温度范围是多少?", [13]),
        ("What is the maximum of IINJ(PIN)?", [14]),
        ("maximum ADC clock frequency", [15]),
        ("vbb range of the drivers", [1]),
        ("it gets hot, what's the blank time?", [8]),
        ("adc 时钟最大多少M", [15]),
    ],
)
def test_rows(question: str, rows: list[int]) -> None:
    assert meant(question, ROWS) == rows


@pytest.mark.parametrize(
    "question",
    [
        "What is the maximum current?",
        "What is the maximum Wi-Fi transmit power?",
        "What is the charging current of the battery?",
        "How do I measure the supply current?",
        "What is the standby mode?",
    ],
)
def test_weak_matches_are_left_to_the_passages(question: str) -> None:
    assert meant(question, ROWS) == []


def test_not_more_rows_than_can_be_read() -> None:
    rows = [row("IDD", "Run mode current", f"fHCLK = {n} MHz", "mA", typical=str(n)) for n in range(1, 20)]
    assert len(meant("run mode current", rows)) == MOST
    assert meant("run mode current at 7 MHz", rows) == [6]


def test_no_rows() -> None:
    assert meant("What is the blank time?", []) == []


def test_what_only_the_title_says_is_not_said_by_the_row() -> None:
    section = "Current in Stop and Standby mode"
    rows = [
        row("IDD", "Stop mode, regulator in low power", "TA = 25 °C", "µA", section, typical="14"),
        row("IDD", "Stop mode, regulator in low power", "TA = 85 °C", "µA", section, maximum="190"),
        row("IDD", "Standby mode", "LSI and watchdog off", "µA", section, typical="1.7"),
        row("IDD", "Standby mode", "LSI and watchdog on", "µA", section, typical="2.6"),
    ]
    assert meant("Stop mode current", rows) == [0, 1]
    assert meant("停止模式电流是多少", rows) == [0, 1]
    assert meant("Stop mode current at 85 °C", rows) == [1]
    assert meant("Standby current?", rows) == [2, 3]


@pytest.mark.parametrize(
    "question",
    [
        "最高主频",
        "最高跑多少M",
        "CPU 最大频率",
        "max CPU frequency",
        "how fast can it run?",
        "maximum core clock",
    ],
)
def test_a_chips_speed_is_the_bus_clock_of_its_core(question: str) -> None:
    rows = [
        row("fHCLK", "Internal AHB clock frequency", unit="MHz", minimum="0", maximum="72"),
        row("fPCLK1", "Internal APB1 clock frequency", unit="MHz", maximum="36"),
        row("IDD", "Run mode", "fHCLK = 72 MHz", "mA", typical="25"),
    ]
    assert meant(question, rows) == [0]
    assert meant(question, [replace(rows[0], symbol="FHCLK"), *rows[1:]]) == [0]
    assert meant("SPI max clock frequency", rows) == []


OSCILLATORS = [
    row("fHSI", "HSI frequency", unit="MHz", typical="8"),
    row("ACCHSI", "HSI accuracy", "TA = 25 °C", "%", minimum="-1", maximum="1"),
    row("ACCHSI", "HSI accuracy", "TA = -40 to 105 °C", "%", minimum="-2", maximum="2.5"),
    row("tSU(HSE)", "Start-up time", "", "ms", "External oscillator (HSE)", typical="2"),
    row("tSU(HSI)", "Start-up time", "", "µs", "Internal oscillator", typical="1"),
    row("tLOCK", "Lock time", "", "µs", "PLL", maximum="200"),
    row("tRET", "数据保存时间", "TA = 85 °C", "years", "闪存特性", minimum="30"),
]


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("HSI accuracy at 25C", [1]),
        ("HSI accuracy over the full temperature range", [2]),
        ("how long does the crystal need to start up", [3]),
        ("how long until the pll locks", [5]),
        ("flash数据85度能存几年", [6]),
        ("what does the app note say, how long does the crystal need to start up", []),
    ],
)
def test_rows_by_everyday_words(question: str, rows: list[int]) -> None:
    assert meant(question, OSCILLATORS) == rows
