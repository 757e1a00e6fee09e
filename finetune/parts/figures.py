"""With and without a part, on the same cases: what the registry reads, and what a person reads. Pure."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from finetune.evaluation.intervals import difference
from finetune.parts.types import Learned, PerCase


def evaluation(learned: Learned, against: str) -> dict[str, Any]:
    """As `app.registry.rules` reads it. The measures are taken of the part as it serves."""
    changes = {
        name: {key: round(value, 4) for key, value in asdict(found).items()}
        for name, found in (
            (name, difference(own, learned.after[name])) for name, own in learned.before.items()
        )
        if found.cases
    }
    return {"served": True, "against": against, "changes": changes}


def means(per_case: PerCase) -> dict[str, float]:
    """Each measure over its cases."""
    return {name: round(float(np.mean(list(own.values()))), 4) for name, own in per_case.items() if own}


def table(learned: Learned, found: Mapping[str, Any]) -> str:
    """One line a measure, in Markdown."""
    without, own = means(learned.before), means(learned.after)
    lines = [
        f"# {learned.kind}",
        "",
        "| measure | cases | without | with | difference |",
        "|---|---|---|---|---|",
    ]
    for name, change in found["changes"].items():
        bounds = f"{change['mean']:+.3f} ({change['low']:+.3f} to {change['high']:+.3f})"
        lines.append(f"| {name} | {change['cases']} | {without[name]:.3f} | {own[name]:.3f} | {bounds} |")
    return "\n".join(lines) + "\n"
