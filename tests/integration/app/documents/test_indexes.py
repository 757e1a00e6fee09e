"""The search index over HTTP: shown, built anew, given up, and refused where there is no room."""

import shutil
from collections import namedtuple

import httpx
import pytest

from app.core.database import transaction
from app.library import search_index
from app.library.publication import publish
from app.models import IndexState
from app.resources import Resources

CONSTRUCTION = "/v1/index/construction"
Usage = namedtuple("Usage", "total used free")


async def test_an_index_is_begun_once_and_can_be_given_up(client: httpx.AsyncClient) -> None:
    shown = (await client.get("/v1/index")).json()
    assert (shown["active"]["number"], shown["construction"]) == (1, None)
    begun = [await client.post(CONSTRUCTION) for _ in range(2)]
    assert [reply.status_code for reply in begun] == [202, 202]
    assert {reply.json()["construction"]["number"] for reply in begun} == {2}
    assert begun[0].json()["construction"]["state"] == "building"
    given_up = (await client.delete(CONSTRUCTION)).json()["construction"]
    assert given_up["state"] == "failed"
    assert "reindex" in given_up["error"]
    again = (await client.post(CONSTRUCTION)).json()
    assert (again["active"]["number"], again["construction"]["number"]) == (1, 3)


async def test_without_room_none_is_begun(client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(1, 1, 0))
    reply = await client.post(CONSTRUCTION)
    assert (reply.status_code, reply.json()["error"]["code"]) == (507, "insufficient_storage")
    assert (await client.get("/v1/index")).json()["construction"] is None


async def test_what_an_index_lacks_and_holds_too_much(
    client: httpx.AsyncClient, resources: Resources
) -> None:
    file = ("manual.pdf", b"%PDF-1.7 1")
    version = (await client.post("/v1/documents", files={"file": file})).json()["version_id"]
    async with transaction(resources.sessions) as session:
        index = await search_index.start(session, "longer", "")
        await publish(session, version)
        assert await search_index.due(session, index.number) == [version]
        await search_index.note(session, index.number, version, "artifact", 7)
        assert await search_index.progress(session, index.number) == search_index.Progress(0, 1)
        await search_index.complete(session, index.number, version)
        assert await search_index.progress(session, index.number) == search_index.Progress(1, 1)
    await client.delete(f"/v1/versions/{version}")
    async with transaction(resources.sessions) as session:
        assert await search_index.gone(session, index.number) == [version]
        await search_index.forget(session, index.number, version)
        await search_index.take_over(session, index.number)
        assert await search_index.lock(session) == index.number
    shown = (await client.get("/v1/index")).json()
    assert (shown["active"]["number"], shown["active"]["embedder"], shown["construction"]) == (
        2,
        "longer",
        None,
    )
    async with resources.sessions() as session:
        old = await search_index.in_state(session, IndexState.RETIRED)
    assert old is not None
    assert old.number == 1
