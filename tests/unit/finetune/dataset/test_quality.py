"""What a model should not learn from."""

import pytest

from finetune.dataset.arranging import curriculum, mixed, packed
from finetune.dataset.quality import fault, normalised
from tests.unit.finetune.dataset.making import chance, conversation, distinct


@pytest.mark.parametrize(
    ("text", "language", "reason"),
    [
        ("The reset value is 0x83 [1].", "en", ""),
        ("复位值是 `CTLR` 0x83 [1]。", "zh", ""),
        ("", "en", "empty"),
        ("CTLR \ufffd\ue000\ue001 value", "en", "garbled"),
        ("set the bit and wait " * 30, "en", "repetitive"),
        ("这是一个用中文写的回答", "en", "other language"),
        ("This is an answer that is written in English alone, whatever was asked.", "zh", "other language"),
    ],
)
def test_faults_are_named(text: str, language: str, reason: str) -> None:
    assert fault(text, language) == reason


def test_what_looks_the_same_is_the_same() -> None:
    assert normalised("a\u00a0b \r\nc\u200b\x07") == "a b\nc"


def test_short_and_plain_comes_first_and_general_data_fills_its_share() -> None:
    items = [conversation(question, answer) for question, answer in distinct(70)]
    assert [len(str(item.body)) for item in curriculum(items)] == sorted(
        len(str(item.body)) for item in items
    )
    general = [conversation(f"{question} Indeed?", answer) for question, answer in distinct(200, 2)]
    assert len(mixed(items, general, 0.7, chance(1))) == 100
    assert len(mixed(items, general[:5], 0.7, chance(1))) == 75


def test_texts_of_one_matter_stand_together() -> None:
    clock = [
        f"The PLL of the clock tree multiplies the oscillator frequency by {n} for the core."
        for n in range(3)
    ]
    flash = [f"Erase the flash sector {n} before programming the flash memory page." for n in range(3)]
    packs = packed([text for pair in zip(clock, flash, strict=True) for text in pair], 270)
    assert sorted(sorted(pack) for pack in packs) == [[0, 2, 4], [1, 3, 5]]
    assert sorted(at for pack in packed([*clock, *flash], 100) for at in pack) == list(range(6))
