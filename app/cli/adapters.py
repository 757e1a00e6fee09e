"""`chipcite adapters`: list, register, promote, compare, hold, roll back."""

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
        ("name", "kind", "state", "share", "base", "trained on from", "dataset", "evaluated"),
        [
            (
                one["name"],
                one["kind"],
                f"{one['state']}, held" if one["held"] else one["state"],
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
    kind: Annotated[str, typer.Option(help="llm, reranker, linking or answering.")] = "llm",
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
        "kind": kind,
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
    share: Annotated[
        float, typer.Option(min=0.001, max=1, help="Of the conversations, for a canary or shadow.")
    ] = 0.1,
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
    """Take the canary back, or where there is none, what is live; the worker never brings it again."""
    with Service(url) as service:
        found = service.post("/v1/adapters/rollback", {})
    live = next((one["name"] for one in found["data"] if one["state"] == "live"), "the base")
    typer.echo(f"{live} is live.")


@commands.command()
def hold(name: Name, url: Url = DEFAULT_URL) -> None:
    """Keep the worker from deciding about an adapter: it is compared, and stays what it is."""
    _hold(url, name, held=True)


@commands.command()
def release(name: Name, url: Url = DEFAULT_URL) -> None:
    """Let the worker decide about an adapter again."""
    _hold(url, name, held=False)


@commands.command()
def history(as_json: AsJson = False, url: Url = DEFAULT_URL) -> None:
    """Show what was decided about adapters, and by which figures."""
    with Service(url) as service:
        events = service.get("/v1/adapters")["events"]
    if as_json:
        print_json(events)
        return
    print_rows(
        ("when", "adapter", "from", "to", "why", "bad turns, live and its own"),
        [
            (
                one["created_at"][:16],
                one["adapter"],
                one["before"],
                one["after"],
                one["reason"],
                _shares(one["figures"]),
            )
            for one in events
        ],
    )


@commands.command()
def compare(
    settle: Annotated[
        bool,
        typer.Option("--settle", help="Take the step now, if it is clear; the worker does it by itself."),
    ] = False,
    as_json: AsJson = False,
    url: Url = DEFAULT_URL,
) -> None:
    """Show how readers fare with the canary, or would with the shadow, and with what is live."""
    with Service(url) as service:
        path = "/v1/adapters/comparison"
        found = service.post(path, {}) if settle else service.get(path)
    if as_json:
        print_json(found)
    elif found is None:
        typer.echo("No canary is serving, and no shadow is compared.")
    else:
        _print_comparison(found)


def _print_comparison(found: dict[str, Any]) -> None:
    live = found["live"] or "the base"
    typer.echo(
        f"{live}: {found['live_turns']} turns; {found['canary']} ({found['state']}): "
        f"{found['canary_turns']} turns"
    )
    print_rows(
        ("measure", live, found["canary"], "difference", ""),
        [
            (
                one["name"],
                f"{one['live']:.3f}",
                f"{one['canary']:.3f}",
                "unknown yet" if one["low"] is None else f"{one['low']:+.3f} to {one['high']:+.3f}",
                "worse" if one["worse"] else "",
            )
            for one in found["measures"]
        ],
    )
    held = "; held: the worker leaves it as it is" if found["held"] else ""
    typer.echo(f"{found['decision']}{held}")
    if found["objection"]:
        typer.echo(found["objection"])


def _hold(url: str, name: str, *, held: bool) -> None:
    with Service(url) as service:
        service.patch(f"/v1/adapters/{name}", {"held": held})
    typer.echo(f"{name} is held." if held else f"The worker decides about {name}.")


def _shares(figures: dict[str, Any]) -> str:
    return f"{figures['live_bad']:.1%}, {figures['canary_bad']:.1%}" if figures else ""


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CommandFailedError(f"{path} holds no JSON: {error}") from None
