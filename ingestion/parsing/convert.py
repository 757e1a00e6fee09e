"""The convert step: any accepted file to pages or blocks, in a pool of processes.

The readers and their libraries are loaded in those processes only, never in the one that waits here.
"""

import contextlib
import os
import zipfile
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future, as_completed
from pathlib import Path
from typing import TypeVar

from ingestion.parsing.charset import decode
from ingestion.parsing.formats import Format, Limits, UnreadableDocument, detect
from ingestion.types import Block, ConvertedDocument, ConvertedPage, OutlineEntry
from ingestion.workers import WorkerDiedError

T = TypeVar("T")
Progress = Callable[[int, int], None]
"""Called with pages done and pages in all."""

_FATAL = (MemoryError, RuntimeError, WorkerDiedError)
"""A task ended its process or its memory; a broken pool is a RuntimeError."""
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
_DAMAGED = "The file's pages cannot be read: it is damaged. Download or export it again and upload that."


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
    path: str | os.PathLike[str], name: str, limits: Limits, pool: Executor, progress: Progress | None = None
) -> ConvertedDocument:
    """The whole file, read in the pool's processes. `progress` hears of every finished range of pages."""
    place = os.fspath(path)
    report = progress or (lambda done, total: None)
    found = _result(pool.submit(check, place, name, limits))
    if found is Format.PDF:
        return _convert_pdf(place, limits, pool, report)
    report(0, 1)
    blocks = _result(pool.submit(read_blocks, place, found, limits))
    if not any(block.text.strip() for block in blocks):
        raise UnreadableDocument("The file holds no text: upload the document again.")
    report(1, 1)
    return ConvertedDocument(pages=(), blocks=blocks, metadata=(("format", found.value),))


def read_blocks(path: str, found: Format, limits: Limits) -> tuple[Block, ...]:
    """Blocks of a file that carries its own structure. Runs in a pool process."""
    from ingestion.parsing.markup import readers

    if found is Format.DOCX:
        return readers.read_docx(path, limits.max_bytes)
    try:
        return readers.READERS[found](decode(Path(path).read_bytes()))
    except RecursionError as error:
        raise UnreadableDocument("The file nests its parts too deeply: simplify it.") from error


def read_head(path: str) -> tuple[int, tuple[OutlineEntry, ...], tuple[tuple[str, str], ...]]:
    """A PDF's number of pages, outline and metadata. Runs in a pool process."""
    from ingestion.parsing import pdf

    return pdf.read_head(path)


def read_range(path: str, first: int, last: int, limits: Limits) -> list[ConvertedPage]:
    """A PDF's pages from `first` to `last`. Runs in a pool process."""
    from ingestion.parsing import pdf

    return pdf.convert_range(path, first, last, limits)


def _result(future: Future[T]) -> T:
    """A task's result; a process that died or ran out of memory is the file's fault."""
    try:
        return future.result()
    except UnreadableDocument:
        raise
    except _FATAL as error:
        raise UnreadableDocument(_TOO_HEAVY) from error


def _convert_pdf(path: str, limits: Limits, pool: Executor, report: Progress) -> ConvertedDocument:
    count, outline, metadata = _result(pool.submit(read_head, path))
    report(0, count)
    pages, failed = _read_pages(path, count, limits, pool, report)
    if not pages or len(failed) > count / 2:
        raise UnreadableDocument(_DAMAGED)
    if not any(page.has_text for page in pages.values()):
        raise UnreadableDocument(_NO_TEXT)
    textless = [number for number, page in pages.items() if not page.has_text]
    warnings = []
    if failed:
        warnings.append(f"Pages that could not be read: {numbers(failed)}.")
    if textless:
        warnings.append(f"Pages without a text layer, blank or scanned: {numbers(textless)}.")
    ordered = tuple(pages[number] for number in sorted(pages))
    return ConvertedDocument(ordered, outline, metadata, warnings=tuple(warnings))


def _read_pages(
    path: str, count: int, limits: Limits, pool: Executor, report: Progress
) -> tuple[dict[int, ConvertedPage], list[int]]:
    """All pages that can be read, and the numbers of the others."""
    pages: dict[int, ConvertedPage] = {}
    suspects: list[int] = []
    tasks = {
        pool.submit(read_range, path, first, min(first + _RANGE - 1, count), limits): first
        for first in range(1, count + 1, _RANGE)
    }
    done = 0
    try:
        for task in as_completed(tasks):
            first = tasks[task]
            last = min(first + _RANGE - 1, count)
            try:
                pages.update((page.number, page) for page in task.result())
            except _FATAL as error:  # the process died: one of these pages is to blame
                if count == 1:
                    raise UnreadableDocument(_TOO_HEAVY) from error
                suspects += range(first, last + 1)
            done += last - first + 1
            report(done, count)
    finally:
        for task in tasks:
            task.cancel()
    _read_one_by_one(path, suspects, limits, pool, pages)
    return pages, [number for number in range(1, count + 1) if number not in pages]


def _read_one_by_one(
    path: str, suspects: Iterable[int], limits: Limits, pool: Executor, pages: dict[int, ConvertedPage]
) -> None:
    deaths = 0
    for number in suspects:
        try:
            pages.update(
                (page.number, page) for page in pool.submit(read_range, path, number, number, limits).result()
            )
        except _FATAL as error:
            deaths += 1
            if deaths > _DEATHS:
                raise UnreadableDocument(_TOO_HEAVY) from error


def numbers(pages: Iterable[int]) -> str:
    """Page numbers for a reader, runs as ranges: 1-3, 7."""
    runs: list[list[int]] = []
    for page in sorted(pages):
        if runs and page == runs[-1][1] + 1:
            runs[-1][1] = page
        else:
            runs.append([page, page])
    shown = [str(first) if first == last else f"{first}-{last}" for first, last in runs]
    return ", ".join(shown[:20]) + (f" and {len(shown) - 20} more" if len(shown) > 20 else "")
