"""The convert step: any accepted file to pages or blocks, in a pool of processes.

The readers and their libraries are loaded in those processes only, never in the one that waits here.
"""

import contextlib
import os
import zipfile
from collections.abc import Callable, Iterable
from concurrent.futures import BrokenExecutor, Executor, Future, as_completed
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from ingestion.errors import UnreadableDocument
from ingestion.fence import STRICT, Failure, Fence, Stage, numbers
from ingestion.parsing.charset import decode
from ingestion.parsing.formats import Format, Limits, detect
from ingestion.types import Block, ConvertedDocument, ConvertedPage
from ingestion.worker_process import TaskFailedError
from ingestion.workers import WorkerDiedError

if TYPE_CHECKING:
    from ingestion.parsing.pdf import Head

T = TypeVar("T")
Progress = Callable[[int, int], None]
"""Called with pages done and pages in all."""

_FATAL = (MemoryError, BrokenExecutor, WorkerDiedError, TaskFailedError)
"""A task ended its process or its memory, or failed in a way that only a library can."""
_RANGE = 12
"""Pages of one task: long enough to pay for opening the file, short enough to keep all cores busy."""
_DEATHS = 3
"""Pages that may end their process before the file as a whole is given up."""
_HEAD = 64 << 10
_TOO_HEAVY = (
    "The file's pages take more memory or time than any manual's should: it may be damaged. "
    "Print it to a new PDF and upload that."
)
_NO_TEXT = (
    "None of the file's pages has text: it is empty or scanned. "
    "Make its text readable with an OCR program and upload the result."
)
_TOO_DEEP = "The file nests its parts too deeply: simplify it."
_PICTURED = (
    "Pages whose text is a picture or a drawing, so that search does not find it: {}. If it matters, make it "
    "readable with an OCR program and upload the result."
)
_DAMAGED = "The file's pages cannot be read: it is damaged. Download or export it again and upload that."
_INSIDE = (
    "Most of the file's pages could not be read because of an error inside Chipcite; the log has it under "
    "{}. Report that log entry; a PDF printed anew from this file may be readable."
)


def check(path: str, name: str, limits: Limits) -> Format:
    """The file's format; `UnreadableDocument` where it cannot be read, before any page is."""
    size = Path(path).stat().st_size
    if size == 0:
        raise UnreadableDocument("The file is empty (0 bytes): upload it again.")
    if size > limits.max_bytes:
        raise UnreadableDocument(
            f"The file has {_megabytes(size)}, more than the limit of {_megabytes(limits.max_bytes)}: "
            "split it or ask for a higher limit."
        )
    with Path(path).open("rb") as file:
        head = file.read(_HEAD)
    if not head.strip(b"\x00\t\n\r \xef\xbb\xbf"):
        raise UnreadableDocument("The file holds nothing but blank space: upload the document again.")
    found = detect(head, _names_in_zip(path) if head.startswith(b"PK") else (), name)
    if found is Format.PDF:
        from ingestion.parsing.pdf import check_pdf

        check_pdf(path, limits)
    elif found is not Format.DOCX and size > limits.max_text_bytes:
        raise UnreadableDocument(
            f"The text file has {_megabytes(size)}, more than the limit of "
            f"{_megabytes(limits.max_text_bytes)}: split it."
        )
    return found


def _megabytes(size: int) -> str:
    return f"{size / (1 << 20):.1f} MB"


def _names_in_zip(path: str) -> tuple[str, ...]:
    with contextlib.suppress(zipfile.BadZipFile, OSError, ValueError), zipfile.ZipFile(path) as package:
        return tuple(package.namelist())
    return ()


def convert(
    path: str | os.PathLike[str],
    name: str,
    limits: Limits,
    pool: Executor,
    progress: Progress | None = None,
    fence: Fence = STRICT,
) -> ConvertedDocument:
    """The whole file, read in the pool's processes. `progress` hears of every finished range of pages."""
    place = os.fspath(path)
    report = progress or (lambda done, total: None)
    found = _result(pool.submit(check, place, name, limits))
    if found is Format.PDF:
        return _PdfConversion(place, limits, pool, report, fence).document()
    report(0, 1)
    blocks, failures = _result(pool.submit(read_blocks, place, found, limits, fence))
    if not any(block.text.strip() for block in blocks):
        raise UnreadableDocument("The file holds no text: upload the document again.")
    report(1, 1)
    fence.take(failures)
    return ConvertedDocument((), blocks=blocks, metadata=(("format", found.value),), warnings=fence.warnings)


def read_blocks(
    path: str, found: Format, limits: Limits, fence: Fence
) -> tuple[tuple[Block, ...], tuple[Failure, ...]]:
    """Blocks of a file that carries its own structure. Runs in a pool process."""
    from ingestion.parsing.markup import readers

    if found is Format.DOCX:
        return readers.read_docx(path, limits.max_bytes), ()
    text = decode(Path(path).read_bytes())
    try:
        with fence.around(Stage.MARKUP, 1):
            return readers.READERS[found](text), ()
    except RecursionError as error:
        raise UnreadableDocument(_TOO_DEEP) from error
    return readers.READERS[Format.TEXT](text), tuple(fence.failures)


def read_head(path: str, limits: Limits) -> "Head":
    """A PDF's number of pages, outline and metadata. Runs in a pool process."""
    from ingestion.parsing import pdf

    return pdf.read_head(path, limits)


def read_range(
    path: str, first: int, last: int, limits: Limits, fence: Fence
) -> tuple[list[ConvertedPage], tuple[Failure, ...]]:
    """A PDF's pages from `first` to `last`, and what was given up. Runs in a pool process."""
    from ingestion.parsing import pdf

    return pdf.convert_range(path, first, last, limits, fence), tuple(fence.failures)


def _result(future: Future[T]) -> T:
    """A task's result; a process that died or ran out of memory is the file's fault."""
    try:
        return future.result()
    except _FATAL as error:
        sentence = _DAMAGED if isinstance(error, TaskFailedError) else _TOO_HEAVY
        raise UnreadableDocument(sentence) from error


class _PdfConversion:
    """One PDF on its way through the pool, range by range of its pages."""

    def __init__(self, path: str, limits: Limits, pool: Executor, report: Progress, fence: Fence) -> None:
        self._path = path
        self._limits = limits
        self._pool = pool
        self._report = report
        self._fence = fence
        self._pages: dict[int, ConvertedPage] = {}

    def document(self) -> ConvertedDocument:
        head = _result(self._pool.submit(read_head, self._path, self._limits))
        count = head.pages
        self._report(0, count)
        self._read_ranges(count)
        pages = self._pages
        failed = [number for number in range(1, count + 1) if number not in pages]
        if not pages or len(failed) > count / 2:
            raise UnreadableDocument(self._refusal())
        if not any(page.has_text for page in pages.values()):
            raise UnreadableDocument(_NO_TEXT)
        ordered = tuple(pages[number] for number in sorted(pages))
        warnings = (*head.warnings, *self._warnings(failed))
        return ConvertedDocument(ordered, head.outline, head.metadata, warnings=warnings)

    def _warnings(self, failed: Iterable[int]) -> tuple[str, ...]:
        """What is missing: by the file's own fault, by ours, and for want of text."""
        ours = {failure.page for failure in self._fence.failures}
        damaged = [number for number in failed if number not in ours]
        textless = [number for number, page in self._pages.items() if not page.has_text and not page.blank]
        warnings = [f"Pages that could not be read: {numbers(damaged)}."] if damaged else []
        if textless:
            warnings.append(_PICTURED.format(numbers(textless)))
        return (*warnings, *self._fence.warnings)

    def _refusal(self) -> str:
        references = {failure.reference for failure in self._fence.failures}
        return _INSIDE.format(", ".join(sorted(references))) if references else _DAMAGED

    def _submit(self, first: int, last: int) -> Future[tuple[list[ConvertedPage], tuple[Failure, ...]]]:
        fence = Fence(strict=self._fence.strict)
        return self._pool.submit(read_range, self._path, first, last, self._limits, fence)

    def _take(self, result: tuple[list[ConvertedPage], tuple[Failure, ...]]) -> None:
        pages, failures = result
        self._pages.update((page.number, page) for page in pages)
        self._fence.take(failures)

    def _read_ranges(self, count: int) -> None:
        """All pages that can be read; those of a range that ended its process one by one."""
        suspects: list[int] = []
        ranges = [(first, min(first + _RANGE - 1, count)) for first in range(1, count + 1, _RANGE)]
        tasks = {self._submit(*pages): pages for pages in ranges}
        done = 0
        try:
            for task in as_completed(tasks):
                first, last = tasks[task]
                try:
                    self._take(task.result())
                except _FATAL as error:  # the process died: one of these pages is to blame
                    if count == 1:
                        raise UnreadableDocument(_TOO_HEAVY) from error
                    suspects += range(first, last + 1)
                done += last - first + 1
                self._report(done, count)
        finally:
            for task in tasks:
                task.cancel()
        self._read_one_by_one(suspects)

    def _read_one_by_one(self, suspects: Iterable[int]) -> None:
        deaths = 0
        for number in suspects:
            try:
                self._take(self._submit(number, number).result())
            except _FATAL as error:
                deaths += 1
                if deaths > _DEATHS:
                    raise UnreadableDocument(_TOO_HEAVY) from error
