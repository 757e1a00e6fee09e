"""The circuit breaker, driven by a made-up clock."""

from hypothesis import given
from hypothesis import strategies as st

from app.llm.breaker import Breaker


def _opened() -> Breaker:
    breaker = Breaker(failures=3, rest=5.0)
    for now in (0.0, 1.0, 2.0):
        assert breaker.admit(now) == 0
        breaker.failed(now)
    return breaker


def test_failures_in_a_row_open_it() -> None:
    assert _opened().admit(3.0) == 4.0


def test_a_success_between_them_does_not() -> None:
    breaker = Breaker(failures=2)
    breaker.failed(0.0)
    breaker.succeeded()
    breaker.failed(1.0)
    assert breaker.admit(1.0) == 0


def test_after_the_rest_one_call_tries_and_the_others_wait() -> None:
    breaker = _opened()
    assert breaker.admit(7.0) == 0
    assert breaker.admit(7.0) > 0
    breaker.succeeded()
    assert [breaker.admit(7.1), breaker.admit(7.1)] == [0, 0]
    assert not breaker.open


def test_a_failed_trial_opens_it_for_another_rest() -> None:
    breaker = _opened()
    breaker.admit(7.0)
    breaker.failed(8.0)
    assert breaker.admit(8.0) == 5.0
    assert breaker.admit(13.0) == 0


def test_a_cancelled_trial_leaves_the_next_one_to_try() -> None:
    breaker = _opened()
    breaker.admit(7.0)
    breaker.abandoned()
    assert breaker.admit(7.0) == 0


def test_late_ends_of_older_calls_do_not_lengthen_the_rest() -> None:
    breaker = _opened()
    breaker.failed(6.0)
    assert breaker.admit(7.0) == 0


@given(st.lists(st.tuples(st.sampled_from(["ok", "bad", "gone"]), st.floats(0.0, 10.0))))
def test_it_never_stays_shut_out_longer_than_a_rest(steps: list[tuple[str, float]]) -> None:
    breaker, now = Breaker(failures=2, rest=5.0), 0.0
    for end, passed in steps:
        now += passed
        if breaker.admit(now) == 0:
            {"ok": breaker.succeeded, "bad": lambda: breaker.failed(now), "gone": breaker.abandoned}[end]()  # noqa: B023 - called at once
    assert breaker.admit(now + breaker.rest) == 0
