"""What verification keeps from the reader when a weak language model answers over the right evidence.

    python -m benchmarks.fence SET.jsonl --data FOLDER --llm URL --model NAME [--limit 200] [--kept FILE]

FOLDER is a data folder with the manuals ingested, URL an OpenAI-compatible server such as vLLM with Gemma 3
270M (`deploy/scripts/vllm.sh`). Exact facts do not answer here; they only verify. Each question is put to the
model once and its answer recorded; then the same words go through verification, which may ask once more. What
the model said is kept in a file, with its timing: the next run asks only what is new.

A value is wrong when it is of the kind that was asked for and is not the expected one, unless it is true of
another register in the same sentence, or of another attribute and said to be that (`benchmarks.fence_judge`).
"""

import argparse
import asyncio
import json
import re
import statistics
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.chat.answerers import Question
from app.chat.evidence import rank_units
from app.chat.schemas import ChatRequest
from app.chat.understanding import retrieve, understand
from app.chat.writing import Writing
from app.core.config import Settings
from app.core.logging import configure_logging
from app.facts.views import RegisterView
from app.resources import Resources, open_resources
from app.search.known import known
from app.search.service import Found
from benchmarks.fence_judge import Known, right, wrong
from benchmarks.fence_kept import ANSWER_TOKENS, Kept, Replayed, cut, load, save
from retrieval.identifiers import canonical, identifiers_in, matches

TUNED = 100
"""Questions, from the first, that rules were written after."""


@dataclass(slots=True)
class Outcome:
    """One question, answered without and with verification."""

    case: dict[str, Any]
    raw: str = ""
    shown: str = ""
    raw_first: float = 0.0
    """Seconds to the first word."""
    shown_first: float = 0.0
    """Seconds to the first verified sentence; 0 where none was shown."""
    cut: bool = False
    """Whether the raw answer ends where its tokens ended: its last word is half a word."""
    known: Known = field(default_factory=dict)
    regenerated: bool = False
    removed: int = 0


def main() -> None:
    """Prints the comparison, and with `--shown` every answer that shows a wrong value."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("set", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--llm", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--limit", type=int, default=200)
    parser.add_argument("--parallel", type=int, default=8)
    parser.add_argument("--shown", action="store_true", help="Print the wrong answers that are shown.")
    parser.add_argument("--kept", type=Path, help="Where the model's words are kept from run to run.")
    parser.add_argument("--json", type=Path, help="Write all answers to this file.")
    arguments = parser.parse_args()
    configure_logging("error")
    cases = [json.loads(line) for line in arguments.set.read_text(encoding="utf-8").splitlines()]
    settings = Settings(  # without dense vectors, which come in when they come: the same evidence every time
        data_dir=arguments.data, llm_url=arguments.llm, llm_model=arguments.model, embedder="none"
    )
    chosen = spread(cases, arguments.limit)
    outcomes = asyncio.run(answer_all(settings, chosen, arguments.parallel, arguments.kept))
    report(outcomes, arguments.shown)
    if arguments.json:
        rows = [
            one.case | {"raw": one.raw, "shown": one.shown, "removed": one.removed, "again": one.regenerated}
            for one in outcomes
        ]
        arguments.json.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")


def spread(cases: Sequence[dict[str, Any]], limit: int) -> list[dict[str, Any]]:
    """Cases of all kinds, chips and languages in turn, so that a part of the set is like the whole."""
    groups: dict[tuple[str, str, str], list[dict[str, Any]]] = defaultdict(list)
    for case in cases:
        groups[case["kind"], case["chip"], case["lang"]].append(case)
    ordered = sorted(
        (
            (number / len(group), key, case)
            for key, group in groups.items()
            for number, case in enumerate(group)
        ),
        key=lambda entry: entry[:2],
    )
    return [case for _, _, case in ordered[:limit]]


async def answer_all(
    settings: Settings, cases: Sequence[dict[str, Any]], parallel: int, file: Path | None
) -> list[Outcome]:
    """Every case, so many at once."""
    gate = asyncio.Semaphore(parallel)

    async def bounded(resources: Resources, kept: Kept, case: dict[str, Any]) -> Outcome:
        async with gate:
            outcome = await answer(resources, kept, case)
            print(".", end="", flush=True)
            return outcome

    async with open_resources(settings, "benchmarks.fence") as resources:
        assert resources.llm is not None  # noqa: S101 - the settings name a server
        kept = Kept(resources.llm)
        kept.said.update(load(file))
        try:
            done = await asyncio.gather(*(bounded(resources, kept, case) for case in cases))
        finally:
            save(file, kept.said)
    print()
    return list(done)


async def answer(resources: Resources, kept: Kept, case: dict[str, Any]) -> Outcome:
    """One question, answered, and the same words verified."""
    request = ChatRequest.model_validate(
        {"messages": [{"role": "user", "content": case["question"]}], "max_tokens": ANSWER_TOKENS}
    )
    asked, found = await retrieve(resources, request, await understand(resources, request))
    outcome = Outcome(case)
    replayed = Replayed(kept)
    ranked = rank_units(asked.own, found.hits, context=asked.context)
    writing = Writing(replayed, request, Question(asked, found, ranked, "", ""))
    outcome.shown, outcome.shown_first = await _written(writing, resources, replayed)
    said = await kept.answer(replayed.requests[0])
    outcome.raw = "".join(words for _, words, _ in said)
    outcome.raw_first = next((at for at, words, _ in said if words.strip()), 0.0)
    if written := writing.written():
        outcome.regenerated = bool(written.verification["regenerated"])
        outcome.removed = int(written.verification["removed"])
    outcome.cut = cut(said)
    outcome.known = await _known(resources, found, outcome)
    return outcome


async def _known(resources: Resources, found: Found, outcome: Outcome) -> Known:
    """What the facts say of the asked register and of all that the answer names."""
    case = outcome.case
    said = identifiers_in(f"{case['question']}\n{outcome.raw}\n{outcome.shown}")
    names = dict.fromkeys((case["register"] or "", *said))
    async with resources.sessions() as session:
        passages = [hit.passage for hit in found.hits]
        there = await known(session, tuple(names), passages, found.versions, case["lang"])
    fields = {canonical(one.field.name) for view in there.registers for one in view.fields}
    numbers: dict[str, frozenset[int]] = {}
    for name in filter(None, names):
        views = [view for view in there.registers if matches(name, view.name) > 0]
        if views or canonical(name) in fields:
            numbers[canonical(name)] = frozenset(number for view in views for number in _numbers(view))
    return numbers


def _numbers(view: RegisterView) -> Iterator[int]:
    yield from (one.value for one in (*view.addresses, *view.offsets))
    yield from (int(one.value, 16) for one in view.resets if re.fullmatch(r"0x[0-9A-Fa-f]+", one.value))


async def _written(writing: Writing, resources: Resources, llm: Replayed) -> tuple[str, float]:
    """What the reader sees, without the list of places beneath it, and when the first of it came."""
    shown, first = "", 0.0
    async for piece in writing.answer(resources):
        if isinstance(piece, str):
            shown += piece
            first = first or (llm.elapsed if shown.strip() else 0.0)
    return shown, first


def report(outcomes: Sequence[Outcome], shown: bool) -> None:
    """The whole set, then what may be tuned on and what may not."""
    table("all questions", outcomes)
    table(f"the first {TUNED}, tuned on", outcomes[:TUNED])
    table("the others", outcomes[TUNED:])
    for one in outcomes if shown else ():
        if shows_wrong(one) or (is_right(one) and not right(one.case, one.shown)):
            kind = "WRONG" if shows_wrong(one) else "LOST"
            print(f"\n- {kind} {one.case['id']} expected {one.case['answer']}: {one.case['question']}")
            print(f"  shown: {one.shown!r}\n  raw: {one.raw!r}")


def spoken(one: Outcome) -> str:
    """The raw answer without half a word at its end."""
    return re.sub(r"\S*\Z", "", one.raw) if one.cut else one.raw


def shows_wrong(one: Outcome) -> bool:
    """Whether the verified answer shows a wrong value."""
    return wrong(one.case, one.shown, one.known)


def is_right(one: Outcome) -> bool:
    """Whether the model's own words are right: the expected value and no wrong one."""
    raw = spoken(one)
    return one.case["answer"] is not None and right(one.case, raw) and not wrong(one.case, raw, one.known)


def table(title: str, outcomes: Sequence[Outcome]) -> None:
    """One table."""
    rights = [one for one in outcomes if is_right(one)]
    lost = [one for one in rights if not right(one.case, one.shown)]
    holding = [one for one in outcomes if one.case["answer"] is not None]
    rows = (
        (
            "shows a wrong value",
            _share(outcomes, (wrong(o.case, spoken(o), o.known) for o in outcomes)),
            _share(outcomes, map(shows_wrong, outcomes)),
        ),
        (
            "shows the right value, of those that have one",
            _share(holding, (right(o.case, spoken(o)) for o in holding)),
            _share(holding, (right(o.case, o.shown) for o in holding)),
        ),
        (
            "shows nothing",
            _share(outcomes, (not o.raw.strip() for o in outcomes)),
            _share(outcomes, (not o.shown.strip() for o in outcomes)),
        ),
        (
            "first words, median s",
            _median(o.raw_first for o in outcomes),
            _median(o.shown_first for o in outcomes),
        ),
    )
    print(f"\n### {title}: {len(outcomes)}\n")
    print("| | without verification | with |\n|---|---|---|")
    for name, without, with_ in rows:
        print(f"| {name} | {without} | {with_} |")
    share = 100 * len(lost) / len(rights) if rights else 0.0
    print(f"\nright answers lost: {len(lost)} of {len(rights)} ({share:.1f} %)")
    print(f"asked again: {sum(o.regenerated for o in outcomes)}")
    print(f"sentences removed: {sum(o.removed for o in outcomes)}")


def _share(outcomes: Sequence[Outcome], held: Iterable[bool]) -> str:
    count = sum(held)
    return f"{100 * count / max(len(outcomes), 1):.1f} % ({count})"


def _median(values: Iterable[float]) -> str:
    some = [value for value in values if value]
    return f"{statistics.median(some):.2f}" if some else "-"


if __name__ == "__main__":
    main()
