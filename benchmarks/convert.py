"""Conversion, structure and facts of whole manuals, beside what other tools do with the same pages.

    python -m benchmarks.convert MANUAL.pdf [MANUAL.pdf …] [--others]

Pages a second over all cores for ours; in one process for PyMuPDF's words and drawings, pdfplumber's tables
and pymupdf4llm's Markdown (`--others`, on the first pages only, because they are slow).
"""

import argparse
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pymupdf

from ingestion.chunking import chunk
from ingestion.extraction import extract
from ingestion.parsing.convert import convert
from ingestion.parsing.formats import Limits
from ingestion.parsing.structure import structure

SLOW_PAGES = 24
"""Pages that the slow tools read; some seconds each."""


def main() -> None:
    """Prints one Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("manuals", nargs="+", type=Path)
    parser.add_argument("--others", action="store_true")
    arguments = parser.parse_args()
    beside = arguments.others
    print(f"| manual | pages | convert | + structure, facts | + chunks |{' others |' if beside else ''}")
    print(f"|---|---|---|---|---|{'---|' if beside else ''}")
    with ProcessPoolExecutor() as pool:
        convert(arguments.manuals[0], "warm.pdf", Limits(), pool)  # loads the libraries in the processes
        for manual in arguments.manuals:
            print(row(manual, pool, arguments.others), flush=True)


def row(manual: Path, pool: ProcessPoolExecutor, others: bool) -> str:
    """One manual's pages a second after each step."""
    started = time.perf_counter()
    converted = convert(manual, manual.name, Limits(), pool)
    after_convert = time.perf_counter()
    document = structure(converted, manual.name)
    extract(document)
    after_facts = time.perf_counter()
    chunk(document, "benchmark")
    after_chunks = time.perf_counter()
    pages = document.page_count
    rates = [pages / (moment - started) for moment in (after_convert, after_facts, after_chunks)]
    figures = " | ".join(f"{rate:.0f}" for rate in rates)
    beside = f" {', '.join(slower(manual))} |" if others else ""
    return f"| {manual.name} | {pages} | {figures} |{beside}"


def slower(manual: Path) -> list[str]:
    """Pages a second of the other tools, in one process."""
    import pdfplumber
    import pymupdf4llm

    def words() -> int:
        with pymupdf.open(manual) as document:
            for page in document:
                page.get_text("words")
                page.get_cdrawings()
            return len(document)

    def tables() -> int:
        with pdfplumber.open(manual) as document:
            pages = document.pages[:SLOW_PAGES]
            for page in pages:
                page.extract_tables()
            return len(pages)

    def markdown() -> int:
        with pymupdf.open(manual) as document:
            count = min(SLOW_PAGES, len(document))
        pymupdf4llm.to_markdown(str(manual), pages=list(range(count)))
        return count

    tools = {"words and drawings": words, "pdfplumber": tables, "pymupdf4llm": markdown}
    return [f"{name} {rate(read):.1f}" for name, read in tools.items()]


def rate(read: Callable[[], int]) -> float:
    """Pages a second of one tool."""
    started = time.perf_counter()
    return read() / (time.perf_counter() - started)


if __name__ == "__main__":
    main()
