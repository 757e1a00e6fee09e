"""How well intents are told, on our own labelled utterances, and what it costs.

    python -m benchmarks.intent [--cache data/embedders] [--half dev] [--half held] [--mistakes]

Prints Markdown: accuracy per half and language, of the rules alone and with the prototypes; the confusion
of each half; time per utterance. `--mistakes` lists the wrong ones, but those of the held half
are never shown, so that nothing is tuned on them.
"""

import argparse
import asyncio
import json
import statistics
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.chat.intent import Intent, PrototypeClassifier, Routed, read_question, route
from retrieval.embedders import EmbedderConfig
from retrieval.embedders.lazy import LazyEmbedder

UTTERANCES = Path(__file__).resolve().parent.parent / "tests" / "data" / "utterances"
HALVES = ("dev", "held", "terse")
LANGUAGES = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Utterance:
    """A labelled question."""

    id: str
    text: str
    intent: Intent
    language: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one."""

    utterance: Utterance
    by_rules: Intent
    routed: Routed
    milliseconds: float

    @property
    def right(self) -> bool:
        return self.routed.intent is self.utterance.intent


def utterances(half: str) -> tuple[Utterance, ...]:
    """One half of the set."""
    rows = map(json.loads, (UTTERANCES / f"{half}.jsonl").read_text(encoding="utf-8").splitlines())
    return tuple(Utterance(row["id"], row["text"], Intent(row["intent"]), row["language"]) for row in rows)


async def outcomes(half: str, classifier: PrototypeClassifier | None) -> tuple[Outcome, ...]:
    """Route every utterance of a half, one after the other."""
    found = []
    for utterance in utterances(half):
        began = time.perf_counter()
        reading = read_question(utterance.text)
        routed = await route(utterance.text, reading, classifier)
        found.append(Outcome(utterance, reading.intent, routed, 1000 * (time.perf_counter() - began)))
    return tuple(found)


def accuracy(found: Sequence[Outcome]) -> float:
    """Share of right ones."""
    return sum(outcome.right for outcome in found) / len(found)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cache", type=Path, default=Path("data/embedders"))
    parser.add_argument("--half", choices=HALVES, action="append")
    parser.add_argument("--mistakes", action="store_true")
    options = parser.parse_args()
    classifier = PrototypeClassifier(LazyEmbedder(EmbedderConfig(cache=options.cache)), options.cache)
    classifier.prepare()
    asyncio.run(_report(options.half or list(HALVES), classifier, options.mistakes))


async def _report(halves: Sequence[str], classifier: PrototypeClassifier, mistakes: bool) -> None:
    found = {half: await outcomes(half, classifier) for half in halves}
    print("| half | utterances | right | en | zh | rules alone | sure by rules, right of these |")
    print("|---|---|---|---|---|---|---|")
    for half, rows in found.items():
        print(_summary(half, rows))
    print("\n| half | route | median ms | 95 % ms |\n|---|---|---|---|")
    for half, rows in found.items():
        for source in ("rules", "classifier"):
            print(_times(half, source, [row.milliseconds for row in rows if row.routed.source == source]))
    for half, rows in found.items():
        print(f"\n### {half}: told as (across), is (down)\n")
        print(_confusion(rows))
    if mistakes:
        for row in (row for half in found if half != "held" for row in found[half]):
            if not row.right:
                print(f"- {row.utterance.id}: {row.routed} {row.utterance.text!r}")


def _summary(half: str, rows: Sequence[Outcome]) -> str:
    shares = [accuracy(rows)]
    shares += [accuracy([row for row in rows if row.utterance.language == each]) for each in LANGUAGES]
    alone = sum(row.by_rules is row.utterance.intent for row in rows) / len(rows)
    sure = [row for row in rows if row.routed.source == "rules"]
    cells = " | ".join(f"{100 * share:.1f} %" for share in (*shares, alone))
    return f"| {half} | {len(rows)} | {cells} | {len(sure)}, {100 * accuracy(sure):.1f} % |"


def _times(half: str, source: str, times: Sequence[float]) -> str:
    high = statistics.quantiles(times, n=20)[-1]
    return f"| {half} | {source} | {statistics.median(times):.2f} | {high:.2f} |"


def _confusion(rows: Sequence[Outcome]) -> str:
    counts = Counter((row.utterance.intent, row.routed.intent) for row in rows)
    lines = [f"| | {' | '.join(Intent)} |", "|---" * (len(Intent) + 1) + "|"]
    for true in Intent:
        cells = " | ".join(str(counts[true, told] or "") for told in Intent)
        lines.append(f"| **{true}** | {cells} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
