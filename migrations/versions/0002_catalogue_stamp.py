"""A count of changes to the library, kept by triggers: each process compares it with its snapshot's."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WATCHED = ("documents", "versions", "document_chips", "chips")
EVENTS = ("INSERT", "UPDATE", "DELETE")
COUNT = "UPDATE catalogue_stamp SET changes = changes + 1"
SEARCHABLE = "('published', 'superseded')"


def upgrade() -> None:
    """Create the count and its triggers."""
    table = op.create_table(
        "catalogue_stamp",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("changes", sa.BigInteger(), nullable=False),
    )
    op.bulk_insert(table, [{"id": 1, "changes": 1}])
    postgresql = op.get_bind().dialect.name == "postgresql"
    if postgresql:
        op.execute(
            "CREATE FUNCTION count_catalogue_change() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {COUNT}; RETURN NULL; END $$"
        )
    for name in WATCHED:
        for event in EVENTS:
            op.execute(_postgresql(name, event) if postgresql else _sqlite(name, event))


def downgrade() -> None:
    """Drop them."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    for name in WATCHED:
        for event in EVENTS:
            op.execute(f"DROP TRIGGER {_trigger(name, event)}" + (f" ON {name}" if postgresql else ""))
    if postgresql:
        op.execute("DROP FUNCTION count_catalogue_change()")
    op.drop_table("catalogue_stamp")


def _trigger(table: str, event: str) -> str:
    return f"catalogue_{table}_{event.lower()}"


def _sqlite(table: str, event: str) -> str:
    return (
        f"CREATE TRIGGER {_trigger(table, event)} AFTER {event} ON {table} FOR EACH ROW "
        f"{_condition(table, event)} BEGIN {COUNT}; END"
    )


def _postgresql(table: str, event: str) -> str:
    """At the end of the transaction: its last lock is the count's, so that no two can wait for each other."""
    return (
        f"CREATE CONSTRAINT TRIGGER {_trigger(table, event)} AFTER {event} ON {table} "
        f"DEFERRABLE INITIALLY DEFERRED FOR EACH ROW {_condition(table, event)} "
        "EXECUTE FUNCTION count_catalogue_change()"
    )


def _condition(table: str, event: str) -> str:
    """The progress of versions that nobody can see yet does not count."""
    if table != "versions":
        return ""
    sides = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}[event]
    return f"WHEN ({' OR '.join(f'{side}.state IN {SEARCHABLE}' for side in sides)})"
