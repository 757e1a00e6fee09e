"""A hundred damaged variants of our own manual: each is read, or refused with a sentence of ours, in time.

The fence is strict: what our own code raises on a damaged page is a mistake, and fails here.
"""

# mypy: untyped-calls-exclude=pymupdf
# PyMuPDF's own functions carry no types.

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pymupdf
import pytest

from ingestion.chunking import chunk
from ingestion.errors import UnreadableDocument
from ingestion.extraction import extract
from ingestion.parsing.convert import convert
from ingestion.parsing.formats import Limits
from ingestion.parsing.structure import structure
from ingestion.worker_process import WorkerLimits
from ingestion.workers import WorkerPool
from tests.unit.ingestion.parsing.mutants import excerpt, mutants

COUNT = 112
LIMITS = Limits(page_seconds=2.0, memory=1 << 30)
PAGES = 5
LONGEST = 240.0
"""Seconds after which a file hangs, however busy the machine: the work is bounded by processor time."""


@dataclass(frozen=True)
class Outcome:
    """What became of one file."""

    name: str
    seconds: float
    passages: int = 0
    sentence: str = ""
    error: str = ""


@pytest.fixture(scope="module")
def processes() -> Iterator[WorkerPool]:
    pool = WorkerPool(2, WorkerLimits(cpu_seconds=10), ("ingestion.parsing.pdf", "ingestion.parsing.convert"))
    yield pool
    pool.shutdown(wait=False, cancel_futures=True)


def outcome(pool: WorkerPool, path: Path) -> Outcome:
    """The file through conversion, structure, passages and facts."""
    began = time.monotonic()
    done = partial(Outcome, path.stem)
    try:
        document = structure(convert(path, "manual.pdf", LIMITS, pool), "manual.pdf")
        extract(document)
        passages = len(chunk(document, "v"))
    except UnreadableDocument as refusal:
        return done(time.monotonic() - began, sentence=str(refusal))
    except Exception as error:
        return done(time.monotonic() - began, error=f"{type(error).__name__}: {error}")
    return done(time.monotonic() - began, passages=passages)


def test_damaged_files_are_read_or_refused(sample: Path, tmp_path: Path, processes: WorkerPool) -> None:
    manual = next(sample.glob("*_RM_en_V1.0.pdf")).read_bytes()
    with pymupdf.open(stream=manual, filetype="pdf") as document:
        step = document.page_count // PAGES
    base = excerpt(manual, [step * page for page in range(PAGES)])
    paths = []
    for name, data in mutants(base, COUNT):
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(data)
        paths.append(path)
    with ThreadPoolExecutor(4) as threads:
        outcomes = list(threads.map(partial(outcome, processes), paths))
    assert [one for one in outcomes if one.error] == []
    assert [one for one in outcomes if one.seconds > LONGEST] == []
    refused = [one for one in outcomes if one.sentence]
    assert all(one.sentence.endswith(".") and ":" in one.sentence for one in refused)
    read = [one for one in outcomes if one.passages]
    assert len(read) > COUNT / 4  # damage that is bearable is borne
    assert len(refused) > COUNT / 8
