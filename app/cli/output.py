"""How commands speak: tables and progress for a person, JSON for a machine, one sentence for a failure."""

import json
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console

FAILED = 1
NOT_RUNNING = 3
INTERRUPTED = 130

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


class CommandFailedError(Exception):
    """Ends a command with a sentence and an exit code."""

    def __init__(self, sentence: str, exit_code: int = FAILED) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.exit_code = exit_code


def console(*, to_stderr: bool = False) -> "Console":
    """Where a person reads; text of manuals and users is never markup. Into a pipe no line is broken."""
    from rich.console import Console

    piped = not (sys.stderr if to_stderr else sys.stdout).isatty()
    return Console(stderr=to_stderr, markup=False, highlight=False, soft_wrap=piped)


def print_rows(header: Sequence[str], rows: Iterable[Sequence[str]], title: str = "") -> None:
    """A table for a person; into a pipe one line per row, cells parted by tabs and never cut."""
    if not sys.stdout.isatty():
        for row in (header, *rows):
            typer.echo("\t".join(" ".join(printable(cell).split()) for cell in row))
        return
    from rich.table import Table
    from rich.text import Text

    table = Table(*header, title=printable(title) if title else None, box=None)
    for row in rows:
        table.add_row(*(Text(printable(cell)) for cell in row))
    console().print(table)


def print_json(value: Any) -> None:
    """One JSON value on stdout, with characters as they are."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def complain(sentence: str) -> None:
    """A failure's sentence, apart from what the command printed."""
    sys.stderr.write(f"chipcite: {sentence}\n")


def printable(text: str) -> str:
    """Text of a manual or a user for a terminal: no control characters, which could steer it."""
    return "".join(c if c.isprintable() or c in "\n\t" else "�" for c in text)


def size(count: int) -> str:
    """Bytes for a person."""
    value = float(count)
    for unit in ("B", "kB", "MB"):
        if value < 1000:
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.1f} GB"
