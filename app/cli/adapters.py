"""`chipcite adapters`: list, register, promote, compare, roll back."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.client import DEFAULT_URL, Service, Url
from app.cli.output import AsJson, CommandFailedError, print_json, print_rows

commands = typer.Typer(help="Adapters of the language model, and their rollout.", invoke_without_command=True)

Name = Annotated[str, typer.Argument(help="The adapter's name.")]


@commands.callback()
def adapters(context: typer.Context, as_json: AsJson = False, url: Url = DEFAULT_URL) -> None:
    """Adapters with their lineage and state."""
    if context.invoked_subcommand is None:
        list_adapters(as_json=as_json, url=url)


@commands.command("list")
def list_adapters(as_json: AsJson = False, url: Url = DEFAULT_URL) -> None:
    """List the adapters, the newest first."""
    with Service(url) as service:
        found = service.get("/v1/adapters")
    if as_json:
        print_json(found)
        return
    print_rows(
        ("name", "state", "share", "base", "trained on from", "dataset", "evaluated"),
        [
            (
                one["name"],
                one["state"],
                f"{one['share']:.0%}" if one["share"] else "",
                one["base"],
                one["parent"],
                one["dataset"],
                "yes" if one["evaluation"] else "no",
            )
            for one in found["data"]
        ],
    )


@commands.command()
def register(
    name: Name,
    path: Annotated[Path, typer.Argument(help="Its folder, as the server that loads it sees it.")],
    base: Annotated[str, typer.Option(help="The model that it stands on.")] = "",
    parent: Annotated[str, typer.Option(help="The adapter that it was trained on from.")] = "",
    dataset: Annotated[str, typer.Option(help="Name and version.")] = "",
    run: Annotated[Path | None, typer.Option(help="JSON with the record of its training.")] = None,
    url: Url = DEFAULT_URL,
) -> None:
    """Register an adapter: it becomes a candidate."""
    from app.registry.files import digest

    body = {
        "name": name,
        "path": str(path),
        "base": base,
        "parent": parent,
        "dataset": dataset,
        "sha256": digest(path) if path.is_dir() else "",
        "run": _json(run) if run else {},
    }
    with Service(url) as service:
        service.post("/v1/adapters", body)
    typer.echo(f"{name} is a candidate.")


@commands.command()
def promote(
    name: Name,
    state: Annotated[str, typer.Argument(help="shadow, canary, live; candidate or retired.")],
    share: Annotated[float, typer.Option(min=0.001, max=1, help="Of the conversations, for a canary.")] = 0.1,
    evaluation: Annotated[
        Path | None, typer.Option(help="JSON that `chipcite evaluate` has written.")
    ] = None,
    reason: Annotated[str, typer.Option(help="For the record.")] = "",
    url: Url = DEFAULT_URL,
) -> None:
    """Take the next step with an adapter, if its evaluation allows it."""
    body: dict[str, Any] = {"state": state, "share": share, "reason": reason}
    if evaluation is not None:
        body["evaluation"] = _json(evaluation)
    with Service(url) as service:
        service.patch(f"/v1/adapters/{name}", body)
    typer.echo(f"{name} is {state}.")


@commands.command()
def rollback(url: Url = DEFAULT_URL) -> None:
    """Take the canary back, or where there is none, what is live."""
    with Service(url) as service:
        found = service.post("/v1/adapters/rollback", {})
    live = next((one["name"] for one in found["data"] if one["state"] == "live"), "the base")
    typer.echo(f"{live} is live.")


@commands.command()
def compare(
    settle: Annotated[
        bool, typer.Option("--settle", help="Promote it or roll it back, if it is clear.")
    ] = False,
    as_json: AsJson = False,
    url: Url = DEFAULT_URL,
) -> None:
    """Show how readers fare with the canary and with what is live."""
    with Service(url) as service:
        path = "/v1/adapters/comparison"
        found = service.post(path, {}) if settle else service.get(path)
    if as_json:
        print_json(found)
    elif found is None:
        typer.echo("No canary is serving.")
    else:
        bounds = "unknown yet" if found["low"] is None else f"{found['low']:+.3f} to {found['high']:+.3f}"
        typer.echo(
            f"{found['live'] or 'the base'}: {found['live_bad']:.1%} bad of {found['live_turns']} turns"
        )
        typer.echo(f"{found['canary']}: {found['canary_bad']:.1%} bad of {found['canary_turns']} turns")
        typer.echo(f"difference {bounds}: {found['decision']}")


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CommandFailedError(f"{path} holds no JSON: {error}") from None
