"""`chipcite worker`: ingestion alone, for stores that several processes share."""

from app.cli.output import CommandFailedError
from app.cli.settings import load_settings


def work() -> None:
    """Run ingestion without the web service; for PostgreSQL and a Qdrant server."""
    from app.core.errors import StartupError
    from app.worker import run

    try:
        run(load_settings())
    except StartupError as error:
        raise CommandFailedError(error.message) from None
