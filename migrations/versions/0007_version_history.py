"""Versions keep which revisions their document lists, and errata whether they are fixed."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both; empty for what was read before."""
    op.add_column("erratum_facts", sa.Column("status", sa.Text(), nullable=False, server_default=""))
    op.add_column("versions", sa.Column("history", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    """Drop both."""
    op.drop_column("erratum_facts", "status")
    op.drop_column("versions", "history")
