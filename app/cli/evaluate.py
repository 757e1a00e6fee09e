"""`chipcite evaluate`: a suite against a service, an adapter or a model's server; two runs compared."""

import asyncio
import json
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.client import DEFAULT_URL, Service, Url
from app.cli.output import AsJson, CommandFailedError, console, print_json, print_rows

if TYPE_CHECKING:
    import httpx

    from finetune.evaluation.decoding import Decoding
    from finetune.evaluation.results import Run
    from finetune.evaluation.suite import Case

OWN = ("exercises", "general")
"""Suites that come with the product."""
Suite = Annotated[
    Path, typer.Argument(help="A JSONL file or a folder of them; exercises and general are ours.")
]
Key = Annotated[str | None, typer.Option(envvar="CHIPCITE_API_KEY", help="An API key.")]

JudgeUrl = Annotated[str | None, typer.Option(help="A judge model's server.")]
JudgeModel = Annotated[str, typer.Option(help="The judge by name.")]

commands = typer.Typer(
    help="Measure a model, an adapter or the whole service on a suite.", no_args_is_help=True
)


@commands.command("run")
def run(
    suite: Suite,
    out: Annotated[Path, typer.Option(help="Folder for results and report.")],
    url: Annotated[
        str, typer.Option(envvar="CHIPCITE_URL", help="The service, or a model's server.")
    ] = DEFAULT_URL,
    model: Annotated[str, typer.Option(help="Model or adapter by name.")] = "chipcite",
    direct: Annotated[
        bool,
        typer.Option("--direct", help="The address is a model's server: no chat turn, evidence as given."),
    ] = False,
    in_process: Annotated[
        bool, typer.Option("--in-process", help="Run the service here, on this machine's data folder.")
    ] = False,
    variants: Annotated[
        bool, typer.Option("--variants", help="Also closed-book, wrong-document and changed-page.")
    ] = False,
    limit: Annotated[int | None, typer.Option(min=1, help="Cases at most.")] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Questions at a time.")] = 1,
    temperature: Annotated[list[float] | None, typer.Option(help="0 is greedy; several make a grid.")] = None,
    top_p: Annotated[list[float] | None, typer.Option(help="Several make a grid.")] = None,
    best_by: Annotated[str, typer.Option(help="The measure that a grid is searched by; exact first.")] = "",
    tokens: Annotated[int, typer.Option(min=1, help="Tokens of an answer at most.")] = 256,
    tries: Annotated[int, typer.Option(min=1, help="Samples of each code exercise.")] = 1,
    seed: Annotated[int, typer.Option(help="Of sampling.")] = 1,
    judge_url: JudgeUrl = None,
    judge_model: JudgeModel = "judge",
    key: Key = None,
) -> None:
    """Ask every case, judge the answers, and write results.jsonl, run.json, report.md and report.html."""
    from finetune.evaluation.decoding import Decoding, grid
    from finetune.evaluation.report import write_report
    from finetune.evaluation.results import write_run

    cases = _cases(suite, limit, variants=variants)
    base = Decoding(0.0, 1.0, tokens, seed, tries)
    decodings = list(grid(base, temperature or [0.0], top_p or [1.0]))
    open_http = _in_process() if in_process else _over_http(url, key)
    made_by: dict[str, Run] = {}
    for decoding in decodings:
        folder = out if len(decodings) == 1 else out / f"t{decoding.temperature}-p{decoding.top_p}"
        judged = (judge_url, judge_model) if judge_url else None
        settings = {
            "suite": str(suite),
            "model": model,
            "url": "in process" if in_process else url,
            "direct": direct,
        }
        made = asyncio.run(_run(cases, open_http, decoding, settings, jobs, judged, direct=direct))
        write_run(folder, made)
        write_report(folder, made)
        _show(made)
        console(to_stderr=True).print(f"{folder / 'report.html'}")
        made_by[folder.name] = made
    if len(made_by) > 1:
        _write_grid(out, made_by, best_by)


@commands.command("compare")
def compare(
    before: Annotated[Path, typer.Argument(help="The folder of the earlier run.")],
    after: Annotated[Path, typer.Argument(help="The folder of the later run.")],
    out: Annotated[
        Path | None, typer.Option(help="Where the comparison is written; beside the later run.")
    ] = None,
    judge_url: JudgeUrl = None,
    judge_model: JudgeModel = "judge",
    as_json: AsJson = False,
) -> None:
    """Compare two runs of one suite, case by case, with intervals of the difference."""
    from finetune.evaluation.report import write_comparison
    from finetune.evaluation.results import read_run

    try:
        earlier, later = read_run(before), read_run(after)
    except (OSError, ValueError, KeyError) as error:
        raise CommandFailedError(f"{error} is not a run's result.") from error
    preferences = asyncio.run(_preferences(earlier, later, judge_url, judge_model)) if judge_url else None
    measured = write_comparison(out or after, earlier, later, preferences)
    if as_json:
        print_json([{"measure": c.measure, "variant": c.variant, "verdict": c.verdict} for c in measured])
        return
    rows = [
        (c.variant, c.measure, f"{c.before:.3f}", f"{c.after:.3f}", f"{c.difference.mean:+.3f}", c.verdict)
        for c in measured
    ]
    print_rows(("variant", "measure", "before", "after", "difference", "verdict"), rows)


@commands.command("promptfoo")
def promptfoo(
    suite: Suite,
    out: Annotated[Path, typer.Option(help="The configuration file that is written.")],
    url: Annotated[str, typer.Option(help="The server that promptfoo shall ask.")] = DEFAULT_URL,
    model: Annotated[str, typer.Option(help="Model or adapter by name.")] = "chipcite",
) -> None:
    """Write a suite as promptfoo's configuration (JSON, which promptfoo reads)."""
    from finetune.evaluation.decoding import Decoding
    from finetune.evaluation.promptfoo import promptfoo as made

    config = made(_cases(suite, None, variants=False), url=url, model=model, decoding=Decoding())
    out.write_text(json.dumps(config, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


@commands.command("cases")
def reviewed(
    out: Annotated[Path, typer.Option(help="The suite that is written.")], url: Url = DEFAULT_URL
) -> None:
    """Write all cases that curators have decided as a suite: a benchmark that grows with each of them."""
    from app.cli.cases import DECIDED, every_case
    from finetune.evaluation.reviewed import case_of_review
    from finetune.evaluation.suite import write_suite

    with Service(url) as service:
        found = [case_of_review(one) for one in every_case(service, list(DECIDED))]
    write_suite(out, found)
    typer.echo(f"{len(found)} cases in {out}")


def _cases(suite: Path, limit: int | None, *, variants: bool) -> "list[Case]":
    from importlib.resources import files

    from finetune.evaluation.suite import SuiteError, read_suite
    from finetune.evaluation.variants import variants as changed

    own = Path(str(files("finetune.evaluation") / "suites" / f"{suite}.jsonl"))
    try:
        cases = read_suite(own if str(suite) in OWN else suite)[:limit]
    except SuiteError as error:
        raise CommandFailedError(str(error)) from error
    return [*cases, *changed(cases)] if variants else cases


OpenHttp = Callable[[], "AbstractAsyncContextManager[httpx.AsyncClient]"]


async def _run(
    cases: "list[Case]",
    open_http: OpenHttp,
    decoding: "Decoding",
    settings: dict[str, Any],
    jobs: int,
    judged: tuple[str, str] | None,
    *,
    direct: bool,
) -> "Run":
    import httpx

    from finetune.evaluation.answering import ModelServer, Service
    from finetune.evaluation.judge import Judge
    from finetune.evaluation.running import evaluate

    async with open_http() as http, httpx.AsyncClient(base_url=judged[0] if judged else "") as judging:
        answers = ModelServer(http, settings["model"]) if direct else Service(http, settings["model"])
        judge = Judge(judging, judged[1]) if judged else None
        settings = settings | ({"judge": judged[1]} if judged else {})
        return await evaluate(
            settings["model"], cases, answers, decoding, settings, jobs=jobs, judge=judge, progress=_say
        )


async def _preferences(before: "Run", after: "Run", url: str, model: str) -> dict[str, float]:
    import httpx

    from finetune.evaluation.judge import Judge

    async with httpx.AsyncClient(base_url=url.removesuffix("/v1")) as http:
        return await Judge(http, model).preferences(before, after)


def _over_http(url: str, key: str | None) -> OpenHttp:
    @asynccontextmanager
    async def opened():  # type: ignore[no-untyped-def]  # httpx is only imported when it runs
        import httpx

        headers = {"Authorization": f"Bearer {key}"} if key else {}
        async with httpx.AsyncClient(base_url=url.removesuffix("/v1"), headers=headers) as http:
            yield http

    return opened


def _in_process() -> OpenHttp:
    @asynccontextmanager
    async def opened():  # type: ignore[no-untyped-def]  # httpx and the service are only imported when it runs
        import httpx

        from app.main import create_app

        app = create_app()
        async with app.router.lifespan_context(app):
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://in-process") as http:
                yield http

    return opened


def _write_grid(out: Path, runs: "dict[str, Run]", by: str) -> None:
    """grid.json and grid.md: which decoding does best, and which cannot be told from it."""
    from finetune.evaluation.searching import markdown, searched

    try:
        found = searched(runs, by)
    except ValueError as error:
        raise CommandFailedError(str(error)) from error
    (out / "grid.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    (out / "grid.md").write_text(markdown(found), encoding="utf-8")
    as_good = [row["name"] for row in found["decodings"] if row["as_good"] and row["name"] != found["best"]]
    more = f"; not to be told from it: {', '.join(as_good)}" if as_good else ""
    typer.echo(f"best in {found['measure']}: {found['best']}{more}")


def _say(done: int, of: int) -> None:
    if done == of or done % max(of // 20, 1) == 0:
        console(to_stderr=True).print(f"{done} of {of}")


def _show(made: "Run") -> None:
    rows = [
        (variant or "as is", name, f"{one.mean:.3f}", f"{one.low:.3f} to {one.high:.3f}", str(one.cases))
        for variant, by_name in made.table().items()
        for name, one in by_name.items()
    ]
    print_rows(("variant", "measure", "mean", "95 % interval", "cases"), rows)
