"""Chips and families that documents cover. A document without any is generic."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.ids import new_id
from app.models.base import Base, PlainText


class Chip(Base):
    """A part or family name, as documents print it; `app.library.chips` says which names match."""

    __tablename__ = "chips"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(PlainText)
    key: Mapped[str] = mapped_column(PlainText, unique=True)
    """The name in upper case without separators, wildcards as `x`."""
    vendor: Mapped[str] = mapped_column(PlainText, default="")
    family: Mapped[str] = mapped_column(PlainText, default="")


class DocumentChip(Base):
    """A document covers a chip or family."""

    __tablename__ = "document_chips"

    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)
    chip_id: Mapped[str] = mapped_column(
        ForeignKey("chips.id", ondelete="CASCADE"), primary_key=True, index=True
    )
