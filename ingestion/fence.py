"""Keeps one bad page or table from costing the manual: its fault is logged, warned of and passed over.

Each step does its work unit by unit inside a `Fence`. The functions of the steps take a strict one by
default, which lets every error through, so that our own tests see our mistakes; only the running pipeline
passes one that holds.
"""

import secrets
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

import structlog

from ingestion.errors import UnreadableDocument

T = TypeVar("T")
R = TypeVar("R")

log = structlog.get_logger()


class Stage(StrEnum):
    """What is done to a page, as the warning says that it was not."""

    PAGE = "the page could not be read"
    TABLES = "tables could not be read, their words stand as text"
    MARKUP = "headings and tables could not be read, all stands as plain text"
    FURNITURE = "running headers and footers could not be removed"
    CONTENTS = "lines of a table of contents could not be removed"
    CAPTIONS = "captions and footnotes could not be given to their tables"
    JOINS = "a table or diagram that goes on from the page before could not be joined with it"
    HEADINGS = "headings could not be found"
    BLOCKS = "the text could not be put in order and is left out"
    DETECTION = "title, vendor, revision and chips could not be read: set them by hand"
    CHUNKS = "a part could not be made searchable"


@dataclass(frozen=True, slots=True)
class Failure:
    """One unit of work that was given up."""

    stage: str
    page: int
    reference: str
    """Under which the log has the error."""
    fault: str
    """Where in the code it arose: the same fault is logged once."""


class Fence:
    """Holds back what a unit of work raises, and remembers it; a strict one holds nothing back."""

    def __init__(self, *, strict: bool = False) -> None:
        self.strict = strict
        self.failures: list[Failure] = []

    @contextmanager
    def around(self, stage: str, page: int) -> Iterator[None]:
        """One unit of work. What it would have set keeps the value that it had before."""
        try:
            yield
        except (MemoryError, UnreadableDocument):
            raise  # the whole file's fault, with a sentence of its own
        except Exception as error:
            if self.strict:
                raise
            self._note(stage, page, error)

    def surviving(
        self, stage: str, work: Callable[[Sequence[T]], R], items: Sequence[T], page: Callable[[T], int]
    ) -> list[R]:
        """The results of the work on all items but those that make it raise.

        It is one result, unless the work fails even without them: then one for each part that passes.
        """
        guilty: list[T] = []
        parts = list(self._halved(stage, work, items, page, guilty))
        if not guilty:
            return parts
        wrong = {id(item) for item in guilty}
        try:
            return [work([item for item in items if id(item) not in wrong])]
        except Exception:
            return parts  # each of them passed by itself

    def _halved(
        self,
        stage: str,
        work: Callable[[Sequence[T]], R],
        items: Sequence[T],
        page: Callable[[T], int],
        guilty: list[T],
    ) -> Iterator[R]:
        """Results of ever smaller parts: what raises is read again by halves, down to a single item."""
        try:
            yield work(items)
        except (MemoryError, UnreadableDocument):
            raise
        except Exception as error:
            if self.strict:
                raise
            if len(items) < 2:
                guilty += items
                self._note(stage, page(items[0]) if items else 1, error)
                return
            middle, before = len(items) // 2, len(guilty)
            for half in (items[:middle], items[middle:]):
                yield from self._halved(stage, work, half, page, guilty)
            if len(guilty) == before:  # only together do they raise: what spans both halves is lost
                self._note(stage, page(items[middle]), error)

    def take(self, failures: Iterable[Failure]) -> None:
        """Failures of a part of the work that another process did."""
        self.failures += failures

    @property
    def warnings(self) -> tuple[str, ...]:
        """A sentence for each stage that failed, with the pages."""
        stages = dict.fromkeys(failure.stage for failure in self.failures)
        return tuple(self._warning(stage) for stage in stages)

    def _warning(self, stage: str) -> str:
        failures = [failure for failure in self.failures if failure.stage == stage]
        pages = {failure.page for failure in failures}
        references = ", ".join(dict.fromkeys(failure.reference for failure in failures))
        return (
            f"Page{'s' if len(pages) > 1 else ''} {numbers(pages)}: {stage}. It is an error inside Chipcite; "
            f"the log has it under {references}."
        )

    def _note(self, stage: str, page: int, error: Exception) -> None:
        fault = _fault(error)
        known = next((f.reference for f in self.failures if (f.stage, f.fault) == (stage, fault)), "")
        reference = known or secrets.token_hex(4)
        if not known:
            log.error("page.failed", stage=str(stage), page=page, reference=reference, exc_info=error)
        self.failures.append(Failure(stage, page, reference, fault))


STRICT = Fence(strict=True)
"""Lets everything through; what a function gets that is called outside the pipeline."""


def _fault(error: Exception) -> str:
    """The kind of an error and the line that raised it."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{type(error).__name__} {frames[-1].filename}:{frames[-1].lineno}" if frames else repr(error)


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
