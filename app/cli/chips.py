"""`chipcite chips`: which chips the manuals cover, and which manuals cover them."""

from typing import Annotated

import typer

from app.cli.client import DEFAULT_URL, Service, Url
from app.cli.output import AsJson, CommandFailedError, print_json, print_rows


def chips(
    name: Annotated[str, typer.Argument(help="Only chips whose name contains this.")] = "",
    as_json: AsJson = False,
    url: Url = DEFAULT_URL,
) -> None:
    """List the chips that the manuals cover."""
    with Service(url) as service:
        found = service.get("/v1/chips")
    found["data"] = [chip for chip in found["data"] if name.casefold() in chip["name"].casefold()]
    if as_json:
        print_json(found)
    elif name and not found["data"]:
        raise CommandFailedError(f"No manual here covers {name}. `chipcite chips` lists the chips that are.")
    else:
        print_rows(
            ("chip", "documents"), [(one["name"], ", ".join(one["documents"])) for one in found["data"]]
        )
