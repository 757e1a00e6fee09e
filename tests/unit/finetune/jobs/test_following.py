"""A run is followed to its end over any number of processes, and never started twice."""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from finetune.jobs import following
from finetune.jobs.following import MOST_STARTS, Start, TrainingFailedError, follow
from finetune.training.launch import STOPPED

START = Start(["train"], {})


class Scripted:
    """A process whose lives are scripted: each a number of looks, what it does at its end, and its status."""

    def __init__(
        self, lives: Sequence[tuple[int, Callable[[], object], int]], *, adopted: bool = False
    ) -> None:
        self._lives = list(lives)
        self._left = 0
        self._at_end: Callable[[], object] = lambda: None
        self.code: int | None = None
        self._status = 0
        self.calls: list[str] = []
        self.started = asyncio.Event()
        self._adopted = adopted
        if adopted:
            self._begin()

    def _begin(self) -> None:
        self._left, self._at_end, self._status = self._lives.pop(0)
        self.code = None

    def alive(self) -> bool:
        if self._left > 0:
            self._left -= 1
            if self._left == 0:
                self._at_end()
                self.code = None if self._adopted else self._status
                self._adopted = False
        return self._left > 0

    def start(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.calls.append("start")
        self.started.set()
        self._begin()

    def ask_to_stop(self) -> None:
        self.calls.append("stop")

    def kill(self) -> None:
        self.calls.append("kill")

    def reason(self) -> str:
        return f"ended with {self.code}"


class Notes:
    """A book that says after some notes that the job was cancelled."""

    def __init__(self, cancelled_after: int = 1000) -> None:
        self.entries: list[Mapping[str, Any]] = []
        self.checkpoints: list[Mapping[str, Any]] = []
        self._left = cancelled_after

    async def note(
        self, entries: Sequence[Mapping[str, Any]], checkpoints: Sequence[Mapping[str, Any]]
    ) -> bool:
        self.entries, self.checkpoints = list(entries), list(checkpoints)
        self._left -= 1
        return self._left >= 0


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "LOOK_SECONDS", 0.001)


def log(folder: Path, *steps: int) -> None:
    lines = (json.dumps({"step": step, "steps": 9, "time": 1.0, "loss": 1 / step}) + "\n" for step in steps)
    (folder / "progress.jsonl").write_text("".join(lines))


def finish(folder: Path) -> None:
    log(folder, 1, 2)
    (folder / "run.json").write_text(json.dumps({"result": {"steps": 2}}))


def nothing() -> None:
    pass


async def test_a_run_is_started_and_its_last_figures_are_noted(tmp_path: Path) -> None:
    book, process = Notes(), Scripted([(3, lambda: finish(tmp_path), 0)])
    assert await follow(process, START, tmp_path, book)
    assert process.calls == ["start"]
    assert [one["step"] for one in book.entries] == [1, 2]


async def test_a_run_that_lives_or_is_done_is_not_started(tmp_path: Path) -> None:
    living = Scripted([(3, lambda: finish(tmp_path), 0)], adopted=True)
    assert await follow(living, START, tmp_path, Notes())
    assert living.calls == []
    done = Scripted([])
    assert await follow(done, START, tmp_path, Notes())
    assert done.calls == []


async def test_a_run_that_was_asked_to_stop_goes_on(tmp_path: Path) -> None:
    process = Scripted([(2, nothing, STOPPED), (2, nothing, -15), (2, lambda: finish(tmp_path), 0)])
    assert await follow(process, START, tmp_path, Notes())
    assert process.calls == ["start"] * 3


async def test_a_run_that_dies_in_another_workers_hands_is_started_to_see_why(tmp_path: Path) -> None:
    process = Scripted([(2, nothing, 1), (2, nothing, 1)], adopted=True)
    with pytest.raises(TrainingFailedError, match="ended with 1"):
        await follow(process, START, tmp_path, Notes())
    assert process.calls == ["start"]


async def test_a_run_that_is_stopped_again_and_again_has_failed(tmp_path: Path) -> None:
    process = Scripted([(2, nothing, STOPPED)] * (MOST_STARTS + 1))
    with pytest.raises(TrainingFailedError):
        await follow(process, START, tmp_path, Notes())
    assert process.calls == ["start"] * MOST_STARTS


async def test_a_cancelled_job_ends_its_process(tmp_path: Path) -> None:
    process = Scripted([(1000, nothing, 0)])
    assert not await follow(process, START, tmp_path, Notes(cancelled_after=2))
    assert process.calls == ["start", "kill"]


async def test_a_worker_that_stops_lets_the_run_save_itself(tmp_path: Path) -> None:
    process = Scripted([(10**9, nothing, 0)])
    task = asyncio.create_task(follow(process, START, tmp_path, Notes()))
    await process.started.wait()
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert process.calls == ["start", "stop"]


def test_checkpoints_that_are_whole_carry_what_was_measured_by_then(tmp_path: Path) -> None:
    for step in (2, 10, 12):
        (tmp_path / f"checkpoint-{step}").mkdir()
    for step in (2, 10):
        (tmp_path / f"checkpoint-{step}" / "trainer_state.json").write_text("{}")
    entries = [{"step": 1, "loss": 3.0}, {"step": 2, "eval_loss": 2.5}, {"step": 4, "loss": 1.0}]
    found = list(following.checkpoints(tmp_path, entries))
    assert [(one["step"], one["loss"], one["eval_loss"]) for one in found] == [(2, 3.0, 2.5), (10, 1.0, 2.5)]
