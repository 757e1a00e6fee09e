"""Versions say what they hold, so that the same manual under two names is searched once."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the digest; empty for versions read before: they are compared with none."""
    op.add_column(
        "versions", sa.Column("content_digest", sa.String(length=20), nullable=False, server_default="")
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_column("versions", "content_digest")
