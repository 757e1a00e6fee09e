"""Bars for uploads and jobs; silent where nobody watches."""

from collections.abc import Callable, Sequence
from types import TracebackType
from typing import IO, Any

from app.cli.files import Upload
from app.cli.output import console, printable

STEPS = ("convert", "structure", "chunk", "facts", "index", "publish")
CONVERT_SHARE = 0.8
"""The part of a job's bar that conversion fills, as it fills most of a job's time."""


class Progress:
    """One bar for all uploads and one for each document that is being worked on."""

    def __init__(self, files: Sequence[Upload], *, quiet: bool) -> None:
        from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bars

        self._bars = Bars(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TextColumn("{task.fields[note]}", markup=False),
            TimeElapsedColumn(),
            console=console(to_stderr=True),
            disable=quiet,
        )
        self._jobs: dict[str, Any] = {}
        self._files = len(files)
        self._done = 0
        self._total = sum(file.path.stat().st_size for file in files)
        self._upload = self._bars.add_task("upload", total=max(1, self._total), note=f"0/{self._files} files")

    def __enter__(self) -> "Progress":
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def reading(self, content: IO[bytes], file: Upload) -> "Watched":
        """The file, moving the upload's bar as it is read."""
        return Watched(content, lambda count: self._bars.advance(self._upload, count))

    def sent(self, file: Upload, state: str) -> None:
        """One more file has gone, or was refused."""
        self._done += 1
        self._bars.update(self._upload, note=f"{self._done}/{self._files} files")

    def show(self, job_id: str, name: str, job: dict[str, Any]) -> None:
        """Where a job stands."""
        if job_id not in self._jobs:
            self._jobs[job_id] = self._bars.add_task(printable(name), total=1.0, note="waiting")
        state = str(job["state"])
        self._bars.update(self._jobs[job_id], completed=fraction(job), note=note(job))
        if state in ("published", "superseded"):
            self._bars.remove_task(self._jobs.pop(job_id))


class Watched:
    """A file that says how much of it has been read; what is read again, for a second try, counts once."""

    def __init__(self, content: IO[bytes], told: Callable[[int], None]) -> None:
        self._content = content
        self._told = told
        self._counted = 0

    def read(self, count: int = -1) -> bytes:
        data = self._content.read(count)
        more = self._content.tell() - self._counted
        if more > 0:
            self._counted += more
            self._told(more)
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._content.seek(offset, whence)

    def tell(self) -> int:
        return self._content.tell()

    def fileno(self) -> int:
        return self._content.fileno()


def fraction(job: dict[str, Any]) -> float:
    """How much of a job is done, from 0 to 1."""
    if job["state"] in ("published", "superseded", "failed"):
        return 1.0
    step, total = job.get("step"), job.get("pages_total") or 0
    if step == "convert":
        return CONVERT_SHARE * (job.get("pages_done") or 0) / total if total else 0.0
    if step not in STEPS:
        return 0.0
    return CONVERT_SHARE + (1 - CONVERT_SHARE) * STEPS.index(step) / len(STEPS)


def note(job: dict[str, Any]) -> str:
    """What a job is doing, in words."""
    if job["state"] == "failed":
        return "failed"
    step = job.get("step") or "waiting"
    if step == "convert" and job.get("pages_total"):
        return f"convert {job.get('pages_done', 0)}/{job['pages_total']} pages"
    return str(step)
