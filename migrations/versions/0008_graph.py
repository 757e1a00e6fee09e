"""The knowledge graph: commit marks, nodes and edges. The next start builds it for what is here already."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the three tables."""
    op.create_table(
        "graph_marks",
        sa.Column("id", ROW_ID, primary_key=True),
        sa.Column(
            "version_id", sa.String(36), sa.ForeignKey("versions.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("scope", sa.String(36), nullable=False),
        sa.Column("committed", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.create_index("ix_graph_marks_version_id", "graph_marks", ["version_id"])
    op.create_table(
        "graph_nodes",
        sa.Column("id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("scope", sa.String(36), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
    )
    op.create_index("ix_graph_nodes_key_scope", "graph_nodes", ["key", "scope"])
    op.create_index("ix_graph_nodes_scope_kind", "graph_nodes", ["scope", "kind"])
    op.create_table("graph_edges", *_edge_columns())
    op.create_index("ix_graph_edges_source_mark", "graph_edges", ["source", "mark"])
    op.create_index("ix_graph_edges_target_mark", "graph_edges", ["target", "mark"])
    op.create_index("ix_graph_edges_mark_low", "graph_edges", ["mark", "low"])


def downgrade() -> None:
    """Drop them."""
    for table in ("graph_edges", "graph_nodes", "graph_marks"):
        op.drop_table(table)


def _edge_columns() -> tuple[sa.Column[object], ...]:
    numbers = ("source", "target")
    ranks = ("source_rank", "target_rank", "page")
    texts = ("quote", "value")
    return (
        sa.Column("id", ROW_ID, primary_key=True),
        sa.Column("mark", ROW_ID, sa.ForeignKey("graph_marks.id", ondelete="CASCADE"), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in numbers),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ranks),
        sa.Column("box", sa.JSON(), nullable=False),
        sa.Column("how", sa.String(16), nullable=False),
        sa.Column("passage_id", sa.String(36), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in texts),
        sa.Column("low", sa.BigInteger()),
        sa.Column("high", sa.BigInteger()),
    )
