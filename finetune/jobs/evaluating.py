"""A fresh adapter against what is live, on held-out tasks, through the server that would serve it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

import httpx

from app.core.config import Settings
from app.core.errors import UnavailableError
from app.registry.loading import AdapterServer, configured
from finetune.evaluation.answering import Answers, ModelServer
from finetune.evaluation.comparing import LOWER_IS_BETTER, Change
from finetune.evaluation.decoding import Decoding
from finetune.evaluation.report import write_comparison, write_report
from finetune.evaluation.results import Run, write_run
from finetune.evaluation.running import evaluate
from finetune.evaluation.suite import Case, SuiteError, read_suite

MOST_CASES = 200
"""Enough for an interval of a few hundredths; a server on two cores answers them within the night."""
AT_ONCE = 4
"""Questions that the server has at a time."""


@dataclass(frozen=True, slots=True)
class Contender:
    """An adapter that is measured."""

    name: str
    path: str
    against: str
    """The adapter that is live; empty for the base."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What came out."""

    evaluation: dict[str, Any]
    """As `app.registry.rules` reads it."""
    changes: Sequence[Change] = ()
    missing: str = ""
    """Why nothing could be measured; empty where it could."""
    objection: str = ""
    """What the registry would say to a promotion; empty where it would agree."""


class Server(Protocol):
    """What answers under the name of a model or adapter, and loads adapters."""

    base: str
    adapters: AdapterServer

    def answers(self, model: str) -> Answers:
        """Something that asks this model."""
        ...


class HttpServer:
    """The configured server of the language model."""

    def __init__(self, base: str, adapters: AdapterServer, http: httpx.AsyncClient) -> None:
        self.base = base
        self.adapters = adapters
        self._http = http

    def answers(self, model: str) -> Answers:
        """The model's own answers, without our chat turn: the evidence stands in the tasks."""
        return ModelServer(self._http, model)


@asynccontextmanager
async def server_of(settings: Settings) -> AsyncIterator["HttpServer | None"]:
    """The configured server; None where there is none that could load an adapter."""
    adapters = configured(settings)
    if adapters is None:
        yield None
        return
    headers = {"Authorization": f"Bearer {settings.llm_api_key}"} if settings.llm_api_key else {}
    base_url = settings.llm_url.rstrip("/").removesuffix("/v1")
    async with httpx.AsyncClient(base_url=base_url, headers=headers, trust_env=False) as http:
        yield HttpServer(settings.llm_model, adapters, http)


async def measure(server: Server | None, one: Contender, dataset: Path, out: Path) -> Measured:
    """Both runs and their comparison are written to `out`."""
    try:
        cases = read_suite(dataset / "tasks" / "test.jsonl")[:MOST_CASES]
    except SuiteError:
        return _unmeasured(one, "The dataset holds no tasks to test with.")
    if server is None:
        return _unmeasured(one, "No server is configured that could load an adapter (CHIPCITE_LLM_URL).")
    try:
        await server.adapters.load(one.name, one.path)
    except UnavailableError as error:
        return _unmeasured(one, error.message)
    try:
        before = await _run(server, one.against or server.base, cases, out / "before")
        after = await _run(server, one.name, cases, out / "after")
    finally:
        await server.adapters.unload(one.name)
    if not any(result.answer.text for result in after.results):
        return _unmeasured(one, "The server gave no answer with the adapter.")
    changes = write_comparison(out, before, after)
    return Measured(_evaluation(one, changes), changes)


async def _run(server: Server, model: str, cases: Sequence[Case], out: Path) -> Run:
    settings = {"suite": "tasks/test", "model": model, "direct": True}
    made = await evaluate(model, cases, server.answers(model), Decoding(), settings, jobs=AT_ONCE)
    write_run(out, made)
    write_report(out, made)
    return made


def _evaluation(one: Contender, changes: Sequence[Change]) -> dict[str, Any]:
    differences = {
        change.measure: {name: value for name, value in asdict(change.difference).items() if name != "cases"}
        for change in changes
        if not change.variant and change.measure not in LOWER_IS_BETTER
    }
    return {"served": True, "against": one.against, "changes": differences}


def _unmeasured(one: Contender, why: str) -> Measured:
    return Measured({"served": False, "against": one.against, "changes": {}}, missing=why)
