"""The durable workflows of training: which step follows which, and what is tried again.

DBOS records the result of each step; after a crash the workflow goes on at the first that has none.
"""

import secrets
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeAlias, TypeVar

import structlog
from dbos import DBOS, SetWorkflowID

from app.jobs import INCREMENT_WORKFLOW, TRAIN_QUEUE, TRAIN_WORKFLOW
from finetune.jobs.book import JobGoneError
from finetune.jobs.increment import FEWEST_CASES, IncrementFailedError, Increments
from finetune.jobs.report import Increment
from finetune.jobs.running import Jobs
from ingestion.tasks import ATTEMPTS, FIRST_PAUSE, GROWTH, is_transient

T = TypeVar("T")
Scheduled: TypeAlias = Callable[[datetime, Any], Coroutine[Any, Any, None]]
"""A workflow as DBOS's schedule calls it."""

log = structlog.get_logger()


def register(jobs: Jobs, increments: Increments) -> Scheduled:
    """Makes the workflows known to DBOS; returns the increment, for the schedule."""

    @DBOS.workflow(name=TRAIN_WORKFLOW)
    async def train_adapter(job_id: str) -> bool:
        landed = await train(jobs, job_id)
        await step("tidy", jobs.tidy, job_id)
        return landed

    @DBOS.workflow(name=INCREMENT_WORKFLOW)
    async def increment(scheduled: datetime, _context: Any) -> None:
        async def trained(job_id: str) -> None:
            with SetWorkflowID(job_id):
                handle = await DBOS.enqueue_workflow_async(TRAIN_QUEUE, train_adapter, job_id)
            await handle.get_result()

        await run_increment(increments, f"{scheduled:%Y%m%dT%H%M}", trained)

    return increment


async def train(jobs: Jobs, job_id: str) -> bool:
    """One job from its record to its candidate; False where there is none in the end."""
    try:
        for name, work in (("prepare", jobs.prepare), ("train", jobs.train), ("land", jobs.land)):
            if not await step(name, work, job_id):
                return False
    except JobGoneError:
        return False
    except Exception:
        await step("fail", jobs.fail, job_id, "internal_error", _unexpected("training.failed"))
        return False
    return True


async def step(name: str, work: Callable[..., Awaitable[T]], *args: Any) -> T:
    """The step's result, from the record if it was finished before."""

    async def done() -> T:
        return await work(*args)

    return await DBOS.run_step_async(
        {
            "name": name,
            "retries_allowed": True,
            "max_attempts": ATTEMPTS,
            "interval_seconds": FIRST_PAUSE,
            "backoff_rate": GROWTH,
            "should_retry": is_transient,
        },
        done,
    )


async def run_increment(increments: Increments, key: str, trained: Callable[[str], Awaitable[None]]) -> str:
    """One night, from the new cases to the report; says what it came to."""
    found = await step("collect", increments.collect)
    if found["cases"] < FEWEST_CASES:
        log.info("increment.skipped", cases=found["cases"])
        return "skipped"
    night = Increment(key, found["cases"])
    try:
        night = replace(night, dataset=await step("dataset", increments.dataset))
        night = replace(night, job=await step("start", increments.start, key, night.dataset, found["until"]))
        await trained(night.job)
        measured = await step("evaluate", increments.evaluate, key, night.job)
        night = replace(
            night,
            against=measured.evaluation["against"],
            changes=measured.changes,
            missing=measured.missing,
            objection=measured.objection,
        )
    except IncrementFailedError as error:
        night = replace(night, failure=str(error))
    except Exception:
        night = replace(night, failure=_unexpected("increment.failed"))
    said = await step("report", increments.report, night)
    log.info("increment.done", key=key, cases=night.cases, failed=bool(night.failure))
    return said


def _unexpected(event: str) -> str:
    """Logs the error that is being handled; the sentence for whoever reads how it ended."""
    reference = secrets.token_hex(4)
    log.exception(event, reference=reference)
    return f"An error inside Chipcite ended it; the log has it under {reference}."
