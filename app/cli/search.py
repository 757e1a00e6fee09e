"""`chipcite search`: passages that answer, with document, revision and page."""

from typing import Annotated, Any

import typer

from app.cli.client import DEFAULT_URL, Service, Url
from app.cli.output import AsJson, console, print_json, printable

SNIPPET = 300


def search(
    query: Annotated[str, typer.Argument(help="Names, words, or a question.")],
    chip: Annotated[str | None, typer.Option(help="Only documents that cover this chip.")] = None,
    revision: Annotated[str | None, typer.Option(help="Only this revision.")] = None,
    document: Annotated[list[str] | None, typer.Option(help="Only this document; may be repeated.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=50, help="How many passages.")] = 5,
    as_json: AsJson = False,
    url: Url = DEFAULT_URL,
) -> None:
    """Find passages in the manuals."""
    body: dict[str, Any] = {"query": query, "limit": limit}
    body |= {k: v for k, v in (("chip", chip), ("revision", revision), ("documents", document)) if v}
    with Service(url) as service:
        found = service.post("/v1/search", body)
    if as_json:
        print_json(found)
    elif not found["hits"]:
        typer.echo("Nothing found.")
    else:
        show(found["hits"])


def show(hits: list[dict[str, Any]]) -> None:
    """Hits for a person, best first."""
    out = console()
    for rank, hit in enumerate(hits, 1):
        revision = f" {hit['revision']}" if hit.get("revision") else ""
        out.print(printable(f"{rank}. {hit['document']}{revision}, page {hit['page']}"), style="bold")
        if hit.get("section"):
            out.print(printable(f"   {hit['section']}"), style="cyan")
        out.print(printable(f"   {shortened(hit['text'])}\n"))


def shortened(text: str) -> str:
    """The beginning of a passage on one line."""
    flat = " ".join(text.split())
    return flat if len(flat) <= SNIPPET else flat[:SNIPPET].rstrip() + " …"
