"""`chipcite registers`: exact facts about a chip's registers, and values decoded."""

from typing import Annotated, Any
from urllib.parse import quote

import typer

from app.cli.client import DEFAULT_URL, Service, Url
from app.cli.output import AsJson, console, print_json, print_rows, printable


def registers(
    chip: Annotated[str, typer.Argument(help="The chip, e.g. VSK32A1.")],
    name: Annotated[str | None, typer.Argument(help="A register; all are listed without it.")] = None,
    decode: Annotated[str | None, typer.Option(help="A value of the register to take apart.")] = None,
    as_json: AsJson = False,
    url: Url = DEFAULT_URL,
) -> None:
    """List a chip's registers, show one, or decode a value."""
    with Service(url) as service:
        base = f"/v1/chips/{quote(chip, safe='')}/registers"
        if name is None:
            found = service.get(base)
        elif decode is not None:
            body = {"chip": chip, "register": name, "value": decode}
            found = service.post("/v1/registers/decode", body)
        else:
            found = service.get(f"{base}/{quote(name, safe='')}")
    if as_json:
        print_json(found)
    elif name is None:
        print_rows(("Register", "Address", "Offset", "Reset", "Title"), [_line(one) for one in found["data"]])
    elif decode is not None:
        rows = [(_bits(one), one["name"], str(one["value"]), one["meaning"]) for one in found["fields"]]
        print_rows(("Bits", "Field", "Value", "Meaning"), rows, f"{found['register']} = {found['hex']}")
    else:
        _show_register(found)


def _show_register(found: dict[str, Any]) -> None:
    from app.facts.gist import gist

    out = console()
    out.print(printable(f"{found['name']}  {found['title']}"), style="bold")
    for label, attribute in (("address", "addresses"), ("offset", "offsets"), ("reset", "resets")):
        for said in found[attribute]:
            place = said["place"]
            where = f"{place['document']} {place['revision']}, page {place['page']}"
            out.print(printable(f"  {label:8} {said['value']}  ({where})"))
    rows = [
        (_bits(one), one["name"], one["access"], one["reset"], gist(one["description"]))
        for one in found["fields"]
    ]
    print_rows(("Bits", "Field", "Access", "Reset", "Description"), rows)


def _line(one: dict[str, Any]) -> tuple[str, ...]:
    return (one["name"], one["address"] or "", one["offset"] or "", one["reset"] or "", one["title"])


def _bits(one: dict[str, Any]) -> str:
    return str(one["msb"]) if one["msb"] == one["lsb"] else f"{one['msb']}:{one['lsb']}"
