"""Conversations that can be listed, and turns that can be shown again as they were answered."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

OLD_INDEX = "ix_conversations_owner"
NEW_INDEX = "ix_conversations_owner_listed_updated_at_id"


def upgrade() -> None:
    """Add columns with defaults, so that the rows which are there stay as they are."""
    op.add_column(
        "conversations", sa.Column("listed", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.drop_index(OLD_INDEX, "conversations")
    op.create_index(NEW_INDEX, "conversations", ["owner", "listed", "updated_at", "id"])
    for column in (
        sa.Column("status", sa.String(16), nullable=False, server_default="done"),
        sa.Column("error", sa.Text(), nullable=False, server_default=""),
        sa.Column("pins", sa.JSON(), nullable=False, server_default="{}"),
        sa.Column("details", sa.JSON(), nullable=False, server_default="{}"),
        sa.Column("replaced_by", sa.String(36), nullable=True),
    ):
        op.add_column("turns", column)


def downgrade() -> None:
    """Drop what was added."""
    for name in ("status", "error", "pins", "details", "replaced_by"):
        op.drop_column("turns", name)
    op.drop_index(NEW_INDEX, "conversations")
    op.create_index(OLD_INDEX, "conversations", ["owner"])
    op.drop_column("conversations", "listed")
