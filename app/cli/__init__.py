"""The `chipcite` command: one file per noun, each a thin layer over HTTP or over one call.

Nothing heavy is imported before a command runs, so that help and completion answer at once.
"""

import sys

import typer

from app.cli import (
    adapters,
    ask,
    cases,
    chips,
    dataset,
    diff,
    doctor,
    documents,
    edit,
    evaluate,
    export,
    graph,
    ingest,
    mcp,
    registers,
    search,
    serve,
    train,
    version,
    worker,
)
from app.cli.output import FAILED, INTERRUPTED, CommandFailedError, complain

commands = typer.Typer(
    name="chipcite",
    help="Answers questions from chip manuals, with citations exact to the register, bit and unit.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
commands.command("serve")(serve.serve)
commands.command("worker")(worker.work)
commands.command("ingest")(ingest.ingest)
commands.command("ask")(ask.ask)
commands.command("search")(search.search)
commands.command("chips")(chips.chips)
commands.command("registers")(registers.registers)
commands.command("export")(export.export)
commands.add_typer(documents.commands, name="documents")
commands.add_typer(graph.commands, name="graph")
commands.add_typer(train.commands, name="train")
commands.add_typer(evaluate.commands, name="evaluate")
commands.command("edit")(edit.edit)
commands.add_typer(adapters.commands, name="adapters")
commands.add_typer(cases.commands, name="cases")
commands.add_typer(dataset.commands, name="dataset")
commands.command("diff")(diff.diff)
commands.command("mcp")(mcp.mcp)
commands.command("doctor")(doctor.doctor)
commands.command("version")(version.version)


def main() -> None:
    """Runs a command; a failure is one sentence on stderr and an exit code."""
    try:
        commands()
    except CommandFailedError as error:
        complain(error.sentence)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        complain("Stopped.")
        sys.exit(INTERRUPTED)
    except Exception as error:
        from app.core.errors import ChipciteError

        if not isinstance(error, ChipciteError):
            raise
        complain(error.message)
        sys.exit(FAILED)
