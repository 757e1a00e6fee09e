"""Follows one run to its end, over any number of processes and workers, and notes what it measures."""

import asyncio
import json
import signal
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from finetune.training.checkpoints import whole_checkpoints
from finetune.training.launch import STOPPED
from finetune.training.progress_file import read_progress

LOOK_SECONDS = 1.0
MOST_STARTS = 3
"""Of one worker: a run that is asked to stop again and again by something else has failed."""
LEFT = (STOPPED, -signal.SIGTERM)
"""How a run leaves that someone asked to; the second before it had begun."""


class TrainingFailedError(Exception):
    """The run ended without a result; the message is one sentence for a person."""


class Process(Protocol):
    """`finetune.jobs.process.TrainingProcess`, or a test's double."""

    @property
    def code(self) -> int | None: ...
    def alive(self) -> bool: ...
    def start(self, command: Sequence[str], environment: Mapping[str, str]) -> None: ...
    def ask_to_stop(self) -> None: ...
    def kill(self) -> None: ...
    def reason(self) -> str: ...


class Book(Protocol):
    """Where figures are noted; see `finetune.jobs.book`."""

    async def note(
        self, entries: Sequence[Mapping[str, Any]], checkpoints: Sequence[Mapping[str, Any]]
    ) -> bool:
        """Notes all that was measured so far, each once. False where the job was cancelled."""
        ...


@dataclass(frozen=True, slots=True)
class Start:
    """How the run's process is started, the first time and each time it has to go on."""

    command: Sequence[str]
    environment: Mapping[str, str]


async def follow(process: Process, start: Start, folder: Path, book: Book) -> bool:
    """Until the run has a result; False where it was cancelled. Raises `TrainingFailedError`.

    A run that lives already, started by a worker before this one, is followed and not started again. Where
    this worker is stopped, the run is asked to save where it is, and the next worker goes on.
    """
    starts = 0
    while not finished(folder):
        if not process.alive():
            if starts == MOST_STARTS:
                raise TrainingFailedError(process.reason())
            process.start(start.command, start.environment)
            starts += 1
        if not await _until_it_ends(process, folder, book):
            process.kill()
            return False
        # Of a process that another worker started the status is unknown; it is started again and shows it.
        if not finished(folder) and process.code not in (None, *LEFT):
            raise TrainingFailedError(process.reason())
    return await _noted(folder, book)


async def _until_it_ends(process: Process, folder: Path, book: Book) -> bool:
    try:
        while process.alive():
            if not await _noted(folder, book):
                return False
            await asyncio.sleep(LOOK_SECONDS)
    except asyncio.CancelledError:
        process.ask_to_stop()
        raise
    return True


async def _noted(folder: Path, book: Book) -> bool:
    entries = await asyncio.to_thread(read_progress, folder / "progress.jsonl")
    return await book.note(entries, list(checkpoints(folder, entries)))


def finished(folder: Path) -> bool:
    """Whether the run has come to its result."""
    return "result" in record_of(folder)


def record_of(folder: Path) -> dict[str, Any]:
    """run.json, which is written when all is done; empty before."""
    try:
        return dict(json.loads((folder / "run.json").read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def checkpoints(folder: Path, entries: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """The whole ones on the disk, the oldest first, with what was measured last by then."""
    for step, path in whole_checkpoints(folder):
        measured: dict[str, Any] = {}
        for entry in entries:
            if entry["step"] <= step:
                measured |= {name: entry[name] for name in ("loss", "eval_loss") if name in entry}
        yield {"step": step, "path": str(path), "created_at": int(path.stat().st_mtime), **measured}
