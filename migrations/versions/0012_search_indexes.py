"""Which index answers and which one is being built; each process hears of it by the catalogue's count."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
COUNT = "UPDATE catalogue_stamp SET changes = changes + 1"
LIVE = sa.text("state IN ('active', 'building')")


def upgrade() -> None:
    """The index that is there becomes the first; with which embedder, its first opening says."""
    table = op.create_table(
        "search_indexes",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("embedder", "model", "error")),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("finished_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_search_indexes"),
    )
    op.create_index(
        "uq_search_indexes_state",
        "search_indexes",
        ["state"],
        unique=True,
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )
    _indexed_versions()
    first = {"number": 1, "state": "active", "embedder": "", "model": "", "error": ""}
    op.execute(sa.insert(table).values(**first, created_at=sa.func.current_timestamp()))
    for event in ("INSERT", "UPDATE", "DELETE"):
        op.execute(_trigger(event))


def _indexed_versions() -> None:
    op.create_table(
        "indexed_versions",
        sa.Column("index_number", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.String(36), nullable=False),
        sa.Column("chunks", sa.Text(), nullable=False),
        sa.Column("passages", sa.Integer(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("index_number", "version_id", name="pk_indexed_versions"),
        sa.ForeignKeyConstraint(
            ["index_number"],
            ["search_indexes.number"],
            "fk_indexed_versions_index_number_search_indexes",
            ondelete="CASCADE",
        ),
    )


def downgrade() -> None:
    """Drop what was added; an index other than the first is no longer found."""
    op.drop_table("indexed_versions")
    op.drop_table("search_indexes")


def _trigger(event: str) -> str:
    name = f"catalogue_search_indexes_{event.lower()}"
    if op.get_bind().dialect.name == "postgresql":
        return (
            f"CREATE CONSTRAINT TRIGGER {name} AFTER {event} ON search_indexes "
            "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION count_catalogue_change()"
        )
    return f"CREATE TRIGGER {name} AFTER {event} ON search_indexes FOR EACH ROW BEGIN {COUNT}; END"
