"""Indexes of the passages: the one that answers, and the one that is being built to replace it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, PlainText, UtcDateTime, now


class IndexState(StrEnum):
    """Where an index stands."""

    BUILDING = "building"
    ACTIVE = "active"
    """The one that answers."""
    RETIRED = "retired"
    """Replaced; removed when no question reads it any more."""
    FAILED = "failed"
    """Given up, and removed."""


class SearchIndex(Base):
    """One index: a folder of the engine in process, or a collection of a server."""

    __tablename__ = "search_indexes"
    __table_args__ = (
        Index(
            "uq_search_indexes_state",
            "state",
            unique=True,
            sqlite_where=text("state IN ('active', 'building')"),
            postgresql_where=text("state IN ('active', 'building')"),
        ),
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Rises: a process never goes back to an older one."""
    state: Mapped[IndexState] = mapped_column(String(16))
    embedder: Mapped[str] = mapped_column(PlainText, default="")
    """As CHIPCITE_EMBEDDER named it; empty until the first process has opened the index."""
    model: Mapped[str] = mapped_column(PlainText, default="")
    error: Mapped[str] = mapped_column(PlainText, default="")
    """One sentence that tells the admin what to do; empty unless failed."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it began to answer, or failed."""


class IndexedVersion(Base):
    """A version whose passages an index holds. It stays when the version is deleted, as
    long as the index may hold passages of it."""

    __tablename__ = "indexed_versions"

    index_number: Mapped[int] = mapped_column(
        ForeignKey("search_indexes.number", ondelete="CASCADE"), primary_key=True
    )
    version_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    chunks: Mapped[str] = mapped_column(PlainText)
    """The artifact that holds its passages."""
    passages: Mapped[int]
    complete: Mapped[bool] = mapped_column(default=False)
    """Whether their dense vectors are in too."""
