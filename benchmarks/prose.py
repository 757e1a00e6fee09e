"""Questions of prose over the sample manual, half of which it does not answer: wrong quotes and abstentions.

    python -m benchmarks.prose [--half tuned|held] [--data FOLDER] [--embedder NAME] [--show]

Without --data the library of `benchmarks/dialogues.py` is built first. A quote is wrong where the manual does
not say what is asked; an abstention is wrong where it does. `right` is what shows the words that answer.
"""

import argparse
import asyncio
import json
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.dialogues import ROOT, build_documents, ingest, serving

SET = ROOT / "tests" / "data" / "prose.jsonl"


@dataclass(frozen=True, slots=True)
class Case:
    """One question."""

    id: str
    language: str
    half: str
    """tuned, or held: not in view while the rules were tuned."""
    question: str
    shows: tuple[str, ...] | None
    """Any of them answers; None: the manual does not."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a question was answered."""

    case: Case
    abstained: bool
    text: str

    @property
    def wrong_quote(self) -> bool:
        """Whether something is quoted that cannot answer."""
        return self.case.shows is None and not self.abstained

    @property
    def wrong_abstention(self) -> bool:
        """Whether nothing is answered though the manual does."""
        return self.case.shows is not None and self.abstained

    @property
    def right(self) -> bool:
        """Whether the answer shows what answers, or none is given where there is none."""
        shows = self.case.shows
        return self.abstained if shows is None else not self.abstained and any(s in self.text for s in shows)


def read_set(path: Path = SET) -> tuple[Case, ...]:
    """The cases of a file, one a line."""
    rows = (json.loads(line) for line in path.read_text("utf-8").splitlines())
    return tuple(Case(**row | {"shows": row["shows"] and tuple(row["shows"])}) for row in rows)


async def measure(data: Path, cases: Iterable[Case], embedder: str = "none") -> tuple[Outcome, ...]:
    """Each question in a conversation of its own."""
    found = []
    async with serving(data, embedder) as (_, client):
        for case in cases:
            body = {"model": "chipcite", "messages": [{"role": "user", "content": case.question}]}
            reply = (await client.post("/v1/chat/completions", json=body)).raise_for_status().json()
            text = reply["choices"][0]["message"]["content"]
            found.append(Outcome(case, reply["chipcite"]["abstained"], text))
    return tuple(found)


def report(outcomes: Sequence[Outcome]) -> str:
    """A line for each half and language."""
    lines = ["| half | questions | wrong quotes | wrong abstentions | right |", "|---|---|---|---|---|"]
    for half in dict.fromkeys((o.case.half, o.case.language) for o in outcomes):
        part = [o for o in outcomes if (o.case.half, o.case.language) == half]
        counts = (len(part), *(sum(getattr(o, name) for o in part) for name in COUNTED))
        lines.append(f"| {', '.join(half)} | {' | '.join(map(str, counts))} |")
    return "\n".join(lines)


COUNTED = ("wrong_quote", "wrong_abstention", "right")


def main() -> None:
    """Builds the library where none is given, and prints the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--half", choices=("tuned", "held"))
    parser.add_argument("--data", type=Path, help="A data folder with the documents in it, or to be filled.")
    parser.add_argument("--embedder", default="none")
    parser.add_argument("--show", action="store_true", help="Print what is not right.")
    arguments = parser.parse_args()
    cases = [case for case in read_set() if arguments.half in (None, case.half)]
    with tempfile.TemporaryDirectory() as temporary:
        data = arguments.data or Path(temporary) / "data"
        if not data.exists():
            asyncio.run(ingest(data, build_documents(Path(temporary))))
        outcomes = asyncio.run(measure(data, cases, arguments.embedder))
    print(report(outcomes))
    for outcome in outcomes if arguments.show else ():
        if not outcome.right:
            print(f"- {outcome.case.id}: {outcome.case.question}\n  {outcome.text[:300]!r}")


if __name__ == "__main__":
    main()
