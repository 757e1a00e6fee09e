"""What the worker saw of an adapter and decided, a person's hold, and what a shadow would have said."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adapters that are there are not held; what they will be compared by is recorded from now on."""
    op.add_column("adapters", sa.Column("held", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("adapters", sa.Column("comparison", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("adapter_events", sa.Column("figures", sa.JSON(), nullable=False, server_default="{}"))
    op.create_table(
        "shadow_turns",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("turn_id", sa.String(36), nullable=False),
        sa.Column("adapter", sa.Text(), nullable=False),
        sa.Column("abstained", sa.Boolean(), nullable=False),
        sa.Column("removed", sa.Integer(), nullable=False),
        sa.Column("milliseconds", sa.Double(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_shadow_turns"),
        sa.ForeignKeyConstraint(
            ["turn_id"], ["turns.id"], "fk_shadow_turns_turn_id_turns", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_shadow_turns_adapter_created_at", "shadow_turns", ["adapter", "created_at"])
    op.create_index("ix_shadow_turns_turn_id", "shadow_turns", ["turn_id"])


def downgrade() -> None:
    """Drop them; who answers whom stays as it is."""
    op.drop_table("shadow_turns")
    op.drop_column("adapter_events", "figures")
    op.drop_column("adapters", "comparison")
    op.drop_column("adapters", "held")
