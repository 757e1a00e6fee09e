"""Registers, bit fields and reset values that are read from manuals, against the vendors' register files.

    python -m benchmarks.facts MANUAL.pdf=FILE.svd [MANUAL.pdf=FILE.svd …] [--misses N]

FILE is an SVD file or a folder of RISC-V register XML. For every register of it that the manual documents,
and every field of those whose name stands in the manual: what the service would answer. Precision is the
share of answers that agree with the file, recall the share of statements that are answered rightly.

A vendor's manual and register file do disagree. `printed` counts the answers that differ from the file where
the words on the page, at the place that the answer cites, literally hold what was answered; `read` is the
precision without them, that is of reading. `open` counts instances of an array for which the manual states
no address at all; they are in no other figure. Below the table stands what no figure of it can show: the
tables and drawings of registers out of which nothing was read.
"""

import argparse
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from app.facts.records import FactSet
from benchmarks.printed import Printed
from benchmarks.statements import Names, Score, compare
from ingestion.extraction import join, memory, registers
from ingestion.extraction.report import TableCount, report
from ingestion.extraction.report import unread as not_read
from ingestion.parsing.convert import convert
from ingestion.parsing.detection.description import described
from ingestion.parsing.formats import Limits
from ingestion.parsing.markup.svd import read_svd
from ingestion.parsing.structure import structure
from ingestion.types import StructuredDocument

FORMATTER = argparse.RawDescriptionHelpFormatter


def main() -> None:
    """Prints one table for all pairs, and below it the misses of each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=FORMATTER)
    parser.add_argument("pairs", nargs="+", metavar="MANUAL.pdf=FILE.svd")
    parser.add_argument("--misses", type=int, default=0, help="Print so many of each kind.")
    arguments = parser.parse_args()
    found: list[tuple[str, dict[str, Score]]] = []
    unread: list[str] = []
    print("| manual | what | statements | precision | recall | printed | read | open |")
    print("|---|---|---|---|---|---|---|---|")
    with ProcessPoolExecutor() as pool:
        for pair in arguments.pairs:
            manual, _, truth = pair.partition("=")
            scores, counts = measure(Path(manual), Path(truth), pool)
            unread += [
                f"{Path(manual).stem}, {one.kind}: {one.unread} of {one.read + one.unread} tables, "
                f"pages {', '.join(map(str, one.pages[:20]))}"
                for one in counts
            ]
            found.append((Path(manual).stem, scores))
            for what, score in scores.items():
                print(score.line(Path(manual).stem, what), flush=True)
    print("\nNot read at all:", *(unread or ["nothing"]), sep="\n- ")
    for name, scores in found:
        for what, score in scores.items():
            for kind in ("wrong", "printed", "missing", "open"):
                for one in getattr(score, kind)[: arguments.misses]:
                    print(f"- {name}, {what}, {kind}: {one}")


def measure(
    manual: Path, truth: Path, pool: ProcessPoolExecutor
) -> tuple[dict[str, Score], list[TableCount]]:
    """One manual against one register file, and which of its tables of registers gave no facts at all."""
    document = structure(convert(manual, manual.name, Limits(), pool), manual.name)
    read = registers.extract(document)
    counts = [one for one in not_read(report(document, read)) if one.kind != "limits"]
    return compare(read, truth_of(truth), Names(document), Printed(manual)), counts


def truth_of(path: Path) -> FactSet:
    """What a register file states; of a folder, what all of its files state."""
    files = sorted(path.glob("*.xml")) if path.is_dir() else [path]
    sets = []
    for file in files:
        blocks = read_svd(file.read_text(encoding="utf-8", errors="replace"))
        document = StructuredDocument(blocks, described(blocks), 1)
        sets += [registers.extract(document), memory.extract(document)]
    return join(sets)


if __name__ == "__main__":
    main()
