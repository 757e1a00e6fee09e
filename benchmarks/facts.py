"""Registers, bit fields and reset values that are read from manuals, against the vendors' SVD files.

    python -m benchmarks.facts MANUAL.pdf=FILE.svd [MANUAL.pdf=FILE.svd …] [--misses N]

For every register of the SVD that the manual documents, and every field of those whose name stands in the
manual: what the service would answer. Precision is the share of answers that agree with the SVD, recall the
share of statements that are answered rightly. A vendor's manual and SVD do disagree in places, so neither
can reach 100 on every manual: the misses are printed to be looked at on the page.
"""

import argparse
from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from app.facts.records import BitField, FactSet, Register
from app.facts.repository import Located
from app.facts.service import field_in
from app.facts.views import RegisterView, register_view
from ingestion.extraction import registers
from ingestion.parsing.convert import convert
from ingestion.parsing.detection.description import described
from ingestion.parsing.formats import Limits
from ingestion.parsing.markup.svd import read_svd
from ingestion.parsing.structure import structure
from ingestion.types import StructuredDocument
from retrieval.identifiers import canonical, forms, identifiers_in

Fact = TypeVar("Fact", Register, BitField)
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
    names = (name for block in document.blocks for name in identifiers_in(block.text))
    scores = compare(read, truth, frozenset(map(canonical, names)))
    print(f"\n### {manual.name} against {svd.name}\n")
    print("| what | statements | precision | recall |\n|---|---|---|---|")
    for name, score in scores.items():
        print(score.line(name))
    for name, score in scores.items():
        for kind in ("wrong", "missing"):
            for one in getattr(score, kind)[:misses]:
                print(f"- {name} {kind}: {one}")


def compare(read: FactSet, truth: FactSet, documented: frozenset[str]) -> dict[str, Score]:
    """What the service would answer for each statement of the truth that the manual documents."""
    places, resets, fields = Score(), Score(), Score()
    mentions = _grouped(read.registers, lambda one: one.name)
    bits = _grouped(read.fields, lambda one: one.register)
    stated = _grouped(truth.fields, lambda one: one.register)
    for register in truth.registers:
        wanted = forms(register.name)
        view = register_view(
            register.name,
            [one for form in wanted for one in mentions.get(form, ())],
            [one for form in wanted for one in bits.get(form, ())],
            lambda _: 0,
        )
        if view is None:
            continue
        _place(register, view, places)
        _reset(register, view, resets)
        for field_ in stated.get(canonical(register.name), ()):
            if canonical(field_.fact.name) in documented and view.fields:
                _field(field_.fact, view, fields)
    return {
        "register, address or offset": places,
        "register, reset": resets,
        "field, msb, lsb": fields,
    }


def _place(register: Register, view: RegisterView, score: Score) -> None:
    said = [one.value for one in (*view.addresses, *view.offsets)]
    if not said:
        score.missing.append(register.name)
    elif register.address in said or register.offset in said:
        score.right += 1
    else:
        score.wrong.append(f"{register.name} {register.address:#x} read {list(map(hex, said))}")


def _reset(register: Register, view: RegisterView, score: Score) -> None:
    if not register.reset:
        return
    if not view.resets:
        score.missing.append(register.name)
    elif any(_agrees(one.value, int(register.reset, 16)) for one in view.resets):
        score.right += 1
    else:
        score.wrong.append(f"{register.name} {register.reset} read {[one.value for one in view.resets]}")


def _agrees(printed: str, value: int) -> bool:
    """Whether a printed reset value is this number; an open digit agrees with any."""
    digits = printed.removeprefix("0x").lower()
    wanted = f"{value:0{len(digits)}x}"
    return len(wanted) == len(digits) and all(p in ("x", w) for p, w in zip(digits, wanted, strict=True))


def _field(one: BitField, view: RegisterView, score: Score) -> None:
    if canonical(one.name).startswith("RESERVED"):
        return
    name = f"{one.register}.{one.name} {one.msb}:{one.lsb}"
    found = field_in(view, one.name)
    if found is None:
        score.missing.append(f"{name}, page {view.fields[0].stated.provenance.page}")
    elif (found.field.msb, found.field.lsb) == (one.msb, one.lsb):
        score.right += 1
    else:
        score.wrong.append(f"{name} read {found.field.msb}:{found.field.lsb}")


def _grouped(facts: Iterable[Fact], name: Callable[[Fact], str]) -> dict[str, list[Located[Fact]]]:
    found: dict[str, list[Located[Fact]]] = defaultdict(list)
    for one in facts:
        found[canonical(name(one))].append(Located(one, "manual", "", one.provenance))
    return found


if __name__ == "__main__":
    main()
