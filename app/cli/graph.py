"""`chipcite graph`: how the hardware of a chip is joined, and what is built anew."""

from typing import Annotated, Any
from urllib.parse import quote

import typer

from app.cli.client import DEFAULT_URL, Service, Url
from app.cli.output import AsJson, print_json, print_rows

commands = typer.Typer(help="How the hardware of a chip is joined.", no_args_is_help=True)
Chip = Annotated[str, typer.Argument(help="Chip or part number.")]
COLUMNS = ("relation", "of", "is", "value", "page")


@commands.command("show")
def show(
    chip: Chip,
    name: Annotated[str, typer.Argument(help="A peripheral, pin or signal.")],
    as_json: AsJson = False,
    url: Url = DEFAULT_URL,
) -> None:
    """Everything that a peripheral, pin or signal is joined to."""
    found = _get(url, f"/v1/chips/{quote(chip, safe='')}/graph/{quote(name, safe='')}")
    print_json(found) if as_json else _print(found["connections"])


@commands.command("at")
def at(
    chip: Chip,
    address: Annotated[str, typer.Argument(help="E.g. 0x40013800.")],
    as_json: AsJson = False,
    url: Url = DEFAULT_URL,
) -> None:
    """What stands at an address."""
    found = _get(url, f"/v1/chips/{quote(chip, safe='')}/addresses/{quote(address, safe='')}")
    print_json(found) if as_json else _print(found["data"])


@commands.command("conflicts")
def conflicts(
    chip: Chip,
    peripherals: Annotated[list[str], typer.Argument(help="Two or more peripherals.")],
    as_json: AsJson = False,
    url: Url = DEFAULT_URL,
) -> None:
    """Whether peripherals can be used together."""
    with Service(url) as service:
        path = f"/v1/chips/{quote(chip, safe='')}/conflicts/peripherals"
        found = service.post(path, {"peripherals": peripherals})
    if as_json:
        print_json(found)
        return
    wanted = [
        one for kind in ("pins", "channels", "vectors") for each in found[kind] for one in each["wanted"]
    ]
    if wanted:
        _print(wanted)
    else:
        typer.echo("Nothing collides as the chip starts.")
    if found["pins"]:
        choice = ", ".join(f"{one['peripheral']} {one['remap'] or 'default'}" for one in found["choice"])
        typer.echo(
            f"Free of collisions: {choice}" if found["free"] else "No choice of remaps is free of them."
        )


@commands.command("chips")
def chips(
    peripheral: Annotated[str, typer.Argument(help="A peripheral's name.")],
    as_json: AsJson = False,
    url: Url = DEFAULT_URL,
) -> None:
    """The chips that have a peripheral."""
    found = _get(url, f"/v1/peripherals/{quote(peripheral, safe='')}/chips")
    if as_json:
        print_json(found)
    else:
        rows = [(one["name"], one["place"]["document"], str(one["place"]["page"])) for one in found["data"]]
        print_rows(("chip", "document", "page"), rows)


@commands.command("compare")
def compare(
    chip: Chip,
    other: Annotated[str, typer.Argument(help="The chip to compare with.")],
    as_json: AsJson = False,
    url: Url = DEFAULT_URL,
) -> None:
    """Peripherals, interrupts and pins that only one of two chips has."""
    found = _get(url, f"/v1/chips/{quote(chip, safe='')}/compare/{quote(other, safe='')}")
    if as_json:
        print_json(found)
        return
    both = zip(found["chips"], (found["only_first"], found["only_second"]), strict=True)
    print_rows(
        ("only", "kind", "names"),
        [(name, kind, ", ".join(names)) for name, only in both for kind, names in only.items() if names],
    )


@commands.command("rebuild")
def rebuild(url: Url = DEFAULT_URL) -> None:
    """Build the graph of every version anew, in the background."""
    with Service(url) as service:
        found = service.post("/v1/graph/rebuild", {})
    typer.echo(f"Building {found['versions']} graphs anew.")


def _get(url: str, path: str) -> dict[str, Any]:
    with Service(url) as service:
        found: dict[str, Any] = service.get(path)
        return found


def _print(found: list[dict[str, Any]]) -> None:
    rows = [
        (
            one["relation"],
            one["subject"],
            f"{one['within']}.{one['name']}" if one["within"] else one["name"],
            one["value"],
            f"{one['place']['document']} {one['place']['page']}",
        )
        for one in found
    ]
    print_rows(COLUMNS, rows)
