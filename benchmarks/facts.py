"""Registers, bit fields and reset values that are read from manuals, against the vendors' SVD files.

    python -m benchmarks.facts MANUAL.pdf=FILE.svd [MANUAL.pdf=FILE.svd …] [--misses N]

Over every register and field that both describe: recall is the share of the SVD's statements about registers
and fields which the manual names that were read with the same value; precision is the share of read
statements about names which the SVD has that agree with it. A vendor's manual and SVD do disagree in places,
so neither figure can reach 100 on every manual: the misses are printed to be looked at on the page.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from app.facts.records import BitField, FactSet, Register
from ingestion.extraction import registers
from ingestion.parsing.convert import convert
from ingestion.parsing.detection.description import described
from ingestion.parsing.formats import Limits
from ingestion.parsing.markup.svd import read_svd
from ingestion.parsing.structure import structure
from ingestion.types import StructuredDocument
from retrieval.identifiers import canonical, forms

FORMATTER = argparse.RawDescriptionHelpFormatter


@dataclass(slots=True)
class Score:
    """Statements of one kind that were compared."""

    right: int = 0
    wrong: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def line(self, name: str) -> str:
        """A row of the table."""
        read, stated = self.right + len(self.wrong), self.right + len(self.wrong) + len(self.missing)
        precision = 100 * self.right / read if read else 0.0
        recall = 100 * self.right / stated if stated else 0.0
        return f"| {name} | {stated} | {precision:.1f} | {recall:.1f} |"


def main() -> None:
    """Prints one table for each pair."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=FORMATTER)
    parser.add_argument("pairs", nargs="+", metavar="MANUAL.pdf=FILE.svd")
    parser.add_argument("--misses", type=int, default=0, help="Print so many of each kind.")
    arguments = parser.parse_args()
    with ProcessPoolExecutor() as pool:
        for pair in arguments.pairs:
            manual, _, svd = pair.partition("=")
            report(Path(manual), Path(svd), pool, arguments.misses)


def report(manual: Path, svd: Path, pool: ProcessPoolExecutor, misses: int) -> None:
    """One manual against one SVD file."""
    document = structure(convert(manual, manual.name, Limits(), pool), manual.name)
    read = registers.extract(document)
    blocks = read_svd(svd.read_text(encoding="utf-8", errors="replace"))
    truth = registers.extract(StructuredDocument(blocks, described(blocks), 1))
    scores = compare(read, truth)
    print(f"\n### {manual.name} against {svd.name}\n")
    print("| what | statements | precision | recall |\n|---|---|---|---|")
    for name, score in scores.items():
        print(score.line(name))
    for name, score in scores.items():
        for kind in ("wrong", "missing"):
            for one in getattr(score, kind)[:misses]:
                print(f"- {name} {kind}: {one}")


def compare(read: FactSet, truth: FactSet) -> dict[str, Score]:
    """Each statement of the truth about something that the manual names, with what was read of it."""
    places, resets = Score(), Score()
    mentions = _by_name(read.registers)
    fields: dict[str, list[BitField]] = defaultdict(list)
    for one in read.fields:
        fields[canonical(one.register)].append(one)
    for register in truth.registers:
        found = _matching(register.name, mentions)
        if not found:
            continue
        _place(register, found, places)
        if register.reset:
            _reset(register, found, resets)
    return {
        "register, address or offset": places,
        "register, reset": resets,
        "field, msb, lsb": _fields(truth, fields),
    }


def _place(register: Register, found: list[Register], score: Score) -> None:
    said = {one.address for one in found if one.address is not None and "*" not in canonical(one.name)}
    said |= {one.offset for one in found if one.offset is not None and one.stride is None}
    if not said:
        score.missing.append(register.name)
    elif register.address in said or register.offset in said:
        score.right += 1
    else:
        score.wrong.append(f"{register.name} {register.address:#x} read {sorted(map(hex, said))}")


def _reset(register: Register, found: list[Register], score: Score) -> None:
    said = [one.reset for one in found if one.reset]
    if not said:
        score.missing.append(register.name)
    elif any(_agrees(one, int(register.reset, 16)) for one in said):
        score.right += 1
    else:
        score.wrong.append(f"{register.name} {register.reset} read {said}")


def _agrees(printed: str, value: int) -> bool:
    """Whether a printed reset value is this number; an open digit agrees with any."""
    digits = printed.removeprefix("0x")
    wanted = f"{value:0{len(digits)}x}"
    return len(wanted) == len(digits) and all(
        p in ("x", w) for p, w in zip(digits.lower(), wanted, strict=True)
    )


def _fields(truth: FactSet, read: dict[str, list[BitField]]) -> Score:
    score = Score()
    for one in truth.fields:
        found = [item for form in forms(one.register) for item in read.get(form, ())]
        if not found or canonical(one.name).startswith("RESERVED"):
            continue
        same = [item for item in found if canonical(item.name) in forms(one.name)]
        name = f"{one.register}.{one.name} {one.msb}:{one.lsb}"
        if any((item.msb, item.lsb) == (one.msb, one.lsb) for item in same):
            score.right += 1
        elif same:
            score.wrong.append(f"{name} read {[(item.msb, item.lsb) for item in same][:3]}")
        else:
            score.missing.append(f"{name}, page {found[0].provenance.page}")
    return score


def _by_name(mentions: Iterable[Register]) -> dict[str, list[Register]]:
    found: dict[str, list[Register]] = defaultdict(list)
    for one in mentions:
        found[canonical(one.name)].append(one)
    return found


def _matching(name: str, mentions: dict[str, list[Register]]) -> list[Register]:
    """Mentions of the nearest form of a name that the manual has."""
    return next((mentions[form] for form in forms(name) if form in mentions), [])


if __name__ == "__main__":
    main()
