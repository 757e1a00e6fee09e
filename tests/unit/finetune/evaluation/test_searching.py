"""A grid of decodings: the best by a measure, and what these cases cannot tell from it."""

import pytest

from finetune.evaluation.decoding import Decoding, grid
from finetune.evaluation.results import Result, Run
from finetune.evaluation.searching import markdown, searched
from tests.unit.finetune.evaluation.cases import answer, case


def run(temperature: float, right: int, of: int = 60) -> Run:
    """The first so many cases are right."""
    results = [
        Result(case(f"R{at}", "0x10"), answer(""), {"exact": float(at < right), "abstention": 1.0})
        for at in range(of)
    ]
    settings = {"decoding": Decoding(temperature=temperature).record()}
    return Run("m", settings, tuple(results))


def test_the_best_leads_and_what_is_near_is_told_from_what_is_worse() -> None:
    found = searched({"t0": run(0.0, 50), "t1": run(1.0, 20), "t0.3": run(0.3, 49)})
    assert (found["measure"], found["best"]) == ("exact", "t0")
    assert [(row["name"], row["as_good"]) for row in found["decodings"]] == [
        ("t0", True),
        ("t0.3", True),
        ("t1", False),
    ]
    lines = markdown(found).splitlines()
    assert lines[4].startswith("| 0.0 | 1.0 | 0.833 |")
    assert lines[4].endswith("| best |")
    assert lines[6].endswith("| worse |")


def test_another_measure_can_be_asked_for_and_one_that_was_not_taken_is_said() -> None:
    runs = {"t0": run(0.0, 5), "t1": run(1.0, 6)}
    assert searched(runs, "abstention")["decodings"][1]["as_good"]
    with pytest.raises(ValueError, match="rouge1 was not measured"):
        searched(runs, "rouge1")


def test_a_grid_samples_greedily_once() -> None:
    made = list(grid(Decoding(), [0.0, 0.7], [0.9, 1.0]))
    assert [(one.temperature, one.top_p) for one in made] == [(0.0, 0.9), (0.7, 0.9), (0.7, 1.0)]
