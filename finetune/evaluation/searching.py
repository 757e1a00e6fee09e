"""A grid of decodings side by side: which does best in a measure, and which cannot be told from it. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from finetune.evaluation.comparing import LOWER_IS_BETTER
from finetune.evaluation.intervals import difference
from finetune.evaluation.results import Run

BY = ("exact", "pass@1", "general", "abstention", "answered")
"""What is searched for, the first of them that was measured."""


def searched(runs: Mapping[str, Run], by: str = "") -> dict[str, Any]:
    """The best of some runs of the same cases by name, and each with its means and its distance to the best.

    Raises `ValueError` where the measure was not taken.
    """
    measure = by or next((name for name in BY if any(run.values(name) for run in runs.values())), BY[-1])
    values = {name: run.values(measure) for name, run in runs.items()}
    if not all(values.values()):
        raise ValueError(f"{measure} was not measured.")
    sign = -1 if measure in LOWER_IS_BETTER else 1
    best = max(values, key=lambda name: sign * _mean(values[name]))
    rows = [_row(name, run, values[name], values[best]) for name, run in runs.items()]
    rows.sort(key=lambda row: -sign * row["mean"])
    return {"measure": measure, "best": best, "decodings": rows}


def _row(name: str, run: Run, own: Mapping[str, float], best: Mapping[str, float]) -> dict[str, Any]:
    to_best = difference(best, own)
    return {
        "name": name,
        "decoding": run.settings["decoding"],
        "mean": _mean(own),
        "to_best": {"mean": to_best.mean, "low": to_best.low, "high": to_best.high},
        "as_good": not to_best.beyond_zero,
        "measures": {key: one.mean for key, one in run.table().get("", {}).items()},
    }


def _mean(values: Mapping[str, float]) -> float:
    return sum(values.values()) / len(values)


def markdown(found: Mapping[str, Any]) -> str:
    """For people: the best first."""
    lines = [
        f"# Decodings by {found['measure']}",
        "",
        "| temperature | top_p | mean | to the best | |",
        "|---|---|---|---|---|",
    ]
    lines.extend(_line(row, found["best"]) for row in found["decodings"])
    return "\n".join(lines) + "\n"


def _line(row: Mapping[str, Any], best: str) -> str:
    bounds, decoding = row["to_best"], row["decoding"]
    verdict = "best" if row["name"] == best else "cannot be told from it" if row["as_good"] else "worse"
    distance = f"{bounds['mean']:+.3f} ({bounds['low']:+.3f} to {bounds['high']:+.3f})"
    cells: Sequence[str] = (str(decoding["temperature"]), str(decoding["top_p"]), f"{row['mean']:.3f}")
    return f"| {' | '.join(cells)} | {distance} | {verdict} |"
