"""Rows of training jobs as OpenAI's objects. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.core.errors import NotFoundError
from app.models import JobState, TrainingEvent, TrainingJob
from app.training.schemas import (
    CheckpointMetrics,
    CheckpointOut,
    CheckpointReply,
    EventOut,
    JobError,
    JobOut,
    JobReply,
    TrainingOptions,
)

EVENT = "ftevent-"
MODEL = "chipcite-"
"""Before an adapter's name, as `GET /v1/models` lists it."""
_LARGEST = 1 << 62


def job(one: TrainingJob) -> JobOut:
    """A job."""
    hyperparameters = {"n_epochs": "auto", "batch_size": "auto", "learning_rate_multiplier": "auto"}
    hyperparameters |= one.hyperparameters
    return JobOut(
        id=one.id,
        created_at=_seconds(one.created_at) or 0,
        finished_at=_seconds(one.finished_at),
        estimated_finish=_seconds(one.estimated_finish),
        status=JobState(one.status),
        model=one.base,
        fine_tuned_model=f"{MODEL}{one.adapter}" if one.status == JobState.SUCCEEDED else None,
        training_file=one.training_file,
        validation_file=one.validation_file or None,
        method={"type": one.method, one.method: {"hyperparameters": hyperparameters}},
        hyperparameters=hyperparameters,
        seed=one.seed,
        error=JobError.model_validate(one.error) if one.error else None,
        metadata=one.labels or None,
        trained_tokens=one.trained_tokens,
        chipcite=JobReply(adapter=one.adapter, options=TrainingOptions.model_validate(one.options)),
    )


def event(one: TrainingEvent) -> EventOut:
    """An event; figures make it one of metrics."""
    return EventOut(
        id=f"{EVENT}{one.id}",
        created_at=_seconds(one.created_at) or 0,
        level=one.level,  # type: ignore[arg-type]  # only these three are ever noted
        type="metrics" if one.data else "message",
        message=one.message,
        data=one.data or None,
    )


def event_number(event_id: str) -> int:
    """The row that an event's id names."""
    number = event_id.removeprefix(EVENT)
    if number == event_id or not (number.isascii() and number.isdecimal()) or int(number) >= _LARGEST:
        raise NotFoundError("There is no such event.", param="after")
    return int(number)


def checkpoint(one: TrainingJob, held: Mapping[str, Any]) -> CheckpointOut:
    """A checkpoint on the worker's disk."""
    step = int(held["step"])
    return CheckpointOut(
        id=f"ftckpt-{one.id}-{step}",
        created_at=int(held["created_at"]),
        fine_tuning_job_id=one.id,
        fine_tuned_model_checkpoint=f"{MODEL}{one.adapter}-step-{step}",
        step_number=step,
        metrics=CheckpointMetrics(
            step=step, train_loss=held.get("loss"), full_valid_loss=held.get("eval_loss")
        ),
        chipcite=CheckpointReply(path=str(held["path"])),
    )


def _seconds(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp())
