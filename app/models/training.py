"""Training jobs, as OpenAI's API names them, and what happened in each."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, PlainText, RowId, UtcDateTime, now


class JobState(StrEnum):
    """OpenAI's names, in the order in which a job goes through them here."""

    QUEUED = "queued"
    """A worker has not taken it up."""
    VALIDATING = "validating_files"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


class TrainingJob(Base):
    """One adapter to be trained."""

    __tablename__ = "training_jobs"
    __table_args__ = (Index(None, "created_at"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    status: Mapped[str] = mapped_column(String(24), default=JobState.QUEUED)
    method: Mapped[str] = mapped_column(String(16))
    """`supervised` or `dpo`."""
    base: Mapped[str] = mapped_column(PlainText)
    """A folder of the worker's `models`, or a registered adapter that is trained on."""
    adapter: Mapped[str] = mapped_column(PlainText, unique=True)
    """The name that the result is registered under."""
    training_file: Mapped[str] = mapped_column(PlainText)
    """`NAME/VERSION` of a dataset; `NAME` until the worker has looked for the newest."""
    validation_file: Mapped[str] = mapped_column(PlainText, default="")
    seed: Mapped[int]
    hyperparameters: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    options: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Ours, beside OpenAI's: `app.training.schemas.TrainingOptions`."""
    labels: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """`metadata` over the wire."""
    suffix: Mapped[str] = mapped_column(PlainText, default="")
    error: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """`code`, `message` and `param` of a job that failed."""
    checkpoints: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """Those that are on the worker's disk: `step`, `created_at`, `path`, and what was measured by then."""
    trained_tokens: Mapped[int | None]
    cases_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Of a job that an increment started: the newest reviewed case that it was trained on."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    estimated_finish: Mapped[datetime | None] = mapped_column(UtcDateTime)


class TrainingEvent(Base):
    """Something that a job's owner may want to see; noted once, however often the work is taken up."""

    __tablename__ = "training_events"
    __table_args__ = (Index(None, "job_id", "key", unique=True),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    job_id: Mapped[str] = mapped_column(ForeignKey("training_jobs.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(100))
    """What it tells of: noting the same key again changes nothing."""
    level: Mapped[str] = mapped_column(String(8), default="info")
    message: Mapped[str] = mapped_column(PlainText)
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Figures; a plain message has none."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
