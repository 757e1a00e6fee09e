"""Where a run goes on after it was stopped: its last checkpoint that was written to the end."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from finetune.training.config import ConfigError

STATE = "trainer_state.json"
"""The last file of a checkpoint that transformers writes."""


def last_checkpoint(output: Path) -> Path | None:
    """The newest whole checkpoint. One that was being written when the run was killed is removed."""
    for folder in sorted(output.glob("checkpoint-*"), key=_step, reverse=True):
        if _is_whole(folder):
            return folder
        shutil.rmtree(folder)
    return None


def whole_checkpoints(output: Path) -> list[tuple[int, Path]]:
    """All that were written to the end, with their steps, the oldest first."""
    found = [(_step(folder), folder) for folder in output.glob("checkpoint-*") if _is_whole(folder)]
    return sorted(found)


@contextmanager
def claimed(output: Path, fingerprint: str) -> Iterator[None]:
    """Holds the folder for one process and one configuration; another's half-done run is not gone on with."""
    output.mkdir(parents=True, exist_ok=True)
    lock = FileLock(output / ".lock")
    try:
        with lock.acquire(timeout=0):
            _mark(output, fingerprint)
            yield
    except Timeout as error:
        raise ConfigError(f"Another process is training in {output}.") from error


def _mark(output: Path, fingerprint: str) -> None:
    mark = output / "configuration.sha256"
    if mark.is_file() and mark.read_text(encoding="utf-8").strip() != fingerprint:
        raise ConfigError(f"{output} holds a run of another configuration; choose another output folder.")
    mark.write_text(fingerprint + "\n", encoding="utf-8")


def _step(folder: Path) -> int:
    number = folder.name.rpartition("-")[2]
    return int(number) if number.isdigit() else -1


def _is_whole(folder: Path) -> bool:
    try:
        json.loads((folder / STATE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return True
