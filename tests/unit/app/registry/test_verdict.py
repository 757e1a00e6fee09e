"""What takes a canary back, and what decides that it goes on."""

from hypothesis import given
from hypothesis import strategies as st

from app.registry.sequential import Arm, Decision
from app.registry.verdict import verdict


def share(of: float, turns: int = 400) -> Arm:
    return Arm(turns, of * turns, of * turns)


def seconds(mean: float, turns: int = 400) -> Arm:
    """Half of the turns take a little longer, half a little less."""
    return Arm(turns, mean * turns, (mean * mean + 0.25) * turns)


def arms(bad: float = 0.2, down: float = 0.02, time: float = 2.0, removed: float = 0.1) -> dict[str, Arm]:
    return {
        "bad": share(bad),
        "turned_down": share(down),
        "removed": share(removed),
        "seconds": seconds(time),
    }


def test_readers_own_verdict_takes_it_back_though_all_signals_together_say_nothing() -> None:
    found = verdict(arms(bad=0.4), arms(bad=0.4, down=0.2))
    assert (found.decision, found.worse) == (Decision.ROLL_BACK, ("turned_down",))


def test_a_little_slower_is_tolerated_and_much_slower_is_not() -> None:
    assert verdict(arms(), arms(time=2.3)).decision is Decision.WAIT
    assert verdict(arms(), arms(time=4.0)).worse == ("seconds",)


def test_a_better_one_goes_on_unless_it_is_slow() -> None:
    assert verdict(arms(bad=0.5), arms(bad=0.1)).decision is Decision.PROMOTE
    assert verdict(arms(bad=0.5), arms(bad=0.1, time=9.0)).decision is Decision.ROLL_BACK


def test_more_removed_statements_alone_decide_nothing() -> None:
    """They count among the bad turns; an adapter that refuses less may well have more of them."""
    found = verdict(arms(removed=0.05), arms(removed=0.4))
    assert (found.decision, found.worse) == (Decision.WAIT, ())


@given(st.floats(0, 1), st.integers(0, 4))
def test_a_handful_of_turns_takes_nothing_back(bad: float, turns: int) -> None:
    few = {name: Arm(turns, bad * turns, bad * turns) for name in arms()}
    assert verdict(arms(), few).decision is not Decision.ROLL_BACK
