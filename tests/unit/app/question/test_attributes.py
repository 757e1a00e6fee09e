"""What tables of parts state, and which of it a question asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.facts.records import OrderingOption, Provenance
from app.question.attributes import Attribute, attribute_of, attributes_asked, options_of, spellings

PLACE = Provenance(1, (0.0, 0.0, 1.0, 1.0))


def option(part: str, **attributes: str) -> OrderingOption:
    named = tuple((label.replace("_", " "), text) for label, text in attributes.items())
    return OrderingOption(part, PLACE, named)


LARGE = OrderingOption(
    "VSK32A106CT6",
    PLACE,
    (
        ("Flash (KB)", "128"),
        ("SRAM - Kbytes", "20"),
        ("Timers General-purpose", "3"),
        ("Timers SysTick", "1"),
        ("Communication USART", "2"),
        ("CPU frequency", "72 MHz"),
        ("System clock source", "3"),
        ("Package", "LQFP48"),
        ("Package type", "Green"),
    ),
)


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("How much flash does the have?", ["128 KB"]),
        ("flash size", ["128 KB"]),
        ("闪存容量多大", ["128 KB"]),
        ("ram?", ["20 Kbytes"]),
        ("how much flash and SRAM", ["128 KB", "20 Kbytes"]),
        ("how many timers", ["3", "1"]),
        ("how many UARTs does it have", ["2"]),
        ("maximum clock", ["72 MHz"]),
        ("最高频率是多少", ["72 MHz"]),
        ("是什么封装", ["LQFP48"]),
    ],
)
def test_what_is_asked_for(question: str, values: list[str]) -> None:
    found = attributes_asked(question, [LARGE])
    assert [one.value for one in found["VSK32A106CT6"]] == values


@pytest.mark.parametrize(
    "question",
    [
        "flash base address",
        "how long does erasing the flash take",
        "flash package voltage",
        "is USART2 on the APB1 bus",
        "and USART2?",
        "usart2",
        "timers flash",  # nothing joins them
        "which clock source does the timer use",
        "how much",
        "",
    ],
)
def test_a_question_that_says_more_is_not_answered(question: str) -> None:
    assert attributes_asked(question, [LARGE]) == {}


def test_a_unit_stands_with_its_number() -> None:
    assert attribute_of("SRAM - Kbytes", "20") == Attribute("SRAM", "20 Kbytes")
    assert attribute_of("闪存（K 字节）", "16/32") == Attribute("闪存", "16/32 K 字节")
    assert attribute_of("Flash (KB)", "none") == Attribute("Flash", "none")
    assert attribute_of("Timer (16-bit)", "3") == Attribute("Timer (16-bit)", "3")
    assert attribute_of("(KB)", "3") == Attribute("(KB)", "3")


def test_the_rows_of_a_name() -> None:
    rows = [option("STM32F103Cx", Flash="64"), option("STM32F103Rx", Flash="64"), option("STM32F103CBT6")]

    def named(chip: str) -> list[list[str]]:
        return [[one.part for one in tier] for tier in options_of(chip, rows)]

    assert named("STM32F103C8T6") == [[], ["STM32F103Cx"]]
    assert named("STM32F103CBT6") == [["STM32F103CBT6"], ["STM32F103Cx", "STM32F103CBT6"]]
    assert named("STM32F103") == [[], ["STM32F103Cx", "STM32F103Rx", "STM32F103CBT6"]]
    assert named("STM32F407VG") == [[], []]


def test_a_cell_that_names_two_parts() -> None:
    assert spellings("VSK32F031C4/6T") == ("VSK32F031C4T", "VSK32F031C6T")
    assert spellings("PIC16F876/873") == ("PIC16F876", "PIC16F873")
    assert spellings("VSK32F031C4T") == ("VSK32F031C4T",)


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=20))
def test_any_text_is_read(question: str, label: str, value: str) -> None:
    found = attributes_asked(question, [OrderingOption("VSK32A106CT6", PLACE, ((label, value),))])
    assert all(own for own in found.values())
    assert spellings(value)
