"""The report of an increment, in Markdown, for whoever decides about the candidate. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from finetune.dataset.types import Kind
from finetune.evaluation.comparing import Change


@dataclass(frozen=True, slots=True)
class Increment:
    """What one night came to, as far as it came."""

    key: str
    cases: int
    dataset: str = ""
    counts: Mapping[str, Any] = field(default_factory=dict)
    """Conversations and tasks of the dataset, by kind and split."""
    job: str = ""
    adapter: str = ""
    losses: Mapping[str, float] = field(default_factory=dict)
    """Validation loss `before` and `after`."""
    against: str = ""
    changes: Sequence[Change] = ()
    missing: str = ""
    """Why nothing was measured."""
    objection: str = ""
    """What the registry would say to a promotion; empty where it would agree."""
    failure: str = ""
    """Why the night ended early."""


def markdown(one: Increment) -> str:
    """The whole report."""
    parts = [f"# Increment {one.key}", *_lines(one)]
    if one.changes:
        parts.append(_table(one.changes))
        parts.append("Case by case: comparison.html.")
    if one.adapter and not one.failure:
        parts.append(_next(one))
    return "\n\n".join(parts) + "\n"


def summary(one: Increment) -> str:
    """One line."""
    if one.failure:
        return f"Ended early: {one.failure}"
    if one.missing:
        return f"Not evaluated: {one.missing}"
    better, worse = (
        [c.measure for c in one.changes if c.verdict == verdict] for verdict in ("better", "worse")
    )
    return (
        f"Against {one.against or 'the base'}: better in {', '.join(better) or 'nothing'}, "
        f"worse in {', '.join(worse) or 'nothing'}."
    )


def _lines(one: Increment) -> list[str]:
    lines = [f"New reviewed cases: {one.cases}."]
    if one.dataset:
        counts = "; ".join(
            f"{kind} {sum(splits.values())}" for kind, splits in one.counts.items() if kind in list(Kind)
        )
        lines.append(f"Dataset: {one.dataset} ({counts}).")
    if one.job:
        lines.append(f"Job: {one.job}. Adapter: {one.adapter}.")
    if one.losses:
        lines.append(f"Validation loss: {one.losses['before']:.4f} before, {one.losses['after']:.4f} after.")
    if one.failure:
        lines.append(f"It ended early: {one.failure}")
    elif one.missing:
        lines.append(f"Not evaluated: {one.missing}")
    return lines


def _table(changes: Sequence[Change]) -> str:
    rows = [
        f"| {one.measure} | {one.before:.3f} | {one.after:.3f} | {one.difference.mean:+.3f} | "
        f"{one.difference.low:+.3f} to {one.difference.high:+.3f} | {one.verdict} |"
        for one in changes
    ]
    head = "| measure | before | after | difference | 95 % interval | verdict |"
    return "\n".join([head, "|---|---|---|---|---|---|", *rows])


def _next(one: Increment) -> str:
    if one.objection:
        return f"Nothing was promoted, and the registry would refuse it: {one.objection}"
    step = f"chipcite adapters promote {one.adapter} canary"
    return f"Nothing was promoted. To answer a tenth of the readers with it: {step}"
