"""What the learned weights make of a question's candidates."""

from dataclasses import replace

from app.chat.answering import ALL, NAMES, chance, orders, weights
from app.chat.evidence import rank_units
from app.chat.intent import read_question
from retrieval.types import Hit
from tests.passages import make_passage as passage


def test_each_feature_has_its_weight() -> None:
    hits = (Hit(passage("The watchdog resets the chip."), 1.0),)
    ranked = rank_units(read_question("what does the watchdog do"), hits)
    assert len(weights().order) == len(ALL) == len(ranked.units[0].numbers)
    assert len(weights().answers) == len(ranked.numbers_of(ranked.units[0]))


def test_a_unit_that_speaks_of_all_is_likelier_than_one_that_speaks_of_nothing() -> None:
    question = read_question("maximum supply voltage of the regulator")
    hits = tuple(
        Hit(passage(text), 1.0)
        for text in ("Regulator supply voltage: max 3.6 V.", "Ports have 16 pins in this package.")
    )
    ranked = rank_units(question, hits)
    assert ranked.units[0].text == "Regulator supply voltage: max 3.6 V."
    far = rank_units(question, hits[1:])
    assert chance(ranked.numbers_of(ranked.units[0])) > chance(far.numbers_of(far.units[0]))


def test_a_question_leans_on_what_was_said_before() -> None:
    hits = tuple(
        Hit(passage(text), 1.0) for text in ("Standby current: max 9 µA.", "Stop current: max 25 µA.")
    )
    first = rank_units(read_question("and the max?"), hits, context="stop current\n14 µA typical.")
    assert first.units[0].text == "Stop current: max 25 µA."


def test_likeness_by_meaning_counts_for_no_less() -> None:
    hit = Hit(passage("It restarts by itself."), 1.0)
    alike = replace(hit, similarity=0.9)
    question = read_question("does it come back alone")
    plain, near = (rank_units(question, (one,)).units[0] for one in (hit, alike))
    closer, further = orders([near.numbers, plain.numbers])
    assert closer != further or weights().order[NAMES.index("similar")] == 0
