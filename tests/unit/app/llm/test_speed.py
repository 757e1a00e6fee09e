"""What is measured of a model's speed, what is made of it, and that a damaged file costs no start."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.llm.speed import KEPT, WRITES, Speed, Speeds, Timing


def test_a_speed_is_the_median_of_the_last_calls() -> None:
    speeds = Speeds()
    for seconds in (10.0, 12.0, 200.0, 11.0, 9.0):
        speeds.add("m", Timing(440, 0, 121, seconds, seconds + 10.0))
    assert speeds.of("m") == Speed(read=40.0, write=12.0), "one that waited behind others counts little"
    assert speeds.of("other") is None
    for _ in range(KEPT):
        speeds.add("m", Timing(880, 0, 121, 1.0, 11.0))
    assert speeds.of("m") == Speed(read=880.0, write=12.0)


def test_what_the_server_had_cached_was_not_read() -> None:
    speeds = Speeds()
    speeds.add("m", Timing(1000, 900, 61, 2.0, 7.0))
    assert speeds.of("m") == Speed(read=50.0, write=12.0)
    speeds.add("m", Timing(1000, 990, 3, 0.5, 0.6))
    assert speeds.of("m") == Speed(read=50.0, write=12.0), "ten tokens say nothing of speed"


def test_a_call_that_was_given_up_says_how_slow_reading_is() -> None:
    speeds = Speeds()
    speeds.add("m", Timing(600, 0, 0, 60.0, 60.0))
    assert speeds.of("m") == Speed(read=10.0, write=10.0 * WRITES)


def test_it_outlives_the_process(tmp_path: Path) -> None:
    file = tmp_path / "speed.json"
    speeds = Speeds(file)
    speeds.add("m", Timing(440, 0, 121, 10.0, 20.0))
    speeds.keep_memory("m", 2_000_000)
    again = Speeds(file)
    assert (again.of("m"), again.memory("m")) == (Speed(44.0, 12.0), 2_000_000)


@pytest.mark.parametrize("kept", ["", "[]", '{"read": 3}', '{"read": {"m": ["x"]}}', '{"read": {"m": []}}'])
def test_a_damaged_file_is_measured_anew(tmp_path: Path, kept: str) -> None:
    file = tmp_path / "speed.json"
    file.write_text(kept)
    assert Speeds(file).of("m") is None


@given(
    st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6), st.floats(0, 1e4), st.floats(0, 1e4)
)
def test_whatever_a_server_counts_a_speed_is_positive(
    prompt: int, cached: int, answer: int, first: float, total: float
) -> None:
    speeds = Speeds()
    speeds.add("m", Timing(prompt, cached, answer, first, total))
    speed = speeds.of("m")
    assert speed is None or 0 < speed.seconds(100, 100) < 1e5
