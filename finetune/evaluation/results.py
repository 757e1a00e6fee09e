"""What a run of an evaluation leaves: run.json with how it was asked, results.jsonl with each case, and the
means.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from finetune.evaluation.answering import Answer
from finetune.evaluation.intervals import Interval, interval
from finetune.evaluation.scoring import MEASURES, Scores
from finetune.evaluation.suite import Case, case_of


@dataclass(frozen=True, slots=True)
class Result:
    """One case, answered and judged."""

    case: Case
    answer: Answer
    scores: Scores


@dataclass(frozen=True, slots=True)
class Run:
    """All cases of one suite, asked of one model."""

    name: str
    settings: Mapping[str, Any]
    """Suite, model, address, decoding, code: how it can be done again."""
    results: Sequence[Result] = field(default_factory=tuple)

    def values(self, measure: str, variant: str = "") -> dict[str, float]:
        """A measure's value by case."""
        return {
            one.case.id: one.scores[measure]
            for one in self.results
            if one.case.variant == variant and measure in one.scores
        }

    def table(self) -> dict[str, dict[str, Interval]]:
        """By variant and measure: the mean with its interval."""
        made: dict[str, dict[str, Interval]] = defaultdict(dict)
        for variant in sorted({one.case.variant for one in self.results}):
            for measure in measures(self):
                if values := self.values(measure, variant):
                    made[variant][measure] = interval(list(values.values()))
        return dict(made)


def measures(*runs: Run) -> list[str]:
    """Those that were measured, in our order."""
    seen = {name for run in runs for one in run.results for name in one.scores}
    ordered = [name for name in ("answered", *MEASURES) if name in seen]
    return ordered + sorted(seen - set(ordered))


def write_run(folder: Path, run: Run) -> None:
    """Everything, so that a report or a comparison can be made anew."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps(_row(one), ensure_ascii=False) + "\n" for one in run.results)
    (folder / "results.jsonl").write_text("".join(lines), encoding="utf-8")
    means = {
        variant or "as-is": {name: asdict(one) for name, one in by_name.items()}
        for variant, by_name in run.table().items()
    }
    summary = {"name": run.name, "settings": dict(run.settings), "measures": means}
    (folder / "run.json").write_text(
        json.dumps(summary, ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
    )


def read_run(folder: Path) -> Run:
    """What `write_run` wrote."""
    summary = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    lines = (folder / "results.jsonl").read_text(encoding="utf-8").splitlines()
    return Run(summary["name"], summary["settings"], tuple(_result(json.loads(line)) for line in lines))


def _row(one: Result) -> dict[str, Any]:
    return {"case": one.case.row(), "answer": asdict(one.answer), "scores": one.scores}


def _result(row: Mapping[str, Any]) -> Result:
    given = {**row["answer"], **{name: tuple(row["answer"][name]) for name in ("cited", "hits", "more")}}
    return Result(case_of(row["case"]), Answer(**given), dict(row["scores"]))
