"""Conversations, their turns as they were answered, and what readers thought of them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column

from app.core.ids import new_id
from app.models.base import Base, PlainText, UtcDateTime, now


class Conversation(Base):
    """A dialogue; its state is what is known of the reader's chip, board and problem."""

    __tablename__ = "conversations"
    __table_args__ = (Index(None, "owner", "listed", "updated_at", "id"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    owner: Mapped[str] = mapped_column(PlainText, default="")
    listed: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether its owner finds it in the list; a program's turns are only recorded."""
    title: Mapped[str] = mapped_column(PlainText, default="")
    state: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, onupdate=now)


class Outcome(StrEnum):
    """How a turn ended."""

    DONE = "done"
    STOPPED = "stopped"
    """The reader went away, or stopped it: the answer is what was written until then."""
    FAILED = "failed"


class Turn(Base):
    """One question with everything that led to its answer."""

    __tablename__ = "turns"
    __table_args__ = (Index(None, "conversation_id", "created_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    conversation_id: Mapped[str | None] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    question: Mapped[str] = mapped_column(PlainText)
    answer: Mapped[str] = mapped_column(PlainText, default="")
    intent: Mapped[str] = mapped_column(String(32), default="")
    state: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    hits: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """Passage ids with scores and sources, best first."""
    citations: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    verification: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    abstained: Mapped[bool] = mapped_column(default=False)
    degraded: Mapped[list[str]] = mapped_column(JSON, default=list)
    prompt_version: Mapped[str] = mapped_column(String(64), default="")
    adapter: Mapped[str] = mapped_column(PlainText, default="")
    latencies: Mapped[dict[str, float]] = mapped_column(JSON, default=dict)
    """Milliseconds by stage."""
    status: Mapped[str] = mapped_column(String(16), default=Outcome.DONE, server_default=Outcome.DONE)
    error: Mapped[str] = mapped_column(PlainText, default="", server_default="")
    """What the reader was told where the turn failed."""
    pins: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    """What the reader had set when asking: chip, revision, and the like."""
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    """What of the reply's `chipcite` object has no column of its own: facts, a question back."""
    replaced_by: Mapped[str | None] = mapped_column(String(36))
    """The turn that answers the same question anew. No foreign key: SQLite adds none to a table with rows."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Feedback(Base):
    """A reader's verdict on a turn, with a correction where there is one. One reader has one of each turn."""

    __tablename__ = "feedback"
    __table_args__ = (Index(None, "turn_id", "author", unique=True),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    turn_id: Mapped[str] = mapped_column(ForeignKey("turns.id", ondelete="CASCADE"))
    rating: Mapped[int]
    """1 for good, -1 for bad."""
    reason: Mapped[str] = mapped_column(PlainText, default="")
    """One of `app.feedback.schemas.Reason`, or empty."""
    comment: Mapped[str] = mapped_column(PlainText, default="", server_default="")
    correction: Mapped[str] = mapped_column(PlainText, default="")
    fact: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """The corrected fact, when the correction is about one."""
    author: Mapped[str] = mapped_column(PlainText, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
