"""Brings the database to the newest schema, quickly when it is there already.

Alembic takes half a second to import, so the stored revision is compared with the newest script's name
first, by plain SQL.
"""

import importlib.util
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.core.errors import StartupError

LOCK = 0x63686970
"""PostgreSQL's advisory lock for the time of a migration: services that start together take turns."""


def scripts_folder() -> Path:
    """Where the migration scripts are, in a checkout and in an installed wheel."""
    spec = importlib.util.find_spec("migrations")
    if spec is None or not spec.submodule_search_locations:
        raise StartupError("The migrations are not installed. Install the package again.")
    return Path(next(iter(spec.submodule_search_locations)))


def newest_revision() -> str:
    """Scripts are called `0001_what.py`; the highest number is the newest."""
    names = sorted(path.stem for path in (scripts_folder() / "versions").glob("[0-9]*.py"))
    return names[-1].partition("_")[0]


async def upgrade(engine: AsyncEngine) -> bool:
    """Apply what is missing; says whether anything was."""
    newest = newest_revision()
    async with engine.connect() as connection:
        stored = await stored_revision(connection)
    if stored == newest:
        return False
    if stored and stored > newest:
        raise StartupError(
            f"The database has schema {stored}, this release knows {newest} at most. Install the newer "
            "release, or restore the database from before it was upgraded."
        )
    async with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        await connection.run_sync(_apply)
    return True


async def stored_revision(connection: AsyncConnection) -> str:
    """The schema's revision; empty for a database without tables."""
    try:
        rows = await connection.execute(text("SELECT version_num FROM alembic_version"))
    except DBAPIError as error:
        await connection.rollback()
        message = str(error).lower()
        if "no such table" in message or "does not exist" in message:
            return ""
        raise
    return str(rows.scalar() or "")


def _apply(connection: object) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(scripts_folder()))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
