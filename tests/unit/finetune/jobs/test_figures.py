"""What a run logs becomes events and an estimate."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from finetune.jobs.figures import events_of, finish_of, tokens_of

STEP = {"steps": 10, "time": 100.0}
ENTRIES: list[dict[str, Any]] = [
    STEP | {"step": 0, "steps": 0, "eval_loss": 3.0},
    STEP | {"step": 1, "loss": 2.5, "learning_rate": 1e-4, "num_tokens": 40.0},
    STEP | {"step": 2, "time": 104.0, "loss": 2.0, "learning_rate": 1e-4, "num_tokens": 90.0},
    STEP | {"step": 2, "time": 105.0, "eval_loss": 2.2},
    STEP | {"step": 10, "time": 140.0, "train_runtime": 40.0},
]


def test_each_measurement_is_an_event_with_a_key_of_its_own() -> None:
    made = list(events_of("j", ENTRIES))
    assert [one.key for one in made] == ["validation-0", "training-1", "training-2", "validation-2"]
    assert made[0].message == "Untrained: validation loss=3"
    assert made[2].message == "Step 2/10: training loss=2, learning rate=0.0001"
    assert made[2].data == {"step": 2, "total_steps": 10, "train_loss": 2.0, "learning_rate": 1e-4}


def test_the_end_is_estimated_from_the_last_two_steps() -> None:
    assert finish_of(ENTRIES) == datetime.fromtimestamp(104 + 8 * 4, UTC)
    assert finish_of(ENTRIES[:2]) is None
    assert (tokens_of(ENTRIES), tokens_of(ENTRIES[:1])) == (90, None)


@given(st.lists(st.tuples(st.integers(0, 50), st.booleans()), max_size=30))
def test_the_same_log_read_again_has_the_same_keys(logged: list[tuple[int, bool]]) -> None:
    entries = [STEP | {"step": step, "loss" if trained else "eval_loss": 1.0} for step, trained in logged]
    keys = [one.key for one in events_of("j", entries)]
    assert keys == [one.key for one in events_of("j", entries)]
    assert len(set(keys)) == len(set(logged))
