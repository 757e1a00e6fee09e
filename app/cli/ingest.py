"""`chipcite ingest`: files and folders to the running service, with progress to the end."""

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.client import DEFAULT_URL, Service, Url
from app.cli.files import Upload, uploads
from app.cli.output import FAILED, AsJson, CommandFailedError, print_json, printable
from app.cli.progress import Progress

POLL_SECONDS = 0.4
WATCHED = 8
"""Jobs asked about at a time: they are worked on in order, so the oldest say it all."""
ENDED = frozenset({"published", "superseded", "failed"})


def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Manuals, or folders with manuals.")],
    chip: Annotated[list[str] | None, typer.Option(help="A chip that they cover; may be repeated.")] = None,
    vendor: Annotated[str | None, typer.Option(help="Who publishes them.")] = None,
    title: Annotated[str | None, typer.Option(help="The document's title.")] = None,
    revision: Annotated[str | None, typer.Option(help="Their revision.")] = None,
    language: Annotated[str | None, typer.Option(help="en or zh.")] = None,
    kind: Annotated[str | None, typer.Option(help="reference-manual, datasheet, errata, …")] = None,
    wait: Annotated[bool, typer.Option(help="Stay until they can be asked.")] = True,
    as_json: AsJson = False,
    url: Url = DEFAULT_URL,
) -> None:
    """Upload manuals; what is not said of them is detected."""
    given = {"vendor": vendor, "title": title, "revision": revision, "language": language, "kind": kind}
    fields = {k: v for k, v in given.items() if v} | ({"chips": ",".join(chip)} if chip else {})
    files = uploads(paths)
    with Service(url) as service, Progress(files, quiet=as_json) as progress:
        results = send(service, files, fields, progress)
        if wait:
            follow(service, [result for result in results if "job_id" in result], progress)
    if as_json:
        print_json({"documents": results})
    else:
        report(results)
    if any(result["state"] == "failed" for result in results):
        raise typer.Exit(FAILED)


def send(
    service: Service, files: Iterable[Upload], fields: dict[str, Any], progress: Progress
) -> list[dict[str, Any]]:
    """Uploads each file; one that the service refuses does not stop the others."""
    results = []
    for file in files:
        result: dict[str, Any] = {"file": str(file.path)}
        try:
            with file.path.open("rb") as content:
                result |= service.upload(file.name, progress.reading(content, file), fields)
            result["state"] = "received"
        except OSError as error:
            result |= {"state": "failed", "error": f"It cannot be read here: {error.strerror}."}
        except CommandFailedError as error:
            if error.exit_code != FAILED:
                raise
            result |= {"state": "failed", "error": error.sentence}
        results.append(result)
        progress.sent(file, result["state"])
    return results


def follow(service: Service, results: list[dict[str, Any]], progress: Progress) -> None:
    """Watches the jobs until the last has ended, and notes how each did."""
    waiting = list(results)
    while waiting:
        for result in waiting[:WATCHED]:
            job = service.get(f"/v1/jobs/{result['job_id']}")
            result |= {key: job[key] for key in ("state", "error", "warnings") if job.get(key)}
            progress.show(result["job_id"], Path(result["file"]).name, job)
        ended = [result for result in waiting if result["state"] in ENDED]
        waiting = [result for result in waiting if result["state"] not in ENDED]
        if waiting and not ended:
            time.sleep(POLL_SECONDS)


def report(results: list[dict[str, Any]]) -> None:
    """Says what became of the files, and why some failed."""
    failed = [result for result in results if result["state"] == "failed"]
    done = len(results) - len(failed)
    under_way = any(result["state"] not in ENDED for result in results)
    plural = "s" if len(results) != 1 else ""
    typer.echo(f"{done} of {len(results)} document{plural} {'uploaded' if under_way else 'can be asked'}.")
    for result in failed:
        typer.echo(printable(f"failed: {result['file']}: {result.get('error', 'no reason given')}"))
