"""Cases for curators, corrected facts, one verdict of a reader on a turn; adapters and their rollout."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

OLD_INDEX = "ix_feedback_turn_id"
NEW_INDEX = "ix_feedback_turn_id_author"


def upgrade() -> None:
    """Nothing has written feedback before: the index meets no rows that contradict it."""
    op.add_column("feedback", sa.Column("comment", sa.Text(), nullable=False, server_default=""))
    op.drop_index(OLD_INDEX, "feedback")
    op.create_index(NEW_INDEX, "feedback", ["turn_id", "author"], unique=True)
    op.create_table(
        "cases",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("turn_id", sa.String(36), nullable=False),
        sa.Column("signals", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("gap", sa.String(16), nullable=False),
        sa.Column("task", sa.String(32), nullable=False),
        sa.Column("stage", sa.String(32), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.UniqueConstraint("turn_id", name="uq_cases_turn_id"),
        sa.ForeignKeyConstraint(["turn_id"], ["turns.id"], "fk_cases_turn_id_turns", ondelete="CASCADE"),
    )
    op.create_index("ix_cases_state_created_at", "cases", ["state", "created_at"])
    op.create_table(
        "fact_corrections",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("version_id", sa.String(36), nullable=False),
        sa.Column("case_id", sa.String(36), nullable=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("fact", sa.JSON(), nullable=False),
        sa.Column("stated", sa.JSON(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("box", sa.JSON(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("reviewed", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_fact_corrections"),
        sa.ForeignKeyConstraint(
            ["version_id"], ["versions.id"], "fk_fact_corrections_version_id_versions", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], "fk_fact_corrections_case_id_cases", ondelete="SET NULL"
        ),
    )
    op.create_index("ix_fact_corrections_version_id", "fact_corrections", ["version_id"])
    op.create_index("ix_fact_corrections_case_id", "fact_corrections", ["case_id"])
    _adapters()


def _adapters() -> None:
    texts = ("name", "base", "path", "parent", "dataset", "replaced")
    op.create_table(
        "adapters",
        sa.Column("id", sa.String(36), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in texts),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("run", sa.JSON(), nullable=False),
        sa.Column("evaluation", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("share", sa.Float(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_adapters"),
        sa.UniqueConstraint("name", name="uq_adapters_name"),
    )
    op.create_table(
        "adapter_events",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("adapter", sa.Text(), nullable=False),
        sa.Column("before", sa.String(16), nullable=False),
        sa.Column("after", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_adapter_events"),
    )
    op.create_index("ix_adapter_events_adapter_created_at", "adapter_events", ["adapter", "created_at"])


def downgrade() -> None:
    """Drop what was added; rows of the fact tables that came from corrections stay until the next reading."""
    op.drop_table("adapter_events")
    op.drop_table("adapters")
    op.drop_table("fact_corrections")
    op.drop_table("cases")
    op.drop_index(NEW_INDEX, "feedback")
    op.create_index(OLD_INDEX, "feedback", ["turn_id"])
    op.drop_column("feedback", "comment")
