"""A learned part from its figures to a candidate: what the run's folder and the registry hold of it."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from app.core.config import Settings
from app.core.database import make_engine, make_sessions
from app.models import AdapterState
from app.question.linked import ALL, CROSS, QUESTION_NAMES, Weights, lead_names
from app.registry import repository
from app.registry.rules import objection
from finetune.parts.__main__ import main
from finetune.parts.cross_encoder import right
from finetune.parts.figures import evaluation, means, table
from finetune.parts.landing import data_version, register, write
from finetune.parts.types import Learned
from finetune.retrieval.types import Example
from finetune.understanding import linking, statements


def learned(before: float = 0.5, after: float = 0.9, cases: int = 100) -> Learned:
    """Of so many cases, these shares are right."""

    def share(of: float) -> dict[str, dict[str, float]]:
        return {"first": {str(case): float(case < of * cases) for case in range(cases)}, "refused": {}}

    data = {"pairs.jsonl": "ab" * 32}
    return Learned("reranker", b"weights", share(before), share(after), data, {"seed": 7, "minutes": 1.0})


def test_a_measure_without_cases_is_left_out_and_the_others_have_intervals() -> None:
    found = evaluation(learned(), "older")
    assert (found["served"], found["against"], list(found["changes"])) == (True, "older", ["first"])
    change = found["changes"]["first"]
    assert change["mean"] == pytest.approx(0.4)
    assert 0.2 < change["low"] < 0.4 < change["high"] < 0.6
    assert means(learned().after) == {"first": 0.9}
    assert "| first | 100 | 0.500 | 0.900 | +0.400" in table(learned(), found)


@pytest.mark.parametrize(
    ("after", "words"), [(0.9, ""), (0.5, "better in nothing"), (0.3, "inferior in first")]
)
def test_only_a_part_that_is_better_on_unseen_cases_may_be_used(after: float, words: str) -> None:
    found = evaluation(learned(after=after), "")
    said = objection(AdapterState.CANDIDATE, AdapterState.LIVE, found, "", "reranker")
    assert words in said
    assert bool(said) == bool(words)
    shadow = objection(AdapterState.CANDIDATE, AdapterState.SHADOW, found, "", "reranker")
    assert "Only an adapter of the language model" in shadow


async def test_a_run_leaves_its_record_and_a_candidate_with_its_figures(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    out, part = tmp_path / "run", learned()
    write(out, part, datetime(2026, 3, 1, tzinfo=UTC))
    name = await register(settings, part, out)
    assert name == await register(settings, part, out)
    record = json.loads((out / "run.json").read_text())
    assert record["dataset"] == {"hash": data_version(part.data), "files": dict(part.data)}
    assert (record["seed"], record["configuration"]["minutes"]) == (7, 1.0)
    assert record["result"]["with"] == {"first": 0.9}
    assert {"code", "hardware", "libraries", "started", "ended"} <= record.keys()
    assert (out / "final" / "cross-encoder.npz").read_bytes() == b"weights"
    assert "+0.400" in (out / "report.md").read_text()
    engine = make_engine(settings.database_url)
    async with make_sessions(engine)() as session:
        (adapter,) = await repository.every(session)
    await engine.dispose()
    assert (adapter.name, adapter.kind, adapter.state) == (name, "reranker", AdapterState.CANDIDATE)
    assert adapter.evaluation["changes"]["first"]["mean"] == pytest.approx(0.4)
    assert adapter.path == str(out / "final")


class Longest:
    """Finds that longer texts answer, and that short ones do not."""

    def scores(self, question: str, context: str, candidates: Sequence[str]) -> NDArray[np.float64]:
        return np.array([len(one) - 5.0 for one in candidates])


def test_a_scorer_is_right_where_an_answer_leads_and_where_nothing_answers_and_nothing_is_likely() -> None:
    def example(labels: tuple[int, ...], *candidates: str) -> Example:
        return Example("q", "", candidates, labels, "judge", "register.reset")

    examples = [
        example((1, 0), "a long one", "short"),
        example((1, 0), "short", "a long one"),
        example((0, 0), "a", "b"),
        example((0, 0), "a long one", "b"),
        example((1,), "alone"),
    ]
    assert right(Longest(), examples) == {"first": {"0": 1.0, "1": 0.0}, "refused": {"2": 1.0, "3": 0.0}}


def test_the_command_says_what_it_lacks(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["linking", "--out", "run"])
    assert "--library" in capsys.readouterr().err


def test_a_head_is_judged_by_what_was_held_back_alone() -> None:
    names = (*ALL, CROSS)
    weights = Weights((1.0, *[0.0] * (len(names) - 1)), (0.0,) * len(lead_names(names)))
    numbers = np.zeros((3, len(names)))
    numbers[1, 0] = 1.0

    def case(*labels: float, held_back: bool = True) -> statements.Example:
        said, question = ("a", "b", "c"), (0.0,) * len(QUESTION_NAMES)
        return statements.Example("set", held_back, numbers, np.array(labels), said, question, "q", "", said)

    found = [case(0, 1, 0), case(1, 0, 0), case(0, 0, 0), case(0, 1, 0, held_back=False)]
    assert linking.judged(found, weights) == {
        "first": {"0": 1.0, "1": 0.0},
        "decided": {"0": 1.0, "1": 0.0, "2": 0.0},
    }
