"""Bit fields say whose register they are in: registers of two peripherals may have one name."""

import sqlalchemy as sa
from alembic import op

revision = "0002_field_peripheral"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the peripheral; empty for fields read before."""
    op.add_column("bit_field_facts", sa.Column("peripheral", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("bit_field_facts", "peripheral")
