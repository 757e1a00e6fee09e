"""Structured logs: `noun.event` with fields, as lines for a person or as JSON for a machine.

No text of a question, a manual or a key is logged at info level or above.
"""

import logging
import sys
from typing import Any

import structlog

LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}


def configure_logging(level: str = "info", *, as_json: bool = False) -> None:
    """Set up structlog and lead the libraries' own logs through it."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    renderer: Any = structlog.processors.JSONRenderer() if as_json else _console()
    threshold = LEVELS.get(level.lower(), 20)
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        # Looked up at each line: whoever captures stderr meanwhile gets it.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processor=renderer, foreign_pre_chain=shared))
    # Libraries speak at warning level only: ours are the lines that say what the service does.
    logging.basicConfig(handlers=[handler], level=max(threshold, logging.WARNING), force=True)


def _console() -> Any:
    return structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
    )
