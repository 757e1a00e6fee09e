"""The knowledge graph in SQL: commit marks of versions, nodes, edges.

The edges of a version carry the number of its mark and are seen once that is committed. Deleting a version
deletes its marks and their edges.
"""

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Address, Base, PlainText, RowId


class GraphMark(Base):
    """One build of a version's graph; at most one of a version is committed."""

    __tablename__ = "graph_marks"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    version_id: Mapped[str] = mapped_column(ForeignKey("versions.id", ondelete="CASCADE"), index=True)
    scope: Mapped[str] = mapped_column(String(36))
    """The document whose nodes it states."""
    committed: Mapped[bool] = mapped_column(default=False, server_default=false())


class GraphNode(Base):
    """One thing; its id is made of kind, scope and key."""

    __tablename__ = "graph_nodes"
    __table_args__ = (Index(None, "key", "scope"), Index(None, "scope", "kind"))

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(16))
    scope: Mapped[str] = mapped_column(String(36))
    key: Mapped[str] = mapped_column(PlainText)
    name: Mapped[str] = mapped_column(PlainText, default="")
    title: Mapped[str] = mapped_column(PlainText, default="")


class GraphEdge(Base):
    """One stated connection."""

    __tablename__ = "graph_edges"
    __table_args__ = (
        Index(None, "source", "mark"),
        Index(None, "target", "mark"),
        Index(None, "mark", "low"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    mark: Mapped[int] = mapped_column(ForeignKey("graph_marks.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    source: Mapped[int] = mapped_column(BigInteger)
    target: Mapped[int] = mapped_column(BigInteger)
    source_rank: Mapped[int]
    """How many edges of the kind stand before it at its source; walks follow the first ones only."""
    target_rank: Mapped[int]
    page: Mapped[int]
    box: Mapped[list[float]] = mapped_column(JSON)
    how: Mapped[str] = mapped_column(String(16))
    passage_id: Mapped[str] = mapped_column(String(36), default="")
    quote: Mapped[str] = mapped_column(PlainText, default="")
    value: Mapped[str] = mapped_column(PlainText, default="")
    low: Mapped[int | None] = mapped_column(Address)
    high: Mapped[int | None] = mapped_column(Address)
