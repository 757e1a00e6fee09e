"""Answers that someone should look at, and facts that someone has corrected."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column

from app.core.ids import new_id
from app.models.base import Base, PlainText, UtcDateTime, now


class CaseState(StrEnum):
    """What a curator has made of a case."""

    OPEN = "open"
    ACCEPTED = "accepted"
    """Its answer is right as it stands."""
    CORRECTED = "corrected"
    """The curator has written the right answer."""
    DROPPED = "dropped"


class Case(Base):
    """A turn that a curator decides about."""

    __tablename__ = "cases"
    __table_args__ = (Index(None, "state", "created_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    turn_id: Mapped[str] = mapped_column(ForeignKey("turns.id", ondelete="CASCADE"), unique=True)
    signals: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Why it is here: `app.feedback.signals.Signal`."""
    state: Mapped[str] = mapped_column(String(16), default=CaseState.OPEN)
    answer: Mapped[str] = mapped_column(PlainText, default="")
    """What should have been answered; empty where the recorded answer is right."""
    gap: Mapped[str] = mapped_column(String(16), default="")
    """What was missing: knowledge, logic or expression."""
    task: Mapped[str] = mapped_column(String(32), default="")
    stage: Mapped[str] = mapped_column(String(32), default="")
    note: Mapped[str] = mapped_column(PlainText, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class FactCorrection(Base):
    """What a person says that a version states, with the place that shows it.

    The rows of the fact tables are made from these, and made anew when the version is read again.
    """

    __tablename__ = "fact_corrections"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    version_id: Mapped[str] = mapped_column(ForeignKey("versions.id", ondelete="CASCADE"), index=True)
    case_id: Mapped[str | None] = mapped_column(ForeignKey("cases.id", ondelete="SET NULL"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    """A kind of fact, as `app.facts.rows.KINDS` names its record."""
    fact: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The record's attributes without its provenance."""
    stated: Mapped[list[str]] = mapped_column(JSON, default=list)
    """The attributes that the person named; of a whole fact, the others are as they were read."""
    page: Mapped[int]
    box: Mapped[list[float]] = mapped_column(JSON)
    quote: Mapped[str] = mapped_column(PlainText, default="")
    """The row or sentence of that page that holds name and value; empty where none does."""
    reviewed: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether a curator vouches for it: then it stands instead of what was read, else beside it."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
