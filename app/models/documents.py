"""Documents and their versions: what was uploaded, how far its ingestion is, which version is current.

A document is a stable identity; a version is one file. `published` is the current version of its
document and language, and the index below makes sure that there is one at most.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, Enum, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.ids import new_id
from app.models.base import Base, PlainText, UtcDateTime, now
from app.models.chips import Chip


class State(StrEnum):
    """Where a version stands."""

    RECEIVED = "received"
    CONVERTING = "converting"
    READY = "ready"
    """Indexed in full, not yet visible."""
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    """Searchable when asked for by revision."""
    FAILED = "failed"


StateName = Enum(State, native_enum=False, length=16, values_callable=lambda states: [*states])
"""Stored as the word; a new state needs no migration of a type."""


class Document(Base):
    """One manual through its revisions and translations."""

    __tablename__ = "documents"
    __table_args__ = (Index(None, "vendor_key", "number_key"), Index(None, "title_key"))

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    title: Mapped[str] = mapped_column(PlainText, default="")
    vendor: Mapped[str] = mapped_column(PlainText, default="")
    number: Mapped[str] = mapped_column(PlainText, default="")
    """The vendor's document number."""
    kind: Mapped[str] = mapped_column(String(64), default="")
    title_key: Mapped[str] = mapped_column(PlainText, default="")
    """Normalised, as identity compares it; so are the other keys."""
    vendor_key: Mapped[str] = mapped_column(PlainText, default="")
    number_key: Mapped[str] = mapped_column(PlainText, default="")
    fixed: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Fields that a person has set; detection leaves them alone."""
    merged_into: Mapped[str | None] = mapped_column(
        ForeignKey("documents.id", ondelete="CASCADE"), index=True
    )
    """The document that this one turned out to be; the id handed out at upload stays good."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, onupdate=now)

    versions: Mapped[list["Version"]] = relationship(
        back_populates="document", order_by="Version.created_at", passive_deletes=True
    )
    chips: Mapped[list[Chip]] = relationship(
        secondary="document_chips", order_by=Chip.name, passive_deletes=True
    )


class Version(Base):
    """One file: a revision of a document in one language."""

    __tablename__ = "versions"
    __table_args__ = (
        Index(
            "uq_versions_current",
            "document_id",
            "language",
            unique=True,
            sqlite_where=text("state = 'published'"),
            postgresql_where=text("state = 'published'"),
        ),
        Index(None, "document_id"),
        Index(None, "state", "revision_key"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"))
    state: Mapped[State] = mapped_column(StateName, default=State.RECEIVED)
    revision: Mapped[str] = mapped_column(PlainText, default="")
    revision_key: Mapped[str] = mapped_column(PlainText, default="")
    """The revision without its decoration, as a question's revision is compared with it."""
    date: Mapped[str] = mapped_column(String(32), default="")
    """ISO 8601, as precise as the document is."""
    history: Mapped[str] = mapped_column(PlainText, default="")
    """Keys of the revisions that it lists in its history, parted by blanks."""
    language: Mapped[str] = mapped_column(String(16), default="")
    fixed: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Fields that a person has set; detection leaves them alone. `document` pins the document too."""
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    content_digest: Mapped[str] = mapped_column(String(20), default="")
    """Of what its passages say and of the code that read it; empty for what was read before this was kept."""
    file_name: Mapped[str] = mapped_column(PlainText)
    size: Mapped[int]
    page_count: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(PlainText, default="")
    """One sentence that tells the admin what to do; empty unless failed."""
    warnings: Mapped[list[str]] = mapped_column(JSON, default=list)
    step: Mapped[str] = mapped_column(String(32), default="")
    pages_done: Mapped[int] = mapped_column(default=0)
    pages_total: Mapped[int] = mapped_column(default=0)
    dense_done: Mapped[bool] = mapped_column(default=False)
    """Whether its dense vectors are in; until then it answers from facts, identifiers and sparse vectors."""
    attempt: Mapped[int] = mapped_column(default=1)
    """Counts uploads that started its ingestion; a retry after a failure is a workflow of its own."""
    uploaded_by: Mapped[str] = mapped_column(PlainText, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, onupdate=now)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    document: Mapped[Document] = relationship(back_populates="versions")


class Page(Base):
    """A page's size in points, as the reader sees it; formats without pages have no rows."""

    __tablename__ = "pages"

    version_id: Mapped[str] = mapped_column(ForeignKey("versions.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    width: Mapped[float]
    height: Mapped[float]
