"""Injected near-duplicates are found, and what only looks alike stays: recall 95 %, precision 98 %."""

from random import Random

from finetune.dataset.duplicates import near
from tests.unit.finetune.dataset.making import chance as seeded
from tests.unit.finetune.dataset.making import distinct


def altered(text: str, chance: Random) -> str:
    """The same said a little differently: marks, case, a word more."""
    way = chance.randrange(4)
    if way == 0:
        return text.upper() if chance.random() < 1 / 2 else text.replace("?", " ?").replace(".", " .")
    if way == 1:
        return f"{text} Thanks"
    if way == 2:
        return text.replace(" the ", " the  ", 1).replace("What is", "what's", 1)
    return text.replace(" a reset", " reset", 1)


def test_injected_near_duplicates_are_found_and_nothing_else() -> None:
    draw = seeded(7)
    texts = [f"{question}\n{answer}" for question, answer in distinct(1500)]
    copied = draw.sample(range(len(texts)), 300)
    everything = texts + [altered(texts[at], draw) for at in copied]
    found = dict(near(everything))
    right = {at for at, match in found.items() if at >= len(texts) and copied[at - len(texts)] == match}
    assert len(right) / len(copied) >= 0.95
    assert len(right) / len(found) >= 0.98


def test_two_registers_are_two_things_to_learn() -> None:
    texts = ["The reset value of CTLR1 is 0x00000083 [1].", "The reset value of CTLR2 is 0x00000083 [1]."]
    assert list(near(texts)) == []
    assert list(near(["VDD 3.3 V 的最大电流是 20 mA", "VDD 3.3 V 的最大电流是 25 mA"])) == []
    assert list(near(["复位值是 0x83。", "复位值是 0x83"])) == [(1, 0)]
