"""`chipcite documents`: list, show, delete, retry, reindex."""

import sys
import time
from collections.abc import Iterator
from typing import Annotated, Any

import typer

from app.cli.client import DEFAULT_URL, Service, Url
from app.cli.ids import Id, everything, full_id, short_ids
from app.cli.output import (
    FAILED,
    AsJson,
    CommandFailedError,
    complain,
    console,
    print_json,
    print_rows,
    printable,
)

commands = typer.Typer(help="The manuals that the service holds.", invoke_without_command=True)

CONSTRUCTION = "/v1/index/construction"
LOOK_SECONDS = 1.0

COLUMNS = ("revision", "date", "language", "state", "page_count", "file_name")


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
        index = {} if as_json else service.get("/v1/index")
    if as_json:
        print_json({"object": "list", "data": found, "total": len(found)})
    else:
        show_table(found)
        if index["construction"]:
            complain(index_line(index))


@commands.command()
def show(document_id: Id, as_json: AsJson = False, url: Url = DEFAULT_URL) -> None:
    """Show one document with all its versions."""
    with Service(url) as service:
        found = service.get(f"/v1/documents/{full_id(service, document_id)}")
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
        document_id = full_id(service, document_id)
        if not yes:
            title = service.get(f"/v1/documents/{document_id}")["title"]
            typer.confirm(printable(f"Delete {title or document_id} and all its versions?"), abort=True)
        service.delete(f"/v1/documents/{document_id}")
    typer.echo("Deleted.")


@commands.command()
def retry(document_id: Id, as_json: AsJson = False, url: Url = DEFAULT_URL) -> None:
    """Try a document's failed versions again, from the step that failed."""
    with Service(url) as service:
        found = service.get(f"/v1/documents/{full_id(service, document_id)}")
        failed = [version["id"] for version in found["versions"] if version["state"] == "failed"]
        started = [service.post(f"/v1/versions/{version}/retry", {}) for version in failed]
    if as_json:
        print_json({"documents": started})
    elif started:
        typer.echo(f"{len(started)} version{'s' if len(started) > 1 else ''} started again.")
    else:
        raise CommandFailedError("None of the document's versions has failed.")


@commands.command()
def reindex(
    stop: Annotated[bool, typer.Option("--stop", help="Give up the one that is being built.")] = False,
    wait: Annotated[bool, typer.Option("--wait", help="Until it has taken over, or failed.")] = False,
    as_json: AsJson = False,
    url: Url = DEFAULT_URL,
) -> None:
    """Build the search index anew while the old one answers: after a release that cuts passages otherwise."""
    with Service(url) as service:
        found = service.delete(CONSTRUCTION) if stop else service.post(CONSTRUCTION, {})
        while wait and (found["construction"] or {}).get("state") == "building":
            time.sleep(LOOK_SECONDS)
            found = service.get("/v1/index")
    if as_json:
        print_json(found)
    else:
        typer.echo(printable(index_line(found)))
    if not stop and (found["construction"] or {}).get("state") == "failed":
        raise typer.Exit(FAILED)


def index_line(found: dict[str, Any]) -> str:
    """Which index answers and how far its successor is, in one sentence."""
    answers = f"Index {found['active']['number']} ({found['active']['embedder']}) answers"
    new = found["construction"]
    if new is None:
        return f"{answers}."
    if new["state"] == "failed":
        return f"{answers}. Index {new['number']} ({new['embedder']}) was not built: {new['error']}"
    done = f"{new['versions_done']} of {new['versions_total']} versions"
    return f"{answers}. Index {new['number']} ({new['embedder']}) is being built: {done}."


def show_table(found: list[dict[str, Any]]) -> None:
    """One line per version; ids in full for a pipe, as much as tells them apart for a person."""
    if not found and sys.stdout.isatty():
        typer.echo("No documents yet. Add some with `chipcite ingest PATH…`.")
        return
    names = short_ids([document["id"] for document in found]) if sys.stdout.isatty() else {}
    header = ("id", "document", "revision", "date", "language", "state", "pages", "file")
    print_rows(header, [row for document in found for row in rows(document, names)])


def rows(document: dict[str, Any], names: dict[str, str]) -> Iterator[tuple[str, ...]]:
    """A document's versions as rows of a table, under the id and the title of the document."""
    title, document_id = document.get("title") or "(no title)", document["id"]
    for version in document.get("versions") or [{}]:
        values = [str(version.get(key) or "") for key in COLUMNS]
        yield (names.get(document_id, document_id), title, *values)


def show_document(document: dict[str, Any]) -> None:
    """All that is known of a document, name and value."""
    out = console()
    for key, value in document.items():
        if key not in ("versions", "object"):
            out.print(
                printable(f"{key:12} {', '.join(map(str, value)) if isinstance(value, list) else value}")
            )
    show_table([document])
    for version in document["versions"]:
        for kind in ("error", "warnings"):
            for sentence in _listed(version.get(kind)):
                out.print(printable(f"{version['file_name']}: {sentence}"))


def _listed(value: str | list[str] | None) -> list[str]:
    return [value] if isinstance(value, str) and value else list(value or ())
