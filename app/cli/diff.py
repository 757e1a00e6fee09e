"""`chipcite diff`: what changed between two revisions of a document, and how two chips differ."""

from typing import Annotated, Any

import typer

from app.cli.client import DEFAULT_URL, Service, Url
from app.cli.ids import full_id
from app.cli.output import AsJson, print_json, print_rows, printable


def diff(
    subject: Annotated[str, typer.Argument(help="A document's id, or a chip.")],
    before: Annotated[
        str, typer.Argument(help="A revision or a version's id of the document; another chip.")
    ],
    after: Annotated[str, typer.Argument(help="Another revision; none for two chips.")] = "",
    peripheral: Annotated[str, typer.Option(help="Of two chips, only this peripheral or register.")] = "",
    passages: Annotated[bool, typer.Option(help="Changed passages too, not only facts.")] = True,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many of each at most.")] = 500,
    as_json: AsJson = False,
    url: Url = DEFAULT_URL,
) -> None:
    """Compare two revisions of a document, or two chips: facts, then passages.

    chipcite diff ID V1.2 V1.5; chipcite diff CH583 CH573 --peripheral RTC
    """
    with Service(url) as service:
        if after:
            path = f"/v1/documents/{full_id(service, subject)}/diff"
            found = service.get(path, **{"from": before, "to": after, "limit": limit})
        else:
            asked = {"from": subject, "to": before, "peripheral": peripheral or None, "limit": limit}
            found = service.get("/v1/chips/diff", **asked)
    if as_json:
        print_json(found)
        return
    header = ("change", "kind", "name", "before", "after", "pages")
    print_rows(header, [_fact(one) for one in found["facts"]])
    if passages:
        for one in found.get("passages", []):
            typer.echo(printable(_passage(one)))
    if found["truncated"]:
        typer.echo(f"There is more than the first {limit}: raise --limit, or take --json.")


def _fact(one: dict[str, Any]) -> tuple[str, ...]:
    pages = " → ".join(str(page) for page in (one["before_page"], one["after_page"]) if page)
    name = (
        f"{one['name']} (was {one['renamed']})"
        if one["change"] == "changed" and one.get("renamed")
        else one["name"]
    )
    return (one["change"], one["kind"], name, _values(one["before"]), _values(one["after"]), pages)


def _values(attributes: dict[str, list[str]] | None) -> str:
    return "; ".join(f"{name} {' / '.join(values)}" for name, values in (attributes or {}).items())


def _passage(one: dict[str, Any]) -> str:
    """A heading with where it stands, and the changed lines; those that were added or removed in full."""
    place = one["after"] or one["before"]
    head = f"\n{one['change']}: {' › '.join(one['section'])}, page {place['page']}"
    sign = "-" if one["after"] is None else "+"
    if one["change"] == "moved":
        return f"{head}, from {' › '.join(one['before']['section'])}, page {one['before']['page']}"
    lines = one["diff"] or [f"{sign} {line}" for line in place["text"].split("\n")]
    numbers = [f"! {number['before']} → {number['after']}" for number in one.get("numbers", [])]
    return "\n".join((head, *lines, *numbers))
