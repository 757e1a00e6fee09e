"""`chipcite mcp`: the tools for MCP clients that start their servers themselves, on stdin and stdout."""

import asyncio
import sys

from app.cli.client import DEFAULT_URL, Service, Url, api_key
from app.cli.output import CommandFailedError
from app.cli.settings import load_settings


def mcp(url: Url = DEFAULT_URL) -> None:
    """Serve the Model Context Protocol on stdin and stdout; a running service answers, else this process."""
    from app.core.errors import StartupError
    from app.core.logging import configure_logging
    from app.mcp.stdio import serve_for, serve_here

    settings = load_settings()
    configure_logging(settings.log_level, as_json=settings.log_json)  # to stderr
    with Service(url) as service:
        running = service.is_up()
    try:
        if running:
            sys.stderr.write(f"chipcite: answering from the service at {url}\n")
            asyncio.run(serve_for(url, api_key()))
        else:
            sys.stderr.write(f"chipcite: answering from {settings.data_dir}\n")
            asyncio.run(serve_here(settings))
    except StartupError as error:
        raise CommandFailedError(f"{error.message} A running service is named with --url.") from None
