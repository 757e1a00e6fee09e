"""Adapters of the language model and of retrieval: where they come from, and what they are used for."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.ids import new_id
from app.models.base import Base, PlainText, UtcDateTime, now


class AdapterState(StrEnum):
    """What an adapter is used for."""

    CANDIDATE = "candidate"
    """Registered; nobody is answered by it unless they name it."""
    SHADOW = "shadow"
    """Loaded into the server, to be evaluated there."""
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
    """llm, reranker, embedder or head."""
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
    """Of the conversations, while it is a canary."""
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
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
