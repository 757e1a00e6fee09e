"""Adapters of the language model and of retrieval: where they come from, and what they are used for."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column

from app.core.ids import new_id
from app.models.base import Base, PlainText, UtcDateTime, now


class AdapterState(StrEnum):
    """What an adapter is used for."""

    CANDIDATE = "candidate"
    """Registered; nobody is answered by it unless they name it."""
    SHADOW = "shadow"
    """Loaded into the server: it answers questions again that readers have asked, and nobody sees it."""
    CANARY = "canary"
    """Answers its share of the conversations."""
    LIVE = "live"
    """Answers all others."""
    RETIRED = "retired"


class Adapter(Base):
    """One adapter."""

    __tablename__ = "adapters"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(PlainText, unique=True)
    """As the language model's server lists it."""
    kind: Mapped[str] = mapped_column(String(16), default="llm")
    """llm, or a learned part of the service: `app.core.learned.FILES`."""
    base: Mapped[str] = mapped_column(PlainText, default="")
    path: Mapped[str] = mapped_column(PlainText, default="")
    """Its folder, as the server that loads it sees it."""
    sha256: Mapped[str] = mapped_column(String(64), default="")
    """Of its files, where they lie on this machine."""
    parent: Mapped[str] = mapped_column(PlainText, default="")
    """The adapter that it was trained on from."""
    dataset: Mapped[str] = mapped_column(PlainText, default="")
    """Name and version."""
    run: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """The record of its training."""
    evaluation: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """As `app.registry.rules` reads it; empty before it was evaluated."""
    state: Mapped[str] = mapped_column(String(16), default=AdapterState.CANDIDATE)
    share: Mapped[float] = mapped_column(default=0.0)
    """Of the conversations, while it is a canary or a shadow."""
    held: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether a person keeps the decision about it: then the worker neither promotes it nor takes it back."""
    comparison: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    """What the worker saw when it last looked: `app.registry.schemas.Comparison` and the time."""
    replaced: Mapped[str] = mapped_column(PlainText, default="")
    """The adapter that was live before it; empty for the base."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class AdapterEvent(Base):
    """A change of an adapter's state, and why."""

    __tablename__ = "adapter_events"
    __table_args__ = (Index(None, "adapter", "created_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    adapter: Mapped[str] = mapped_column(PlainText)
    before: Mapped[str] = mapped_column(String(16))
    after: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(PlainText, default="")
    figures: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    """The comparison that decided it; empty where a person did."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class ShadowTurn(Base):
    """What an adapter in shadow would have said to a reader's question, in figures alone."""

    __tablename__ = "shadow_turns"
    __table_args__ = (Index(None, "adapter", "created_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    turn_id: Mapped[str] = mapped_column(ForeignKey("turns.id", ondelete="CASCADE"), index=True)
    """The turn that the reader saw."""
    adapter: Mapped[str] = mapped_column(PlainText)
    abstained: Mapped[bool]
    """Also where it failed: the reader would have had no answer of the model's."""
    removed: Mapped[int]
    """Statements that verification took out."""
    milliseconds: Mapped[float]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
