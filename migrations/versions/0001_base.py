"""The first schema: documents and versions, chips, pages, facts, conversations and feedback."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

CURRENT = sa.text("state = 'published'")
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create every table."""
    _library()
    _facts()
    _conversations()


def downgrade() -> None:
    """Drop every table, those that refer to others first."""
    for table in (
        *("feedback", "turns", "conversations"),
        *(f"{kind}_facts" for kind in FACTS),
        *("pages", "versions", "document_chips", "documents", "chips"),
    ):
        op.drop_table(table)


def text(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def json(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.JSON(), nullable=nullable)


def integer(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def address(name: str, *, nullable: bool = True) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def identifier(
    name: str, refers_to: str = "", *, nullable: bool = False, primary: bool = False
) -> sa.Column[Any]:
    """A UUID as text; deleting what it refers to deletes its row."""
    target = [sa.ForeignKey(f"{refers_to}.id", ondelete="CASCADE")] if refers_to else []
    return sa.Column(name, sa.String(36), *target, primary_key=primary, nullable=nullable)


def time(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def create(table: str, *columns: sa.schema.SchemaItem, indexes: tuple[tuple[str, ...], ...] = ()) -> None:
    """A table with its indexes, named as `app.models.base.NAMING` names them."""
    op.create_table(table, *columns)
    for names in indexes:
        op.create_index(op.f(f"ix_{table}_{'_'.join(names)}"), table, list(names))


def _library() -> None:
    create(
        "chips",
        identifier("id", primary=True),
        *(text("name"), text("key"), text("vendor"), text("family")),
        sa.UniqueConstraint("key"),
    )
    create(
        "documents",
        identifier("id", primary=True),
        *(text("title"), text("vendor"), text("number")),
        sa.Column("kind", sa.String(64), nullable=False),
        *(text("title_key"), text("vendor_key"), text("number_key"), json("fixed")),
        identifier("merged_into", "documents", nullable=True),
        *(time("created_at"), time("updated_at")),
        indexes=(("vendor_key", "number_key"), ("title_key",), ("merged_into",)),
    )
    create(
        "document_chips",
        identifier("document_id", "documents", primary=True),
        identifier("chip_id", "chips", primary=True),
        indexes=(("chip_id",),),
    )
    _versions()
    create(
        "pages",
        identifier("version_id", "versions", primary=True),
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("width", sa.Double(), nullable=False),
        sa.Column("height", sa.Double(), nullable=False),
    )


def _versions() -> None:
    create(
        "versions",
        identifier("id", primary=True),
        identifier("document_id", "documents"),
        sa.Column("state", sa.String(16), nullable=False),
        *(text("revision"), text("revision_key")),
        sa.Column("date", sa.String(32), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        json("fixed"),
        sa.Column("sha256", sa.String(64), nullable=False),
        text("file_name"),
        *(integer("size"), integer("page_count"), text("error"), json("warnings")),
        sa.Column("step", sa.String(32), nullable=False),
        *(integer("pages_done"), integer("pages_total")),
        sa.Column("dense_done", sa.Boolean(), nullable=False),
        *(integer("attempt"), text("uploaded_by")),
        *(time("created_at"), time("updated_at"), time("published_at", nullable=True)),
        sa.UniqueConstraint("sha256"),
        indexes=(("document_id",), ("state", "revision_key")),
    )
    op.create_index(
        "uq_versions_current",
        "versions",
        ["document_id", "language"],
        unique=True,
        sqlite_where=CURRENT,
        postgresql_where=CURRENT,
    )


FACTS: dict[str, tuple[Any, ...]] = {
    "peripheral": (text("name"), text("title"), address("base_address"), address("size"), text("bus")),
    "register": (
        *(text("name"), text("title"), text("peripheral"), address("address"), address("offset")),
        *(integer("width", nullable=True), text("reset"), text("access"), json("instances")),
        address("stride"),
    ),
    "bit_field": (
        *(text("register"), text("register_canonical"), text("name"), integer("msb"), integer("lsb")),
        *(text("access"), text("reset"), text("description"), json("values")),
    ),
    "interrupt": (
        *(text("name"), integer("number", nullable=True), integer("position", nullable=True)),
        *(address("address"), text("priority"), text("description")),
    ),
    "pin": (
        *(text("name"), json("numbers"), text("kind"), json("functions")),
        *(text("reset_function"), text("description")),
    ),
    "parameter": (
        *(text("symbol"), text("name"), text("condition"), text("minimum"), text("typical")),
        *(text("maximum"), text("unit"), json("footnotes"), text("section")),
    ),
    "erratum": (
        *(text("number"), text("title"), json("chips"), json("steppings"), json("peripherals")),
        *(text("description"), text("workaround")),
    ),
    "region": (
        text("name"),
        address("start", nullable=False),
        address("end", nullable=False),
        text("description"),
    ),
    "ordering": (text("part"), json("attributes")),
}
"""Columns of each kind of fact beside its provenance."""

LOOKED_UP = {
    "peripheral": ("base_address",),
    "register": ("address",),
    "bit_field": ("register_canonical",),
    "interrupt": ("number",),
    "region": ("start",),
}
"""Further columns that facts are found by."""


def _facts() -> None:
    for kind, columns in FACTS.items():
        create(
            f"{kind}_facts",
            sa.Column("id", ROW_ID, primary_key=True),
            identifier("version_id", "versions"),
            *(text("canonical"), integer("page"), json("box")),
            sa.Column("source", sa.String(16), nullable=False),
            sa.Column("confidence", sa.Double(), nullable=False),
            text("quote"),
            sa.Column("passage_id", sa.String(36), nullable=False),
            *columns,
            indexes=(
                ("canonical", "version_id"),
                ("version_id",),
                *((name,) for name in LOOKED_UP.get(kind, ())),
            ),
        )


def _conversations() -> None:
    create(
        "conversations",
        identifier("id", primary=True),
        *(text("owner"), text("title"), json("state"), time("created_at"), time("updated_at")),
        indexes=(("owner",),),
    )
    create(
        "turns",
        identifier("id", primary=True),
        identifier("conversation_id", "conversations", nullable=True),
        *(text("question"), text("answer")),
        sa.Column("intent", sa.String(32), nullable=False),
        *(json("state"), json("hits"), json("citations"), json("verification")),
        sa.Column("abstained", sa.Boolean(), nullable=False),
        json("degraded"),
        sa.Column("prompt_version", sa.String(64), nullable=False),
        *(text("adapter"), json("latencies"), time("created_at")),
        indexes=(("conversation_id", "created_at"),),
    )
    create(
        "feedback",
        identifier("id", primary=True),
        identifier("turn_id", "turns"),
        *(integer("rating"), text("reason"), text("correction"), json("fact", nullable=True)),
        *(text("author"), time("created_at")),
        indexes=(("turn_id",),),
    )
