"""Training jobs that are started over HTTP or by the schedule, and their events."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Two tables of their own; nothing that was there changes."""
    texts = ("base", "adapter", "training_file", "validation_file", "suffix")
    records = ("hyperparameters", "options", "labels", "error", "checkpoints")
    op.create_table(
        "training_jobs",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("status", sa.String(24), nullable=False),
        sa.Column("method", sa.String(16), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in texts),
        sa.Column("seed", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in records),
        sa.Column("trained_tokens", sa.Integer(), nullable=True),
        sa.Column("cases_until", TIME, nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("finished_at", TIME, nullable=True),
        sa.Column("estimated_finish", TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_training_jobs"),
        sa.UniqueConstraint("adapter", name="uq_training_jobs_adapter"),
    )
    op.create_index("ix_training_jobs_created_at", "training_jobs", ["created_at"])
    op.create_table(
        "training_events",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("job_id", sa.String(64), nullable=False),
        sa.Column("key", sa.String(100), nullable=False),
        sa.Column("level", sa.String(8), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_training_events"),
        sa.ForeignKeyConstraint(
            ["job_id"], ["training_jobs.id"], "fk_training_events_job_id_training_jobs", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_training_events_job_id_key", "training_events", ["job_id", "key"], unique=True)


def downgrade() -> None:
    """Drop them; the folders of the runs stay."""
    op.drop_table("training_events")
    op.drop_table("training_jobs")
