"""Counts what the table reader finds in each manual of a folder and how long it takes.

Run: python benchmarks/tables.py FOLDER [--pages N]
"""

import argparse
import time
from collections import Counter
from pathlib import Path

import pymupdf

from ingestion.parsing.pdf import read_page
from ingestion.parsing.tables import join_tables, read_page_tables
from ingestion.parsing.tables.text import lines
from ingestion.types import ConvertedPage, Line, RawPage

COLUMNS = ("pages", "ruled", "blank", "joined", "header", "caption", "notes", "rows", "diagrams", "fields")


def convert(raw: RawPage) -> ConvertedPage:
    """One page with its tables; lines are all that joining needs of the rest."""
    found = read_page_tables(raw)
    rest = [word for i, word in enumerate(raw.words) if i not in found.used]
    text = tuple(Line(line.text, line.box, line.size) for line in lines(rest))
    return ConvertedPage(raw.number, raw.width, raw.height, text, found.tables, found.diagrams)


def measure(path: Path, most: int) -> tuple[Counter[str], float, float]:
    """Counts by kind, seconds for reading words and lines, seconds for the tables on them."""
    with pymupdf.open(path) as document:
        start = time.process_time()
        raws = [read_page(document[number]) for number in range(min(len(document), most))]
        read = time.process_time() - start
    start = time.process_time()
    for raw in raws:
        read_page_tables(raw)
    spent = time.process_time() - start
    pages = [convert(raw) for raw in raws]
    joined = [table for page in join_tables(pages) for table in page.tables]
    counts: Counter[str] = Counter(pages=len(raws), joined=len(joined))
    for page in pages:
        counts["ruled"] += sum(table.ruled for table in page.tables)
        counts["blank"] += sum(not table.ruled for table in page.tables)
        counts["diagrams"] += len(page.diagrams)
        counts["fields"] += sum(len(diagram.fields) for diagram in page.diagrams)
    for table in joined:
        counts["header"] += bool(table.header)
        counts["caption"] += bool(table.caption)
        counts["notes"] += len(table.footnotes)
        counts["rows"] += len(table.rows)
    return counts, read, spent


def main() -> None:
    """Prints a line for each manual and one for all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=100_000, help="pages of each manual at most")
    chosen = parser.parse_args()
    print(f"{'manual':36}" + "".join(f"{name:>9}" for name in COLUMNS) + "   tables ms  words ms")
    total: Counter[str] = Counter()
    all_read = all_spent = 0.0
    for path in sorted(chosen.folder.glob("*.pdf")):
        counts, read, spent = measure(path, chosen.pages)
        print(_line(path.stem, counts, read, spent), flush=True)
        total += counts
        all_read, all_spent = all_read + read, all_spent + spent
    if total["pages"]:
        print(_line("all", total, all_read, all_spent))


def _line(name: str, counts: Counter[str], read: float, spent: float) -> str:
    pages = counts["pages"] or 1
    numbers = "".join(f"{counts[column]:9}" for column in COLUMNS)
    return f"{name[:36]:36}{numbers}{1000 * spent / pages:11.1f}{1000 * read / pages:10.1f}"


if __name__ == "__main__":
    main()
