"""Versions keep which revisions their document lists: a vendor that counts anew is still put in order."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the list; empty for versions read before."""
    op.add_column("versions", sa.Column("history", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("versions", "history")
