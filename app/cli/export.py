"""`chipcite export`: a chip's facts as a file for debuggers, code generators and scripts."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import typer

from app.cli.client import DEFAULT_URL, Service, Url
from app.cli.output import CommandFailedError


class Form(StrEnum):
    SVD = "svd"
    JSON = "json"


def export(
    chip: Annotated[str, typer.Argument(help="The chip, as `chipcite chips` shows it.")],
    form: Annotated[Form, typer.Option("--format", help="CMSIS-SVD, or JSON with all facts.")] = Form.SVD,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A file; else stdout.")] = None,
    url: Url = DEFAULT_URL,
) -> None:
    """Write a chip's registers and other facts as SVD or JSON."""
    form = Form.JSON if as_json else form
    with Service(url) as service:
        content = service.download(f"/v1/chips/{quote(chip, safe='')}/export", format=form.value)
    if output is None:
        sys.stdout.write(content.decode())
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        raise CommandFailedError(f"{output} cannot be written: {error.strerror}.") from None
