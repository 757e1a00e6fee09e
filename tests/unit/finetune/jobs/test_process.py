"""The process of a run: one at a time, found again by a later worker, asked to stop, ended."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from finetune.jobs.process import TrainingProcess
from finetune.training.config import ConfigError

SLEEPING = "import time; print('ready', flush=True); time.sleep(600)"
PATIENCE = 60
"""Seconds for a busy machine."""


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.fixture
def process(tmp_path: Path) -> Iterator[TrainingProcess]:
    made = TrainingProcess(tmp_path)
    yield made
    made.kill()


def test_a_later_worker_finds_the_process_and_starts_no_second(
    process: TrainingProcess, tmp_path: Path
) -> None:
    assert not process.alive()
    process.start(python(SLEEPING), os.environ)
    later = TrainingProcess(tmp_path)
    assert later.alive()
    assert later.code is None
    with pytest.raises(ConfigError, match="Another process"):
        later.start(python(SLEEPING), os.environ)
    until(lambda: "ready" in (tmp_path / "log").read_text())
    later.ask_to_stop()
    until(lambda: not process.alive())
    assert not later.alive()
    assert process.code == -15


def test_all_that_it_has_started_ends_with_it(process: TrainingProcess, tmp_path: Path) -> None:
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {SLEEPING!r}])"
    process.start(python(child), os.environ)
    until(lambda: "ready" in (tmp_path / "log").read_text())
    group = process._own.pid  # type: ignore[union-attr]  # it was started
    process.kill()
    until(lambda: not _group_lives(group))
    assert not process.alive()


def _group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import sys; sys.stderr.write('chipcite: It needs 4 GB.\\n'); sys.exit(1)", "It needs 4 GB."),
        ("raise ValueError('no such layer')", "ended with 1: ValueError: no such layer. Its log is"),
        ("import os; os.kill(os.getpid(), 9)", "was ended by signal 9. Its log is"),
    ],
)
def test_why_it_ended_is_a_sentence(process: TrainingProcess, code: str, reason: str) -> None:
    process.start(python(code), os.environ)
    until(lambda: not process.alive())
    assert reason in process.reason()
