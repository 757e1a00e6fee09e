"""A rollout by itself, on both databases: what the worker sees, notes and does, and what a person stops."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select

from app.chat import shadowing
from app.core.database import transaction
from app.llm.double import ScriptedLlm
from app.llm.types import ServedLlm
from app.models import Feedback, ShadowTurn, Turn
from app.registry.loading import VllmAdapters
from app.registry.schedule import Rollouts
from app.resources import Resources
from tests.integration import shelf
from tests.integration.app.registry.test_adapters import PROSE, register, states, step

THERE = httpx.Response(400, json={"message": "The lora adapter 'new' has already been loaded."})


class Server:
    """vLLM over HTTP, and the adapters that it was asked to load."""

    def __init__(self, answer: Callable[[], httpx.Response] = lambda: THERE) -> None:
        self.loaded: list[str] = []
        self._answer = answer

    def reply(self, request: httpx.Request) -> httpx.Response:
        self.loaded.append(json.loads(request.content)["lora_name"])
        return self._answer()

    def rollouts(self, resources: Resources) -> Rollouts:
        transport = httpx.MockTransport(self.reply)
        return Rollouts(resources.sessions, VllmAdapters("http://llm:8000", transport=transport))


async def record(
    resources: Resources, adapter: str, bad: int, turns: int = 300, seconds: float = 2.0
) -> None:
    """Turns that the language model wrote, the first of which were turned down."""
    async with transaction(resources.sessions) as session:
        made = [
            Turn(question="q", adapter=adapter, prompt_version="v2", latencies={"total": 1000 * seconds})
            for _ in range(turns)
        ]
        session.add_all(made)
        await session.flush()
        session.add_all(Feedback(turn_id=one.id, rating=-1) for one in made[:bad])


async def adapter(client: httpx.AsyncClient, name: str = "new") -> dict[str, Any]:
    found: list[dict[str, Any]] = (await client.get("/v1/adapters")).json()["data"]
    return next(one for one in found if one["name"] == name)


async def test_the_worker_takes_a_worse_canary_back_and_says_by_which_figures(
    client: httpx.AsyncClient, resources: Resources
) -> None:
    await register(client, "new")
    await step(resources, "new", "canary")
    await record(resources, "", bad=30)
    await record(resources, "new", bad=180)
    server = Server()
    assert await server.rollouts(resources).look() == "roll back"
    assert server.loaded == ["new"]
    assert await states(client) == {"new": "retired"}
    (event, *_) = (await client.get("/v1/adapters")).json()["events"]
    assert event["reason"] == "Worse than what is live, beyond the interval: bad, turned_down."
    assert (event["figures"]["live_bad"], event["figures"]["canary_bad"]) == (0.1, 0.6)
    assert (await adapter(client))["comparison"]["decision"] == "roll back"
    assert await server.rollouts(resources).look() == ""


async def test_a_better_canary_becomes_live(client: httpx.AsyncClient, resources: Resources) -> None:
    await register(client, "new")
    await step(resources, "new", "canary")
    await record(resources, "", bad=180)
    await record(resources, "new", bad=15)
    assert await Server().rollouts(resources).look() == "promote"
    assert await states(client) == {"new": "live"}


async def test_a_canary_that_is_much_slower_goes_back(
    client: httpx.AsyncClient, resources: Resources
) -> None:
    await register(client, "new")
    await step(resources, "new", "canary")
    await record(resources, "", bad=30, seconds=2.0)
    await record(resources, "new", bad=30, seconds=6.0)
    found = (await client.get("/v1/adapters/comparison")).json()
    assert [one["name"] for one in found["measures"] if one["worse"]] == ["seconds"]
    assert await Server().rollouts(resources).look() == "roll back"


@pytest.mark.parametrize("bad", [180, 0])
async def test_what_a_person_holds_is_looked_at_and_left_alone(
    client: httpx.AsyncClient, resources: Resources, bad: int
) -> None:
    await register(client, "new")
    await step(resources, "new", "canary")
    await client.patch("/v1/adapters/new", json={"held": True})
    await record(resources, "", bad=90)
    await record(resources, "new", bad=bad)
    await Server().rollouts(resources).look()
    held = await adapter(client)
    assert (held["state"], held["held"]) == ("canary", True)
    assert held["comparison"]["decision"] == ("roll back" if bad else "promote")
    await client.patch("/v1/adapters/new", json={"held": False})
    await Server().rollouts(resources).look()
    assert (await adapter(client))["state"] == ("retired" if bad else "live")


async def test_what_a_person_took_back_never_comes_again_by_itself(
    client: httpx.AsyncClient, resources: Resources
) -> None:
    await register(client, "new")
    await step(resources, "new", "canary")
    await record(resources, "", bad=180)
    await record(resources, "new", bad=0)
    await client.post("/v1/adapters/rollback")
    assert await Server().rollouts(resources).look() == ""
    assert await states(client) == {"new": "retired"}


async def test_a_server_that_is_away_changes_nothing(client: httpx.AsyncClient, resources: Resources) -> None:
    await register(client, "new")
    await step(resources, "new", "canary")
    await record(resources, "", bad=180)
    await record(resources, "new", bad=0)
    away = Server(lambda: httpx.Response(503))
    assert await away.rollouts(resources).look() == ""
    assert await states(client) == {"new": "canary"}
    assert await Server().rollouts(resources).look() == "promote"


async def test_an_evaluation_against_another_adapter_forbids_the_promotion(
    client: httpx.AsyncClient, resources: Resources
) -> None:
    await register(client, "new")
    await step(resources, "new", "canary")
    await client.patch("/v1/adapters/new", json={"evaluation": {"served": True, "against": "other"}})
    await record(resources, "", bad=180)
    await record(resources, "new", bad=0)
    assert await Server().rollouts(resources).look() == "promote"
    assert await states(client) == {"new": "canary"}
    assert "compared with other" in (await adapter(client))["comparison"]["objection"]


SERVED = (ServedLlm("tiny", max_model_len=8192), ServedLlm("new", "tiny", 8192))
SAID = "The total conversion time is sampling time + 11 clock cycles [1]."


@pytest.mark.parametrize("stream", [False, True])
async def test_a_shadow_answers_after_the_reader_and_leaves_its_figures_alone(
    client: httpx.AsyncClient, app: FastAPI, resources: Resources, stream: bool
) -> None:
    await shelf.fill(resources)
    llm = ScriptedLlm(lambda _: SAID, models=SERVED)
    app.state.resources = replace(resources, llm=llm)
    await register(client, "new")
    await step(resources, "new", "shadow", share=1.0)
    body = {"messages": [{"role": "user", "content": PROSE}], "stream": stream}
    reply = await client.post("/v1/chat/completions", json=body)
    assert reply.status_code == 200, reply.text
    await shadowing.ended()
    assert [request.model for request in llm.requests] == ["", "new"]
    async with resources.sessions() as session:
        assert await session.scalar(select(func.count()).select_from(Turn)) == 1
        (row,) = await session.scalars(select(ShadowTurn))
    assert (row.adapter, row.abstained, row.removed) == ("new", False, 0)
    assert row.milliseconds > 0
    found = (await client.get("/v1/adapters/comparison")).json()
    assert (found["state"], found["live_turns"], found["canary_turns"]) == ("shadow", 1, 1)
    assert "turned_down" not in [one["name"] for one in found["measures"]]


@pytest.mark.parametrize(("abstained", "state"), [(0.0, "canary"), (1.0, "retired")])
async def test_a_shadow_goes_on_to_readers_only_where_it_would_have_fared_no_worse(
    client: httpx.AsyncClient, resources: Resources, abstained: float, state: str
) -> None:
    await register(client, "new")
    await step(resources, "new", "shadow")
    async with transaction(resources.sessions) as session:
        turns = [
            Turn(question="q", prompt_version="v2", abstained=number % 2 == 0, latencies={"total": 10})
            for number in range(300)
        ]
        session.add_all(turns)
        await session.flush()
        session.add_all(
            ShadowTurn(turn_id=one.id, adapter="new", abstained=bool(abstained), removed=0, milliseconds=10)
            for one in turns
        )
    await Server().rollouts(resources).look()
    found = await adapter(client)
    assert (found["state"], found["share"]) == (state, 0.1 if state == "canary" else 0.0)


async def test_an_adapter_in_the_servers_folder_answers_before_the_server_lists_it(
    client: httpx.AsyncClient, app: FastAPI, resources: Resources, tmp_path: Path
) -> None:
    await shelf.fill(resources)
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "adapter_config.json").write_text("{}")
    llm = ScriptedLlm(lambda _: SAID, models=(ServedLlm("tiny", max_model_len=8192),))
    settings = resources.settings.model_copy(update={"llm_adapters": tmp_path, "llm_model": "tiny"})
    app.state.resources = replace(resources, llm=llm, settings=settings)
    await register(client, "new")
    await step(resources, "new", "canary")
    models = (await client.get("/v1/models")).json()["data"]
    assert [one["id"] for one in models] == ["chipcite", "chipcite-new"]
    await client.post("/v1/chat/completions", json={"messages": [{"role": "user", "content": PROSE}]})
    assert [request.model for request in llm.requests] == ["new"]
