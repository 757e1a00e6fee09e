"""When an adapter may answer, and which conversations are a canary's."""

from typing import Any

import pytest

from app.models import AdapterState as State
from app.registry.rules import chosen, objection

BETTER = {"mean": 0.05, "low": 0.02, "high": 0.08}
SAME = {"mean": 0.0, "low": -0.01, "high": 0.01}
WORSE = {"mean": -0.05, "low": -0.09, "high": -0.01}
GOOD: dict[str, Any] = {
    "served": True,
    "against": "old",
    "changes": {"exact": SAME, "abstention": SAME, "cited": SAME, "rougeL": BETTER},
}


def changed(**changes: Any) -> dict[str, Any]:
    return GOOD | {"changes": GOOD["changes"] | changes}


@pytest.mark.parametrize(
    ("evaluation", "words"),
    [
        (GOOD, ""),
        ({}, "not been evaluated"),
        (GOOD | {"served": False}, "through the server"),
        (GOOD | {"against": ""}, "compared with the base, but old is live"),
        (changed(exact=WORSE), "inferior in exact"),
        (changed(abstention=WORSE, cited=WORSE), "abstention, cited"),
        (changed(rougeL=SAME), "better in nothing"),
        (GOOD | {"changes": {"rougeL": BETTER}}, "lacks exact, abstention, cited"),
    ],
)
def test_readers_are_answered_only_by_what_is_proven(evaluation: dict[str, Any], words: str) -> None:
    assert (objection(State.SHADOW, State.CANARY, evaluation, "old") == "") == (words == "")
    assert words in objection(State.SHADOW, State.CANARY, evaluation, "old")
    assert words in objection(State.CANARY, State.LIVE, evaluation, "old")


def test_steps_come_one_after_another() -> None:
    assert "cannot become live" in objection(State.CANDIDATE, State.LIVE, GOOD, "old")
    assert objection(State.CANDIDATE, State.SHADOW, {}, "old") == ""
    assert objection(State.LIVE, State.RETIRED, {}, "old") == ""


def test_a_share_is_sticky_grows_and_is_as_large_as_it_says() -> None:
    talks = [f"conversation-{number}" for number in range(4000)]
    tenth = {talk for talk in talks if chosen(talk, "new", 0.1)}
    assert tenth == {talk for talk in talks if chosen(talk, "new", 0.1)}
    assert tenth < {talk for talk in talks if chosen(talk, "new", 0.5)}
    assert 0.08 < len(tenth) / len(talks) < 0.12
    assert all(chosen(talk, "new", 1.0) for talk in talks)
