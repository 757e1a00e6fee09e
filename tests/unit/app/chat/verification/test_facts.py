"""Facts as evidence: rows that are repeated word for word, pins in packages, names that look like words."""

import pytest

from app.chat.verification import Facts, Source, verify
from app.facts.records import Parameter, Pin

from .test_asked import PLACE, field, register

_ROWS = (
    ("Voltage at supply pins", "VDDA, VDDX 1", "", "2.3", "3.6", "V"),
    ("Voltage at supply pins", "VDDA, VDDX, VDDY", "", "-0.3", "3.9", "V"),
    ("External trigger frequency", "fTRIG", "fADC = 15 MHz", "", "823", "kHz"),
    ("External trigger frequency", "fTRIG", "", "", "17", "kHz"),
)
FACTS = Facts(
    registers=(
        register(
            "trig",
            0x7A4,
            0,
            "0x0",
            field("nmi", "trig", 10, 10),
            field("m", "trig", 9, 9),
            field("action", "trig", 5, 0),
            field("Version", "trig", 31, 28),
        ),
        register("ACT_SIG", 0x40001010, 0x10, "0x00", field("ACT_SIG", "ACT_SIG", 7, 0)),
        register("ACT_SIG", 0x40001010, 0x10, "0x00", field("ACT_ON", "ACT_SIG", 3, 3)),
    ),
    parameters=tuple(
        Parameter(
            name=name,
            symbol=symbol,
            provenance=PLACE,
            condition=condition,
            minimum=low,
            maximum=high,
            unit=unit,
        )
        for name, symbol, condition, low, high, unit in _ROWS
    ),
    pins=(
        Pin(name="PB10", provenance=PLACE, numbers=(("QFN48", "16"), ("TSSOP20", "3"))),
        Pin(name="PB11", provenance=PLACE, numbers=(("QFN48", "17"), ("TSSOP20", "4"))),
    ),
)
ROWS = "\n".join(
    ["Symbol | Parameter | Conditions | Min. | Max. | Unit"]
    + [
        f"{symbol} | {name} | {condition} | {low} | {high} | {unit}"
        for name, symbol, condition, low, high, unit in _ROWS
    ]
)
SOURCES = (
    Source(1, ROWS, "4 Electrical characteristics", "ds.pdf", "en", 30),
    Source(2, "Pin name | QFN48 | TSSOP20\nPB10 | 16 | 3\nPB11 | 17 | 4", "3 Pins", "ds.pdf", "en", 9),
)
RIGHT = (
    "The minimum voltage at supply pins (VDDA, VDDX 1) is 2.3 V [1].",
    "The external trigger frequency fTRIG (fADC = 15 MHz) is 823 kHz at most [1].",
    "PB10 在 QFN48 上对应第 16 号引脚[2]。",
    "If you have the TSSOP20, connect to pin 4 for PB11 [2].",
    "In the 48-pin QFN, PB11 is pin 17 [2].",
    "action is bits 5:0 and m is bit 9 of trig.",
    "trig has nmi (bit 10) as well as action (bits 5:0).",
    "trig[9] 为 m，请参阅手册。",
    "手册中，ACT_SIG 寄存器的第3位名为 ACT_ON。",
)
WRONG = (
    "The minimum voltage at supply pins (VDDA, VDDX 1) is -0.3 V [1].",
    "The external trigger frequency fTRIG (fADC = 15 MHz) is 17 kHz at most [1].",
    "PB10 在 QFN48 上对应第 3 号引脚[2]。",
    "If you have the TSSOP20, connect to pin 17 for PB11 [2].",
    "In the 48-pin QFN, PB11 is pin 4 [2].",
    "action is bits 5:0 and m is bit 10 of trig.",
    "trig has nmi (bit 9) as well as action (bits 5:0).",
    "手册中，ACT_SIG 寄存器的第4位名为 ACT_ON。",
)


@pytest.mark.parametrize("answer", RIGHT)
def test_what_facts_say_may_be_said(answer: str) -> None:
    assert verify(answer, SOURCES, facts=FACTS).findings == ()


@pytest.mark.parametrize("answer", WRONG)
def test_what_other_facts_say_is_found(answer: str) -> None:
    assert not verify(answer, SOURCES, facts=FACTS).ok


def test_a_word_of_the_question_may_be_a_field() -> None:
    question = "Where are Version and action in trig?"
    right = "While Version uses bits 31:28, action uses bits 5:0."
    assert verify(right, SOURCES, question=question, facts=FACTS).ok
    assert not verify(right.replace("31:28", "30:27"), SOURCES, question=question, facts=FACTS).ok


def test_a_row_stands_under_a_heading_that_looks_like_a_word() -> None:
    text = "7.2 Debug status (dstat, at 0x7b0)\nxver[31:28], cause[8:6]"
    passage = Source(3, text, "7 Debug › 7.2 Debug status (dstat, at 0x7b0)", "dm.pdf", "en", 50)
    facts = Facts(registers=(register("dstat", 0x7B0, 0, "0x0", field("cause", "dstat", 8, 6)),))
    question = "Where are cause and xver in dstat?"
    right = "In dstat, cause is bits 8:6 and xver is bits 31:28 [3]."
    assert verify(right, (passage,), question=question, facts=facts).ok
    assert not verify(right.replace("31:28", "8:6"), (passage,), question=question, facts=facts).ok
