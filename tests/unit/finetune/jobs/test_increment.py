"""A night is taken step by step; where it ends early, its report says why, and nothing is promoted."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from finetune.evaluation.comparing import Change
from finetune.evaluation.intervals import Interval
from finetune.jobs import tasks
from finetune.jobs.evaluating import Measured
from finetune.jobs.increment import FEWEST_CASES, IncrementFailedError
from finetune.jobs.report import Increment, markdown, summary

CHANGES = (
    Change("", "exact", 0.6, 0.7, Interval(0.1, 0.02, 0.18, 50)),
    Change("", "cited", 0.9, 0.7, Interval(-0.2, -0.3, -0.1, 50)),
)


class Nights:
    """The steps without what they need, and the names of those that were taken."""

    def __init__(self, cases: int = FEWEST_CASES, fails: str = "") -> None:
        self._cases, self._fails = cases, fails
        self.taken: list[str] = []
        self.reported: Increment | None = None

    async def collect(self) -> dict[str, Any]:
        self.taken.append("collect")
        return {"cases": self._cases, "until": "2026-03-01T00:00:00+00:00"}

    async def dataset(self) -> str:
        self._step("dataset")
        return "increment/0123456789abcdef"

    async def start(self, key: str, dataset: str, until: str) -> str:
        self._step("start")
        return f"ftjob-increment-{key}"

    async def trained(self, job_id: str) -> None:
        self._step("train")

    async def evaluate(self, key: str, job_id: str) -> Measured:
        self._step("evaluate")
        return Measured(
            {"served": True, "against": "chip-2"}, CHANGES, objection="It may be inferior in cited."
        )

    async def report(self, one: Increment) -> str:
        self._step("report")
        self.reported = one
        return summary(one)

    def _step(self, name: str) -> None:
        self.taken.append(name)
        if name == self._fails:
            raise IncrementFailedError(f"{name} went wrong.")


@pytest.fixture(autouse=True)
def _steps_without_dbos(monkeypatch: pytest.MonkeyPatch) -> None:
    async def step(name: str, work: Callable[..., Awaitable[Any]], *args: Any) -> Any:
        return await work(*args)

    monkeypatch.setattr(tasks, "step", step)


async def night(nights: Nights) -> str:
    return await tasks.run_increment(nights, "20260301T0300", nights.trained)  # type: ignore[arg-type]  # a double


async def test_a_night_goes_from_cases_to_a_report() -> None:
    nights = Nights()
    said = await night(nights)
    assert nights.taken == ["collect", "dataset", "start", "train", "evaluate", "report"]
    assert said == "Against chip-2: better in exact, worse in cited."
    assert nights.reported is not None
    assert (nights.reported.against, nights.reported.objection) == ("chip-2", "It may be inferior in cited.")


async def test_a_night_with_few_new_cases_passes() -> None:
    nights = Nights(cases=FEWEST_CASES - 1)
    assert await night(nights) == "skipped"
    assert nights.taken == ["collect"]


@pytest.mark.parametrize("fails", ["dataset", "start", "evaluate"])
async def test_a_night_that_ends_early_is_reported(fails: str) -> None:
    nights = Nights(fails=fails)
    assert await night(nights) == f"Ended early: {fails} went wrong."
    assert nights.taken[-2:] == [fails, "report"]


async def test_an_error_of_our_own_is_reported_too(monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken() -> str:
        raise ZeroDivisionError

    nights = Nights()
    monkeypatch.setattr(nights, "dataset", broken)
    assert "the log has it under" in await night(nights)
    assert nights.taken == ["collect", "report"]


def test_the_report_tells_what_was_measured_and_what_can_be_done() -> None:
    one = Increment(
        "n",
        12,
        "increment/01",
        {"sft": {"train": 5, "test": 1}, "sft by source": {"library": 6}},
        "ftjob-1",
        "chip-3",
        {"before": 3.0, "after": 2.0},
        changes=CHANGES,
    )
    text = markdown(one)
    assert "| exact | 0.600 | 0.700 | +0.100 | +0.020 to +0.180 | better |" in text
    assert "increment/01 (sft 6)." in text
    assert "Validation loss: 3.0000 before, 2.0000 after." in text
    assert "chipcite adapters promote chip-3 canary" in text
    refused = Increment("n", 12, job="j", adapter="chip-3", missing="No server.", objection="Not evaluated.")
    assert "the registry would refuse it: Not evaluated." in markdown(refused)
    assert summary(refused) == "Not evaluated: No server."
