"""What the fact checker pays for."""

import json

import pytest

from finetune.checking import check, task_of
from finetune.training.reward import reward, task_rewards

ROW = {
    "id": "made",
    "question": "At which address is R32_CTLR?",
    "messages": [],
    "evidence": [
        {
            "n": 1,
            "document": "made.pdf",
            "page": 3,
            "text": "Name | Address | Reset value\nR32_CTLR | 0x40021000 | 0x83",
        },
        {
            "n": 2,
            "document": "made.pdf",
            "page": 4,
            "text": "Name | Address | Reset value\nR32_CFGR | 0x40021004 | 0x10",
        },
    ],
    "facts": [{"names": ["R32_CTLR"], "aspect": "address", "values": ["0x40021000"]}],
}
SILENT = {**ROW, "facts": [], "refuse": True, "question": "At which address is R32_NONE?"}


@pytest.mark.parametrize(
    ("answer", "paid"),
    [
        ("R32_CTLR is at address 0x40021000 [1].", 1.2),
        ("R32_CTLR is at address 40021000h.", 1.0),
        ("R32_CTLR is at address 0x40021004 [1].", -1.0),
        ("R32_CTLR is at address 0x40029999 [1].", -1.0),
        ("The manuals do not say it.", 0.0),
        ("I like registers.", 0.0),
        ("R32_CTLR is at address 0x40021000 [7].", 0.0),
    ],
)
def test_an_answer_is_paid_by_its_values(answer, paid):
    assert reward(answer, task_of(ROW)) == pytest.approx(paid)


@pytest.mark.parametrize(
    ("answer", "paid"),
    [
        ("The manuals do not say it.", 1.0),
        ("R32_NONE is at address 0x40021000 [1].", -1.0),
        ("Who knows.", 0.0),
    ],
)
def test_a_refusal_is_paid_where_the_evidence_is_silent(answer, paid):
    assert reward(answer, task_of(SILENT)) == pytest.approx(paid)


@pytest.mark.parametrize("chip", ["CH583", "STM32F103"])
def test_naming_the_chip_that_was_asked_about_costs_nothing(chip):
    task = task_of({**ROW, "question": f"At which address is R32_CTLR of the {chip}?"})
    assert reward(
        f"The register R32_CTLR of the {chip} is at address 0x40021000 [1].", task
    ) == pytest.approx(1.2)
    assert reward(f"The register R32_CTLR of the {chip} is at address 0x40021004 [1].", task) == -1.0


def test_rambling_is_not_paid_for_its_citation():
    long = "R32_CTLR is at address 0x40021000 [1]. " + "It is a register. " * 60
    assert reward(long, task_of(ROW)) == pytest.approx(1.0)


def test_trl_gets_one_reward_an_answer():
    answers = [
        [{"role": "assistant", "content": "R32_CTLR is at address 0x40021000 [1]."}],
        "The manuals do not say it.",
    ]
    column = [json.dumps(ROW)] * 2
    assert task_rewards(["", ""], answers, column) == [pytest.approx(1.2), 0.0]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0x10", "The value is 16."),
        ("16", "The value is 0x10."),
        ("16", "The value is 10h."),
        ("25", "It is bit 25."),
        ("7:4", "It is bits [7:4]."),
        ("RCC_CTLR", "It is a field of RCC_CTLR."),
        ("3.3 V", "It takes 3.3 V."),
    ],
)
def test_values_compare_by_value(value, text):
    assert check(text, task_of({"id": "x", "facts": [{"values": [value]}]})).right == 1


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0x10", "The value is 0x100."),
        ("25", "It is bit 24."),
        ("RCC_CTLR", "RCC_CTLR2 holds it."),
        ("3.3 V", "3.3 mA"),
    ],
)
def test_other_values_are_not_taken_for_it(value, text):
    assert check(text, task_of({"id": "x", "facts": [{"values": [value]}]})).right == 0
