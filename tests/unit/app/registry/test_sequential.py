"""The comparison may be looked at after each turn: it finds what is there, and rarely what is not."""

from random import Random

from app.registry.sequential import ENOUGH, Arm, Decision, decide, difference


def run(live: float, canary: float, turns: int, seed: int) -> Decision:
    """Looks after every tenth turn of each, and ends with the first decision."""
    draw = Random(seed)  # noqa: S311 - no secret
    bad = [0, 0]
    for turn in range(1, turns + 1):
        bad[0] += draw.random() < live
        bad[1] += draw.random() < canary
        if turn % 10 == 0:
            arms = [Arm(turn, count, count) for count in bad]
            if (found := decide(*arms)) is not Decision.WAIT:
                return found
    return Decision.WAIT


def test_a_worse_canary_goes_back_and_a_better_one_on() -> None:
    assert [run(0.1, 0.35, 1500, seed) for seed in range(12)] == [Decision.ROLL_BACK] * 12
    assert [run(0.35, 0.1, 1500, seed) for seed in range(12)] == [Decision.PROMOTE] * 12


def test_looking_often_finds_nothing_where_nothing_is() -> None:
    found = [run(0.2, 0.2, 1000, seed) for seed in range(100)]
    assert sum(one is not Decision.WAIT for one in found) <= 5


def test_few_turns_decide_nothing_and_many_that_are_no_worse_are_enough() -> None:
    assert decide(Arm(0, 0, 0), Arm(3, 3, 3)) is Decision.WAIT
    assert decide(Arm(50, 0, 0), Arm(5, 5, 5)) is Decision.WAIT
    many = 20 * ENOUGH
    assert decide(Arm(many, 0.2 * many, 0.2 * many), Arm(many, 0.2 * many, 0.2 * many)) is Decision.PROMOTE
    low, high = difference(Arm(500, 50, 50), Arm(500, 50, 50))
    assert low < 0 < high
