"""Wrong values planted into right answers over the evidence that the service retrieves: what is caught.

    python -m benchmarks.verification --data FOLDER [--count 300] [--seed 1] [--show N] [--cache FILE]

FOLDER is the data folder of a service that is not running and has manuals in it. Each case is a question, the
numbered passages and facts that a language model would be given, a right answer and the same answer with one
wrong value. Prints, for each part of the templates, the share of wrong answers that are caught and the share
of right answers, and of right values in them, that are marked. A to C may be tuned on; D is the figure.
"""

import argparse
import asyncio
import pickle
import statistics
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from app.chat.verification import Finding, Verifier, units_of
from app.chat.verification.atoms import without_citations
from app.chat.verification.binding import read
from app.chat.verification.plain import plain
from app.chat.verification.types import Kind
from benchmarks.planted_cases import PARTS, Case, build

FORMATTER = argparse.RawDescriptionHelpFormatter


def main() -> None:
    """Builds the cases, or takes them from the cache, and prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=FORMATTER)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--count", type=int, default=300, help="Wrong values for each part.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--parts", default="".join(PARTS), help="Which parts of the phrasings.")
    parser.add_argument("--show", type=int, default=0, help="Print so many failures of one part.")
    parser.add_argument("--show-part", default="A")
    parser.add_argument("--cache", type=Path, help="Keep the cases here, to run again without retrieval.")
    arguments = parser.parse_args()
    if arguments.cache and arguments.cache.exists():
        cases = pickle.loads(arguments.cache.read_bytes())  # noqa: S301 - this benchmark's own file
    else:
        cases = asyncio.run(build(arguments.data, arguments.count, arguments.seed, arguments.parts))
        if arguments.cache:
            arguments.cache.parent.mkdir(parents=True, exist_ok=True)
            arguments.cache.write_bytes(pickle.dumps(cases))
    cases = [case for case in cases if case.right != case.wrong]
    for part in arguments.parts:
        own = [case for case in cases if case.part == part]
        if own:
            report(part, own, arguments.show if part == arguments.show_part else 0)


def report(part: str, cases: Sequence[Case], show: int) -> None:
    """The table of one part, and failures to look at."""
    caught: Counter[str] = Counter()
    marked: Counter[str] = Counter()
    checked = findings = 0
    milliseconds: list[float] = []
    shown = 0
    escaped: Counter[str] = Counter()
    for case in cases:
        verifier = Verifier(case.sources, case.facts, case.question)
        milliseconds.extend(_times(verifier.again(), case.right))
        right, wrong = verifier.again().read(case.right), verifier.again().read(case.wrong)
        checked += _values_in(case.right)
        findings += sum(finding.kind not in (Kind.NAME, Kind.CITATION) for finding in right.findings)
        hit = any(_meets(finding.sentence, case.planted) for finding in wrong.findings)
        caught[case.kind] += hit
        escaped[f"{case.kind}: {case.how}"] += not hit
        marked[case.kind] += not right.ok
        if (not hit or not right.ok) and shown < show:
            shown += 1
            _show(case, right.findings, hit)
    total = Counter(case.kind for case in cases)
    print(f"\n### {part}: {len(cases)} right answers, {len(cases)} wrong ones\n")
    print("| kind | wrong caught | right marked |\n|---|---|---|")
    for kind, number in sorted(total.items()):
        print(f"| {kind} | {caught[kind]} of {number} | {marked[kind]} of {number} |")
    print(f"| all | {100 * caught.total() / len(cases):.1f} % | {100 * marked.total() / len(cases):.1f} % |")
    print(f"\nRight values marked: {findings} of {checked} ({100 * findings / max(checked, 1):.2f} %).")
    print(
        f"A sentence takes {statistics.median(milliseconds):.1f} ms in the middle, {_p99(milliseconds):.1f} ms at p99."  # noqa: E501 - one pattern or case, one line
    )
    print(
        "Escaped:", ", ".join(f"{how} {number}" for how, number in escaped.most_common() if number) or "none"
    )


def _values_in(answer: str) -> int:
    """How many values an answer states."""
    units = (read(without_citations(plain(unit)))[1] for unit in units_of(answer))
    return sum(atom.kind is not Kind.PAGE for atoms in units for atom in atoms)


def _meets(sentence: str, planted: Sequence[str]) -> bool:
    """Whether a finding is about the sentence or row with the planted value."""
    return any(value in sentence for value in planted)


def _times(verifier: Verifier, answer: str) -> list[float]:
    times = []
    for unit in units_of(answer):
        started = time.perf_counter()
        verifier.check(unit)
        times.append(1000 * (time.perf_counter() - started))
    return times


def _p99(values: Sequence[float]) -> float:
    return sorted(values)[min(len(values) - 1, int(0.99 * len(values)))]


def _show(case: Case, marked: Sequence[Finding], hit: bool) -> None:
    print(
        f"--- {case.kind}/{case.language}/{case.how} {'ESCAPED' if not hit else ''} {'MARKED' if marked else ''}"  # noqa: E501 - one pattern or case, one line
    )
    print("Q:", case.question, "\nright:", case.right, "\nwrong:", case.wrong)
    for finding in marked:
        print("   ", finding.kind, finding.text, finding.reason, finding.expected)


if __name__ == "__main__":
    main()
