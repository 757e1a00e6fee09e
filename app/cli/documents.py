"""`chipcite documents`: list, show, delete."""

from collections.abc import Iterator
from typing import Annotated, Any

import typer

from app.cli.client import DEFAULT_URL, Service, Url
from app.cli.output import AsJson, CommandFailedError, console, print_json, printable
from app.cli.settings import load_settings

commands = typer.Typer(help="The manuals that the service holds.", invoke_without_command=True)

PAGE = 500
COLUMNS = ("revision", "language", "state", "page_count", "file_name")

Id = Annotated[str, typer.Argument(help="The document's id, as `chipcite documents list` shows it.")]


@commands.callback()
def documents(context: typer.Context, as_json: AsJson = False, url: Url = DEFAULT_URL) -> None:
    """The manuals that the service holds; without a subcommand they are listed."""
    if context.invoked_subcommand is None:
        list_documents(as_json=as_json, url=url)


@commands.command("list")
def list_documents(as_json: AsJson = False, url: Url = DEFAULT_URL) -> None:
    """List the documents with their versions."""
    with Service(url) as service:
        found = list(everything(service))
    if as_json:
        print_json({"object": "list", "data": found, "total": len(found)})
    else:
        show_table(found)


@commands.command()
def show(document_id: Id, as_json: AsJson = False, url: Url = DEFAULT_URL) -> None:
    """Show one document with all its versions."""
    with Service(url) as service:
        found = service.get(f"/v1/documents/{document_id}")
    if as_json:
        print_json(found)
    else:
        show_document(found)


@commands.command()
def delete(
    document_id: Id,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    url: Url = DEFAULT_URL,
) -> None:
    """Delete a document with all its versions, facts and passages."""
    with Service(url) as service:
        if not yes:
            title = service.get(f"/v1/documents/{document_id}")["title"]
            typer.confirm(printable(f"Delete {title or document_id} and all its versions?"), abort=True)
        service.delete(f"/v1/documents/{document_id}")
    typer.echo("Deleted.")


@commands.command()
def reindex() -> None:
    """Make all dense vectors anew, after CHIPCITE_EMBEDDER was changed. Stop the service first."""
    import asyncio

    from app.core.errors import StartupError
    from app.worker import reindex as drop_vectors

    try:
        count = asyncio.run(drop_vectors(load_settings()))
    except StartupError as error:
        raise CommandFailedError(error.message) from None
    typer.echo(f"The next start embeds {count} versions again, in the background.")


def everything(service: Service) -> Iterator[dict[str, Any]]:
    """All documents, page by page."""
    offset = 0
    while True:
        found = service.get("/v1/documents", limit=PAGE, offset=offset)
        yield from found["data"]
        offset += PAGE
        if not found.get("has_more"):
            return


def show_table(found: list[dict[str, Any]]) -> None:
    """One line per version, under the document's title."""
    from rich.table import Table
    from rich.text import Text

    table = Table("document", "revision", "language", "state", "pages", "file", "id", box=None)
    for document in found:
        for cells in rows(document):
            table.add_row(*(Text(printable(cell)) for cell in cells))
    if found:
        console().print(table)
    else:
        typer.echo("No documents yet. Add some with `chipcite ingest PATH…`.")


def rows(document: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """A document's versions as table rows; title and id stand in the first."""
    title, document_id = document.get("title") or "(no title)", document["id"]
    for version in document.get("versions") or [{}]:
        values = [
            version.get(key) or "" for key in ("revision", "language", "state", "page_count", "file_name")
        ]
        yield (title, *map(str, values), document_id)
        title = document_id = ""


def show_document(document: dict[str, Any]) -> None:
    """All that is known of a document, name and value."""
    out = console()
    for key, value in document.items():
        if key != "versions":
            out.print(
                printable(f"{key:12} {', '.join(map(str, value)) if isinstance(value, list) else value}")
            )
    show_table([document])
