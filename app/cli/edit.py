"""`chipcite edit`: corrects what was detected of a document and its versions; what is said here stays."""

from typing import Annotated, Any

import typer

from app.cli.client import DEFAULT_URL, Service, Url
from app.cli.documents import show_document
from app.cli.ids import Id, full_id
from app.cli.output import AsJson, CommandFailedError, print_json


def edit(
    document_id: Id,
    title: Annotated[str | None, typer.Option(help="The document's title.")] = None,
    vendor: Annotated[str | None, typer.Option(help="Who publishes it.")] = None,
    number: Annotated[str | None, typer.Option(help="The vendor's number of the document.")] = None,
    kind: Annotated[str | None, typer.Option(help="reference-manual, datasheet, errata, …")] = None,
    chip: Annotated[list[str] | None, typer.Option(help="A chip that it covers; may be repeated.")] = None,
    general: Annotated[bool, typer.Option("--general", help="It is about no chip in particular.")] = False,
    revision: Annotated[str | None, typer.Option(help="The version's revision, as printed.")] = None,
    date: Annotated[str | None, typer.Option(help="The version's date: 2024-05 or 2024-05-31.")] = None,
    language: Annotated[str | None, typer.Option(help="The version's language: en or zh.")] = None,
    version: Annotated[
        str | None, typer.Option(help="Which version, by id or file, if it has several.")
    ] = None,
    as_json: AsJson = False,
    url: Url = DEFAULT_URL,
) -> None:
    """Correct a document: only what is given changes, and detection leaves it alone from then on."""
    if chip and general:
        raise CommandFailedError("A document is either general or about chips: give --general or --chip.")
    chips = [] if general else chip or None
    about = _given(title=title, vendor=vendor, number=number, kind=kind, chips=chips)
    edition = _given(revision=revision, date=date, language=language)
    if not about and not edition:
        raise CommandFailedError("Say what to change, for example --title or --chip; see `chipcite edit -h`.")
    with Service(url) as service:
        path = f"/v1/documents/{full_id(service, document_id)}"
        if edition:
            service.patch(f"/v1/versions/{_version(service.get(path), version)}", edition)
        found = service.patch(path, about) if about else service.get(path)
    if as_json:
        print_json(found)
    else:
        show_document(found)


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _version(document: dict[str, Any], named: str | None) -> str:
    """The id of the version that is meant: the named one, or the only one."""
    versions = document["versions"]
    fitting = [one for one in versions if not named or one["file_name"] == named or one["id"].endswith(named)]
    if len(fitting) == 1:
        return str(fitting[0]["id"])
    files = ", ".join(f"{one['file_name']} ({one['id']})" for one in versions)
    raise CommandFailedError(f"Say with --version which of its versions is meant: {files}.")
