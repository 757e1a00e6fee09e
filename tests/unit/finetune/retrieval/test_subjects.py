"""What can be asked about a fact or a passage."""

from types import SimpleNamespace

from finetune.retrieval.subjects import (
    field_subjects,
    parameter_subjects,
    passage_subjects,
    pin_subjects,
    register_subjects,
)
from retrieval.types import Passage
from tests.unit.finetune.retrieval.chances import chance

PLACE = {"version_id": "v1", "passage_id": "p1"}


def passage(section: str, text: str) -> Passage:
    return Passage("p1", "d1", "v1", "m.pdf", "1", "en", 1, (0, 0, 0, 0), section, text, "section")


def test_a_register_is_asked_for_what_is_printed_of_it() -> None:
    fact = SimpleNamespace(
        name="PLL_CTRL", title="PLL control", address=None, offset=0x48, reset="0x1", **PLACE
    )

    made = {one.aspect: one.answer for one in register_subjects(fact, "en")}

    assert made == {"offset": "0x48", "reset": "0x1", "purpose": "PLL control", "which": "PLL_CTRL"}


def test_a_reserved_field_is_not_asked_about() -> None:
    assert not list(field_subjects(SimpleNamespace(name="Reserved"), "en"))


def test_a_field_is_asked_for_by_what_its_values_mean() -> None:
    values = [{"value": "1", "meaning": "Clock on"}]
    fact = SimpleNamespace(
        name="EN", register="PLL_CTRL", msb=4, lsb=4, access="RW", reset="0", values=values, **PLACE
    )
    fact.description = "Enables the clock.\n1: Clock on"

    made = {one.aspect: one for one in field_subjects(fact, "en")}

    assert made["bits"].answer == "4"
    assert made["coding"].slots["meaning"] == "Clock on"
    assert made["which"].slots["description"] == "Enables the clock"


def test_only_bounds_that_are_numbers_are_asked_for() -> None:
    fact = SimpleNamespace(
        symbol="tSU",
        name="Setup time",
        condition="VDD = 3 V",
        unit="ns",
        minimum="5",
        typical="-",
        maximum="3tPCLK",
        **PLACE,
    )

    assert [(one.aspect, one.answer) for one in parameter_subjects(fact, "en")] == [("minimum", "5")]


def test_a_pin_is_asked_for_both_ways() -> None:
    fact = SimpleNamespace(name="PA2", functions=["TX2"], numbers=[["QFN28", "9"]], **PLACE)

    made = {one.aspect: (one.name, one.answer) for one in pin_subjects(fact, "en")}

    assert made == {"function": ("TX2", "PA2"), "functions": ("PA2", "TX2"), "number": ("PA2", "9")}


def test_a_heading_that_asks_is_a_question_itself() -> None:
    made = list(passage_subjects(passage("FAQ › Why does it stop?", "It waits."), ["It waits."], chance(1)))

    assert [(one.kind, one.slots["question"]) for one in made] == [("heading", "Why does it stop?")]


def test_a_sentence_is_asked_about_with_some_of_its_words() -> None:
    text = "The oscillator needs two milliseconds before the counter can start safely."

    made = list(passage_subjects(passage("Clocks", text), [text], chance(3)))

    assert made
    assert set(made[0].slots["words"].split()) < set(text.rstrip(".").split())
