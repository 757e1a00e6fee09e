"""`chipcite serve`: the whole service, in one process on one data folder or in several on grown stores."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.output import CommandFailedError
from app.cli.settings import load_settings


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port to listen on.")] = None,
    llm: Annotated[
        str | None,
        typer.Option(help="A GGUF file: llama.cpp runs it beside the service (needs chipcite[llm])."),
    ] = None,
    processes: Annotated[
        int | None,
        typer.Option(min=1, help="Server processes on this port; more than one need PostgreSQL and Qdrant."),
    ] = None,
    worker: Annotated[bool, typer.Option(help="Run ingestion here too.")] = True,
    ingest: Annotated[
        list[Path] | None, typer.Option(help="Ingest this file or folder once the service is up.")
    ] = None,
) -> None:
    """Answer over HTTP, with the web chat at /, and ingest in the background."""
    from app.cli.hosting import run
    from app.core.errors import StartupError

    try:
        settings = load_settings(host=host, port=port, llm_url=llm, processes=processes)
        run(settings, with_worker=worker, ingest=tuple(ingest or ()))
    except StartupError as error:
        raise CommandFailedError(error.message) from None
