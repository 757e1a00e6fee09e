"""Sentences for facts other than registers."""

from typing import Any, TypeVar

import pytest

from app.facts import phrases
from app.facts.answers import Language
from app.facts.records import (
    Erratum,
    Interrupt,
    MemoryRegion,
    OrderingOption,
    Parameter,
    Peripheral,
    Pin,
    Provenance,
)
from app.facts.repository import Located

Fact = TypeVar("Fact")
PLACE = Provenance(4, (0, 0, 1, 1))


def located(fact: Fact) -> Located[Fact]:
    return Located(fact, "version", "passage", PLACE)


def parameter(**attributes: Any) -> Located[Parameter]:
    return located(Parameter("tBLANK", "Blank time", PLACE, unit="µs", **attributes))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Blank time (`tBLANK`) (condition: VDD = 5 V): min **0.7 µs**, max **1.3 µs**."),
        ("zh", "Blank time (`tBLANK`) (条件: VDD = 5 V): 最小 **0.7 µs**,最大 **1.3 µs**。"),
    ],
)
def test_limits_stand_with_unit_and_condition(language: Language, text: str) -> None:
    found = phrases.parameter_answer(
        [parameter(condition="VDD = 5 V", minimum="0.7", maximum="1.3")], language
    )
    assert [sentence.text for sentence in found.sentences] == [text]
    assert found.places[0].provenance.page == 4


def test_sections_tell_rows_of_one_name_apart() -> None:
    rows = [parameter(typical="1", section="Drivers"), parameter(typical="2", section="Logic")]
    one, two = phrases.parameter_answer(rows, "en").sentences
    assert "Drivers" in one.text
    assert "Logic" in two.text
    assert "Drivers" not in phrases.parameter_answer(rows[:1], "en").sentences[0].text


def test_footnotes_follow() -> None:
    noted = located(Parameter("X", "Thing", PLACE, typical="1", footnotes=("Design data.",)))
    assert phrases.parameter_answer([noted], "en").sentences[0].text.endswith("**1**. Design data.")


def test_a_pin() -> None:
    pin = Pin("PA9", PLACE, (("LQFP48", "30"),), "I/O", ("USART1_TX", "TIM1_CH2"))
    text = phrases.pin_answer([located(pin)], "en").sentences[0].text
    assert text == "`PA9`: LQFP48 pin **30**; I/O; functions `USART1_TX`, `TIM1_CH2`."


def test_a_description_brings_no_second_full_stop() -> None:
    pin = Pin("ANT", PLACE, (("QFN32", "2"),), "", description="射频信号输入输出。")
    assert phrases.pin_answer([located(pin)], "zh").sentences[0].text.endswith("输入输出。")
    assert "。。" not in phrases.pin_answer([located(pin)], "zh").sentences[0].text


def test_an_interrupt() -> None:
    fact = Interrupt("USART1", PLACE, number=31, position=47, address=0x7C, priority="3")
    text = phrases.interrupt_answer([located(fact)], "en").sentences[0].text
    assert text == "Interrupt `USART1`: number **31**, position 47, vector address 0x7C, priority 3."


def test_addresses() -> None:
    base = Peripheral("RCC", PLACE, base_address=0x40021000, bus="AHB")
    assert phrases.base_answer([located(base)], "en").sentences[0].text == (
        "The base address of `RCC` is **0x40021000** (AHB)."
    )
    region = MemoryRegion("SRAM", 0x20000000, 0x20004FFF, PLACE, "20 KB")
    assert phrases.region_answer([located(region)], "en").sentences[0].text == (
        "**0x20000000 – 0x20004FFF**: SRAM: 20 KB."
    )


def test_a_part() -> None:
    part = OrderingOption("VSK32A104CT6", PLACE, (("Flash", "64 KB"), ("Package", "LQFP48")))
    assert phrases.ordering_answer([located(part)], "zh").sentences[0].text == (
        "`VSK32A104CT6`: Flash **64 KB**,Package **LQFP48**。"
    )


def test_an_erratum_says_what_where_and_what_to_do() -> None:
    fact = Erratum(
        "ADC-2", "CAL is lost", PLACE, steppings=("A",), description="It is.", workaround="Calibrate."
    )
    texts = [sentence.text for sentence in phrases.erratum_answer([located(fact)], "en").sentences]
    assert texts == ["**ADC-2**: CAL is lost (affected revisions: A).", "It is.", "Workaround: Calibrate."]


def test_a_long_erratum_is_cut_at_a_word() -> None:
    fact = Erratum("1", "T", PLACE, description="word " * 400)
    text = phrases.erratum_answer([located(fact)], "en").sentences[1].text
    assert len(text) < 720
    assert text.endswith("word …")
