"""Adapters over HTTP, on both databases: registered, promoted, compared, rolled back, used by the chat."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import update

from app.core.database import transaction
from app.llm.double import ScriptedLlm
from app.llm.types import ServedLlm
from app.models import Adapter, Turn
from app.models.base import now
from app.registry import rollout, service
from app.registry.schemas import ChangeIn
from app.resources import Resources
from tests.integration import shelf

PROVEN = {"mean": 0.04, "low": 0.01, "high": 0.07}
PROSE = "How long does a conversion of the ADC on the ZX90A32 take in total, explained?"


class Loader:
    """A server that loads adapters, and what it was asked."""

    def __init__(self) -> None:
        self.loaded: list[str] = []

    async def load(self, name: str, path: str) -> None:
        self.loaded.append(name)

    async def unload(self, name: str) -> None:
        self.loaded.remove(name)


def evaluation(against: str = "") -> dict[str, Any]:
    changes = dict.fromkeys(("exact", "abstention", "cited"), PROVEN)
    return {"served": True, "against": against, "changes": changes}


async def register(client: httpx.AsyncClient, name: str, **more: Any) -> dict[str, Any]:
    reply = await client.post("/v1/adapters", json={"name": name, "path": f"/adapters/{name}"} | more)
    assert reply.status_code == 201, reply.text
    made: dict[str, Any] = reply.json()
    return made


async def step(resources: Resources, name: str, state: str, against: str = "", share: float = 1.0) -> Loader:
    loader = Loader()
    async with transaction(resources.sessions) as session:
        wanted = ChangeIn.model_validate({"state": state, "share": share, "evaluation": evaluation(against)})
        await service.change(session, loader, name, wanted)
    return loader


async def states(client: httpx.AsyncClient) -> dict[str, str]:
    found = (await client.get("/v1/adapters")).json()
    return {one["name"]: one["state"] for one in found["data"]}


async def test_an_adapter_goes_up_step_by_step_and_back_at_one_command(
    client: httpx.AsyncClient, resources: Resources
) -> None:
    made = await register(client, "first", base="tiny", dataset="chip a5db", run={"seed": 1})
    assert (made["state"], made["run"]) == ("candidate", {"seed": 1})
    await register(client, "second", parent="first")
    assert (await client.post("/v1/adapters", json={"name": "first", "path": "/other"})).status_code == 409
    early = await client.patch("/v1/adapters/first", json={"state": "live"})
    assert early.status_code == 409
    assert "cannot become live" in early.json()["error"]["message"]

    assert (await step(resources, "first", "canary")).loaded == ["first"]
    await step(resources, "first", "live")
    other = await client.patch("/v1/adapters/second", json={"state": "canary", "evaluation": evaluation()})
    assert "first is live" in other.json()["error"]["message"]
    await step(resources, "second", "canary", "first")
    await step(resources, "second", "live", "first")
    assert await states(client) == {"second": "live", "first": "retired"}

    async with transaction(resources.sessions) as session:
        loader = Loader()
        await service.roll_back(session, loader, "Worse.")
    assert loader.loaded == ["first"]
    assert await states(client) == {"second": "retired", "first": "live"}
    events = (await client.get("/v1/adapters")).json()["events"]
    assert [(one["adapter"], one["after"]) for one in events[:2]] == [
        ("first", "live"),
        ("second", "retired"),
    ]
    assert events[1]["reason"] == "Worse."


async def test_a_canary_that_readers_fare_worse_with_goes_back_by_itself(
    client: httpx.AsyncClient, resources: Resources
) -> None:
    await register(client, "new")
    assert (await client.get("/v1/adapters/comparison")).json() is None
    await step(resources, "new", "canary", share=0.5)
    turns = [
        Turn(question="q", answer="a", adapter=adapter, prompt_version="v2", abstained=bad, created_at=now())
        for adapter, share in (("", 0.1), ("new", 0.6))
        for number in range(300)
        for bad in [number < 300 * share]
    ]
    async with transaction(resources.sessions) as session:
        session.add_all(turns)
    found = (await client.get("/v1/adapters/comparison")).json()
    assert (found["live_bad"], found["canary_bad"], found["decision"]) == (0.1, 0.6, "roll back")
    await client.post("/v1/adapters/comparison")
    assert await states(client) == {"new": "retired"}


async def test_a_canary_that_is_better_becomes_live(client: httpx.AsyncClient, resources: Resources) -> None:
    await register(client, "new")
    await step(resources, "new", "canary")
    async with transaction(resources.sessions) as session:
        for adapter, removed in (("", 1), ("new", 0)):
            verification = {"removed": removed}
            session.add_all(
                Turn(question="q", adapter=adapter, prompt_version="v2", verification=verification)
                for _ in range(300)
            )
    async with transaction(resources.sessions) as session:
        found = await rollout.settle(session, Loader())
    assert found is not None
    assert found.decision == "promote"
    assert await states(client) == {"new": "live"}


SERVED = (ServedLlm("tiny", max_model_len=8192), ServedLlm("new", "tiny", 8192))


@pytest.mark.parametrize("share", [1.0, 0.5])
async def test_a_conversation_keeps_its_adapter_and_the_turn_names_it(
    client: httpx.AsyncClient, app: FastAPI, resources: Resources, share: float
) -> None:
    await shelf.fill(resources)
    llm = ScriptedLlm(
        lambda _: "The total conversion time is sampling time + 11 clock cycles [1].", models=SERVED
    )
    app.state.resources = replace(resources, llm=llm)
    await register(client, "new")
    await step(resources, "new", "canary", share=share)
    for _ in range(2):
        body = {"messages": [{"role": "user", "content": PROSE}], "user": "reader"}
        reply = await client.post("/v1/chat/completions", json=body)
        assert reply.status_code == 200, reply.text
    assert len({request.model for request in llm.requests}) == 1
    if share == 1.0:
        assert llm.requests[0].model == "new"
        turn = reply.json()["chipcite"]["turn_id"]
        async with resources.sessions() as session:
            recorded = await session.get(Turn, turn)
            assert recorded is not None
            assert recorded.adapter == "new"
    async with transaction(resources.sessions) as session:
        await session.execute(update(Adapter).values(state="retired"))
    llm.requests.clear()
    await client.post("/v1/chat/completions", json=body)
    assert llm.requests[0].model == ""


async def test_a_learned_part_is_put_where_the_service_reads_it_and_taken_away_again(
    client: httpx.AsyncClient, resources: Resources, tmp_path: Path
) -> None:
    part = {"kind": "linking", "path": str(tmp_path)}
    await register(client, "links", **part)
    change = {"served": True, "against": "", "changes": {"first": PROVEN}}
    early = await client.patch("/v1/adapters/links", json={"state": "live", "evaluation": change})
    assert early.status_code == 409
    assert await states(client) == {"links": "candidate"}
    (tmp_path / "linking.json").write_text("{}")
    reply = await client.patch("/v1/adapters/links", json={"state": "live", "evaluation": change})
    assert reply.json()["state"] == "live"
    used = resources.settings.data_dir / "learned" / "linking.json"
    assert used.read_text() == "{}"
    await client.patch("/v1/adapters/links", json={"state": "retired"})
    assert not used.exists()
