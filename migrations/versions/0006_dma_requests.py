"""DMA maps are facts: which channel or stream serves which request."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLE = "dma_request_facts"
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        TABLE,
        sa.Column("id", ROW_ID, primary_key=True),
        sa.Column(
            "version_id", sa.String(36), sa.ForeignKey("versions.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("canonical", sa.Text(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("box", sa.JSON(), nullable=False),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("passage_id", sa.String(36), nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("controller", "channel", "request", "peripheral")
        ),
    )
    for columns in (("canonical", "version_id"), ("version_id",)):
        op.create_index(op.f(f"ix_{TABLE}_{'_'.join(columns)}"), TABLE, list(columns))


def downgrade() -> None:
    """Drop it."""
    op.drop_table(TABLE)
