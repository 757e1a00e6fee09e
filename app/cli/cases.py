"""`chipcite cases`: answers that a curator should look at: list, show, accept, correct, drop, check."""

import sys
from collections.abc import Iterator
from typing import Annotated, Any

import typer

from app.cli.client import DEFAULT_URL, Service, Url
from app.cli.ids import short_ids
from app.cli.output import AsJson, CommandFailedError, print_json, print_rows, printable

commands = typer.Typer(help="Answers that a curator should look at.", invoke_without_command=True)

Id = Annotated[str, typer.Argument(help="A case's id, or the end of it.")]
Gap = Annotated[str | None, typer.Option(help="What was missing: knowledge, logic or expression.")]
Task = Annotated[str | None, typer.Option(help="The kind of question, e.g. register or debugging.")]
Stage = Annotated[str | None, typer.Option(help="Stage of the project, e.g. bring-up.")]
Note = Annotated[str | None, typer.Option(help="A remark for other curators.")]
Alone = Annotated[bool, typer.Option("--alone", help="Not those that ask the same.")]
State = Annotated[
    list[str] | None, typer.Option(help="open, accepted, corrected or dropped; may be repeated.")
]
DECIDED = ("accepted", "corrected")


@commands.callback()
def cases(context: typer.Context, as_json: AsJson = False, url: Url = DEFAULT_URL) -> None:
    """Answers that a curator should look at; without a subcommand the open ones are listed."""
    if context.invoked_subcommand is None:
        list_cases(as_json=as_json, url=url)


@commands.command("list")
def list_cases(state: State = None, as_json: AsJson = False, url: Url = DEFAULT_URL) -> None:
    """List cases, the newest first; open ones that ask the same are one entry."""
    with Service(url) as service:
        found = list(every_case(service, state or ["open"]))
    if as_json:
        print_json({"object": "list", "data": found})
        return
    # A table holds the end of each id, a pipe all of it.
    names = (
        short_ids([one["id"] for one in found])
        if sys.stdout.isatty()
        else {one["id"]: one["id"] for one in found}
    )
    print_rows(
        ("id", "state", "why", "like it", "question"),
        [
            (
                names[one["id"]],
                one["state"],
                ", ".join(one["signals"]),
                str(len(one["similar"])),
                one["question"],
            )
            for one in found
        ],
    )


@commands.command()
def show(case_id: Id, as_json: AsJson = False, url: Url = DEFAULT_URL) -> None:
    """Show a case with its answer, and what readers said of it."""
    with Service(url) as service:
        found = one_case(service, case_id)
    if as_json:
        print_json(found)
        return
    for label, text in _described(found):
        typer.echo(printable(f"{label}: {text}" if "\n" not in text else f"{label}:\n{text}\n"))


@commands.command()
def accept(
    case_id: Id,
    gap: Gap = None,
    task: Task = None,
    stage: Stage = None,
    note: Note = None,
    alone: Alone = False,
    url: Url = DEFAULT_URL,
) -> None:
    """Say that the answer is right, or what its reader proposes. A corrected fact then stands for good."""
    _decide(url, case_id, alone, state="accepted", gap=gap, task=task, stage=stage, note=note)


@commands.command()
def correct(
    case_id: Id,
    answer: Annotated[str, typer.Argument(help="The right answer in Markdown; - reads it from stdin.")],
    gap: Gap = None,
    task: Task = None,
    stage: Stage = None,
    note: Note = None,
    alone: Alone = False,
    url: Url = DEFAULT_URL,
) -> None:
    """Write the right answer."""
    text = sys.stdin.read() if answer == "-" else answer
    _decide(url, case_id, alone, state="corrected", answer=text, gap=gap, task=task, stage=stage, note=note)


@commands.command()
def drop(case_id: Id, note: Note = None, alone: Alone = False, url: Url = DEFAULT_URL) -> None:
    """Say that nothing is to be learnt from it. A corrected fact that came with it is forgotten."""
    _decide(url, case_id, alone, state="dropped", note=note)


@commands.command()
def reopen(case_id: Id, url: Url = DEFAULT_URL) -> None:
    """Put a case that was decided back into the queue."""
    _decide(url, case_id, alone=True, state="open")


@commands.command()
def check(as_json: AsJson = False, url: Url = DEFAULT_URL) -> None:
    """Ask the question of every decided case again; ends with 1 if one is answered wrong again."""
    from app.cli.checking import checked

    with Service(url) as service:
        results = [checked(service, one) for one in every_case(service, list(DECIDED))]
    failed = [one for one in results if one["missing"]]
    if as_json:
        print_json({"cases": len(results), "failed": failed})
    else:
        typer.echo(f"{len(results) - len(failed)} of {len(results)} decided cases hold.")
        for one in failed:
            typer.echo(printable(f"{one['id']}  {one['question']}\n  lacks {', '.join(one['missing'])}"))
    if failed:
        raise typer.Exit(1)


def every_case(service: Service, states: list[str]) -> Iterator[dict[str, Any]]:
    """All cases in some states, page by page."""
    after = None
    while True:
        page = service.get("/v1/cases", state=states, limit=100, after=after)
        yield from page["data"]
        after = page["after"]
        if not page["has_more"]:
            return


def one_case(service: Service, case_id: str) -> dict[str, Any]:
    """A case by its id, or by an end that only one id has."""
    if len(case_id) == len("00000000-0000-0000-0000-000000000000"):
        found: dict[str, Any] = service.get(f"/v1/cases/{case_id}")
        return found
    states = ["open", *DECIDED, "dropped"]
    matching = [one for one in every_case(service, states) if one["id"].endswith(case_id)]
    if len(matching) != 1:
        raise CommandFailedError(
            f"{len(matching)} cases have an id that ends in {case_id!r}. `chipcite cases list` shows ids."
        )
    return matching[0]


def _decide(url: str, case_id: str, alone: bool, **decision: str | None) -> None:
    with Service(url) as service:
        found = one_case(service, case_id)
        listed = [] if alone else [one for one in every_case(service, ["open"]) if one["id"] == found["id"]]
        also = [other for one in listed for other in one["similar"]]
        said = {key: value for key, value in decision.items() if value is not None}
        service.patch(f"/v1/cases/{found['id']}", {**said, "also": also})
    typer.echo(f"{1 + len(also)} {'case' if not also else 'cases'} {decision['state']}.")


def _described(one: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield "question", one["question"]
    yield "state", one["state"]
    yield "why", ", ".join(one["signals"])
    if one["chips"]:
        yield "chips", ", ".join(one["chips"])
    yield "answer", one["answer"] + "\n"
    for verdict in one["feedback"]:
        said = (verdict["reason"], verdict["comment"])
        yield "reader", ", ".join(["good" if verdict["rating"] > 0 else "bad", *filter(None, said)])
    for fact in one["facts"]:
        values = ", ".join(f"{key} {fact['fact'].get(key)}" for key in fact["stated"])
        seen = fact["quote"] or "the page's text does not show it"
        place = f"{fact['document']}, page {fact['page']}: {seen}"
        yield "fact", f"{fact['kind']} {fact['fact'].get('name', '')}: {values} ({place})"
    if one["right_answer"]:
        yield "right answer", one["right_answer"] + "\n"
    for name in ("gap", "task", "stage", "note"):
        if one[name]:
            yield name, one[name]
