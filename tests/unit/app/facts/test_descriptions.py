"""Fields found by what they do, and by what their names abbreviate."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.facts.abbreviation import abbreviates, parts_abbreviate
from app.facts.descriptions import described, rank
from app.facts.records import BitField, Provenance
from app.facts.word_overlap import words

PLACE = Provenance(1, (0.0, 0.0, 1.0, 1.0))


@pytest.mark.parametrize(
    ("name", "description"),
    [
        ("PVDE", "Power Voltage Detector Enable"),
        ("IOPARST", "IO port A reset"),
        ("PLLSRC", "PLL entry clock source"),
        ("OSSI", "Off-state selection for Idle mode"),
    ],
)
def test_a_name_made_of_the_words_first_letters(name: str, description: str) -> None:
    assert abbreviates(name, description) >= 0.5


@pytest.mark.parametrize(("name", "description"), [("PVDE", "Clock security system"), ("EN", "enable")])
def test_a_name_made_of_other_words(name: str, description: str) -> None:
    assert abbreviates(name, description) == 0


def test_parts_of_a_compound_name() -> None:
    assert parts_abbreviate("RB_SLP_RTC_WAKE", "enable RTC waking from sleep") == 1
    assert parts_abbreviate("RB_SLP_RTC_WAKE", "serial data") == 0


def test_numbers_stand_with_and_without_their_letters() -> None:
    assert set(words("ADC 1 reset")) & set(words("ADC1 reset")) >= {"adc", "adc1", "reset"}


def test_the_number_in_a_name_tells_like_fields_apart() -> None:
    shared = "Channel x error flag (x=1/2/3)."
    fields = [
        BitField("DMA_STAT", f"ERR{number}", number, number, PLACE, description=shared)
        for number in (1, 2, 3)
    ]
    best = rank("channel 2 error flag", fields)[0][1]
    assert fields[best].name == "ERR2"


def test_another_subject_finds_nothing() -> None:
    fields = [BitField("RCC", "PLLON", 24, 24, PLACE, description="Enables the PLL.")]
    assert rank("weather tomorrow", fields) == []


@given(st.text(max_size=40), st.text(max_size=200))
def test_scores_are_shares(name: str, description: str) -> None:
    assert 0 <= abbreviates(name, description) <= 1
    assert 0 <= parts_abbreviate(name, description) <= 1


@pytest.mark.parametrize(
    ("question", "description"),
    [
        ("which bit turns on the clock of port B", "enable the clock of port B"),
    ],
)
def test_the_description_in_a_question(question: str, description: str) -> None:
    assert " ".join(described(question).split()) == description


def test_a_field_of_what_the_question_names() -> None:
    fields = [
        BitField("RCC_AHBEN", "DMAEN", 0, 0, PLACE, description="DMA clock enable."),
        BitField("RCC_APB1EN", "PCUEN", 25, 25, PLACE, description="Pulse capture unit clock enable."),
        BitField("PCU_CONF", "PCU_CH_EN", 0, 0, PLACE, description="Channel enable."),
    ]
    assert rank("enables the PCU clock", fields, ("PCU",))[0][1] == 1
    assert rank("enables the SPI clock", fields, ("SPI",)) == []
