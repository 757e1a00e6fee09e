"""Ids of documents as a person types them: whole, or as much of the beginning or end as tells one apart."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import typer

from app.cli.client import Service
from app.cli.output import CommandFailedError

Id = Annotated[
    str, typer.Argument(help="The document's id, or the end of it, as `chipcite documents` shows it.")
]

WHOLE = 36
SHORTEST = 6
"""Characters of a short id. Ids begin with the time, so that only their ends differ in a batch."""

PAGE = 500


def everything(service: Service) -> Iterator[dict[str, Any]]:
    """All documents, page by page."""
    offset = 0
    while True:
        found = service.get("/v1/documents", limit=PAGE, offset=offset)
        yield from found["data"]
        offset += PAGE
        if not found.get("has_more"):
            return


def full_id(service: Service, typed: str) -> str:
    """The id of the one document that is meant; a version's id means its document."""
    if len(typed) == WHOLE:
        return typed
    wanted = typed.strip(" …").lower()
    documents = list(everything(service))
    if any(document["id"] == wanted for document in documents):
        return wanted
    fitting = [document["id"] for document in documents if wanted and _means(wanted, document)]
    if len(fitting) == 1:
        return str(fitting[0])
    if fitting:
        raise CommandFailedError(f"{typed} means {len(fitting)} documents. Give more of the id.")
    raise CommandFailedError(
        f"No document's id begins or ends with {typed}. `chipcite documents` shows the ids."
    )


def short_ids(ids: Sequence[str]) -> dict[str, str]:
    """The shortest ends that tell all these ids apart, for a table."""
    length = SHORTEST
    while len({one[-length:] for one in ids}) < len(set(ids)):
        length += 1
    return {one: one[-length:] for one in ids}


def _means(wanted: str, document: dict[str, Any]) -> bool:
    ids = [document["id"], *(version.get("id", "") for version in document.get("versions", ()))]
    return any(one.startswith(wanted) or one.endswith(wanted) for one in ids)
