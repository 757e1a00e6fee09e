"""When a failed call is sent again, and after how long."""

import pytest

from app.llm.errors import LlmBusyError, LlmRejectedError, LlmUnavailableError
from app.llm.patience import Retrying

PASSING = LlmUnavailableError(passing=True)


def test_pauses_grow_and_end() -> None:
    retrying = Retrying(times=3, first=0.25)
    assert [retrying.pause(done, PASSING, 1.0) for done in range(4)] == [0.25, 0.5, 1.0, None]


def test_callers_are_spread_out() -> None:
    assert Retrying().pause(0, PASSING, 0.0) == 0.0
    assert Retrying().pause(0, PASSING, 0.5) == 0.125


@pytest.mark.parametrize("error", [LlmRejectedError(), LlmUnavailableError(retry_after=1.0)])
def test_what_will_not_pass_is_not_repeated(error: LlmUnavailableError) -> None:
    assert Retrying().pause(0, error, 0.5) is None


def test_the_servers_wish_is_granted_within_reason() -> None:
    assert Retrying().pause(0, LlmBusyError(retry_after=2.0, passing=True), 0.0) == 2.0
    assert Retrying(longest=8.0).pause(0, LlmBusyError(retry_after=8.0, passing=True), 1.0) == 8.0
    assert Retrying(longest=8.0).pause(0, LlmBusyError(retry_after=60.0, passing=True), 0.0) is None
