"""`chipcite version`."""

from importlib.metadata import version as installed

import typer

from app.cli.output import AsJson, print_json


def version(as_json: AsJson = False) -> None:
    """Print the installed version."""
    if as_json:
        print_json({"version": installed("chipcite")})
    else:
        typer.echo(f"chipcite {installed('chipcite')}")
