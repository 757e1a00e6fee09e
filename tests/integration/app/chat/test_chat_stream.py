"""The stream, byte for byte: every rule that clients depend on."""

import asyncio
import json
from collections.abc import AsyncGenerator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from app.chat import connections, endpoints, recording
from app.chat.turn import Answer, Piece
from app.models import Conversation, Turn
from app.resources import Resources

QUESTION = {
    "model": "chipcite",
    "stream": True,
    "messages": [{"role": "user", "content": "stop mode of the ZX90A32?"}],
}


def events(raw: str) -> list[dict[str, Any] | str]:
    """The data of each event; comments are left out."""
    found: list[dict[str, Any] | str] = []
    for block in raw.split("\n\n"):
        if block.startswith("data: "):
            data = block.removeprefix("data: ")
            found.append(data if data == "[DONE]" else json.loads(data))
        else:
            assert block == "" or block.startswith(":")
    return found


async def stream(base: str, **changes: Any) -> tuple[httpx.Response, str]:
    async with httpx.AsyncClient(timeout=30) as client:
        response = await client.post(f"{base}/v1/chat/completions", json=QUESTION | changes)
        return response, response.text


@pytest.mark.parametrize("with_usage", [False, True])
async def test_order_of_events(base: str, with_usage: bool) -> None:
    response, raw = await stream(base, stream_options={"include_usage": with_usage}, unknown_field=1)
    assert response.headers["content-type"].startswith("text/event-stream")
    assert "content-encoding" not in response.headers
    *chunks, done = events(raw)
    assert done == "[DONE]"
    assert len({(chunk["id"], chunk["created"], chunk["model"], chunk["object"]) for chunk in chunks}) == 1
    assert chunks[0]["choices"][0]["delta"]["role"] == "assistant"
    if with_usage:
        usage = chunks.pop()
        assert usage["choices"] == []
        assert usage["usage"]["total_tokens"] > 0
    assert all(not chunk.get("usage") and len(chunk["choices"]) == 1 for chunk in chunks)
    reasons = [chunk["choices"][0]["finish_reason"] for chunk in chunks]
    assert reasons == [None] * (len(chunks) - 1) + ["stop"]
    assert [("chipcite" in chunk) for chunk in chunks] == [False] * (len(chunks) - 1) + [True]
    assert all("role" not in chunk["choices"][0]["delta"] for chunk in chunks[1:])


async def test_turn_is_recorded_before_the_stream_ends(base: str, served: tuple[str, FastAPI]) -> None:
    resources: Resources = served[1].state.resources
    _, raw = await stream(base, user="reader")
    ours = next(chunk["chipcite"] for chunk in events(raw) if "chipcite" in chunk)
    async with resources.sessions() as session:
        turn = await session.get(Turn, ours["turn_id"])
        assert turn is not None
        assert turn.question == "stop mode of the ZX90A32?"
        assert "SLEEPDEEP" in turn.answer
        assert turn.citations == ours["citations"]
        conversation = await session.get(Conversation, ours["conversation_id"])
        assert conversation is not None
        assert conversation.owner == "reader"


async def test_many_streams_at_once_are_all_recorded(base: str, served: tuple[str, FastAPI]) -> None:
    resources: Resources = served[1].state.resources
    everything = await asyncio.gather(*(stream(base, user=f"reader {number}") for number in range(64)))
    chunks = [events(raw)[-2] for _, raw in everything]
    turns = {chunk["chipcite"]["turn_id"] for chunk in chunks if isinstance(chunk, dict)}
    assert len(turns) == 64
    async with resources.sessions() as session:
        known = await session.scalar(select(func.count()).select_from(Turn).where(Turn.id.in_(turns)))
    assert known == 64


async def test_a_turn_that_cannot_be_recorded_is_an_answer_all_the_same(
    base: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def locked(sessions: object) -> None:
        raise OperationalError("INSERT", {}, Exception("database is locked"))

    monkeypatch.setattr(recording, "transaction", locked)
    _, raw = await stream(base)
    *chunks, done = events(raw)
    assert done == "[DONE]"
    last = chunks[-1]
    assert isinstance(last, dict)
    assert last["choices"][0]["finish_reason"] == "stop"
    assert last["chipcite"]["turn_id"] is None
    assert last["chipcite"]["citations"]
    assert "turn.not_recorded" in "".join(capsys.readouterr())


async def test_turns_of_one_conversation_and_only_for_its_owner(
    base: str, served: tuple[str, FastAPI]
) -> None:
    first = events((await stream(base, user="a"))[1])
    known = next(chunk["chipcite"]["conversation_id"] for chunk in first if "chipcite" in chunk)
    replies = {}
    for user in ("a", "b"):
        raw = (await stream(base, user=user, chipcite={"conversation_id": known}))[1]
        replies[user] = next(
            chunk["chipcite"]["conversation_id"] for chunk in events(raw) if "chipcite" in chunk
        )
    assert replies["a"] == known
    assert replies["b"] != known


async def test_failure_in_mid_stream_is_an_error_object(base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: object) -> AsyncGenerator[Answer]:
        raise RuntimeError("secret path")
        yield

    monkeypatch.setattr(endpoints, "stream_turn", fail)
    response, raw = await stream(base)
    assert response.status_code == 200
    role, error, done = events(raw)
    assert done == "[DONE]"
    assert role["choices"][0]["delta"]["role"] == "assistant"
    assert error["error"]["code"] == "internal_error"
    assert "secret" not in raw
    assert 'finish_reason":"' not in raw


async def test_silence_is_filled_with_comments(base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    stream_turn = endpoints.stream_turn

    async def slow(*arguments: Any) -> AsyncGenerator[Piece | Answer]:
        await asyncio.sleep(0.3)
        async for piece in stream_turn(*arguments):
            yield piece

    monkeypatch.setattr(endpoints, "stream_turn", slow)
    monkeypatch.setattr(connections, "KEEP_ALIVE_SECONDS", 0.05)
    _, raw = await stream(base)
    assert raw.count(": keep-alive\n\n") >= 2
    assert events(raw)[-1] == "[DONE]"


@pytest.mark.parametrize("streamed", [True, False])
async def test_a_client_that_leaves_ends_its_turn(
    base: str, monkeypatch: pytest.MonkeyPatch, streamed: bool
) -> None:
    begun, left = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    async def never(*_: object) -> Answer:
        loop.call_soon_threadsafe(begun.set)
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            loop.call_soon_threadsafe(left.set)
            raise
        raise AssertionError("the turn went on")

    async def never_streamed(*_: object) -> AsyncGenerator[Answer]:
        yield await never()

    monkeypatch.setattr(endpoints, "take_turn", never)
    monkeypatch.setattr(endpoints, "stream_turn", never_streamed)
    monkeypatch.setattr(connections, "KEEP_ALIVE_SECONDS", 0.05)
    async with httpx.AsyncClient() as client:
        call = client.post(f"{base}/v1/chat/completions", json=QUESTION | {"stream": streamed})
        asking = asyncio.create_task(call)
        await asyncio.wait_for(begun.wait(), 5)
        asking.cancel()
        await asyncio.wait_for(left.wait(), 5)


async def test_not_streamed_failures_leave_no_turn(base: str, served: tuple[str, FastAPI]) -> None:
    resources: Resources = served[1].state.resources
    async with resources.sessions() as session:
        before = await session.scalar(select(func.count()).select_from(Turn))
    response, _ = await stream(base, messages=[{"role": "robot", "content": "x"}])
    assert response.status_code in (400, 422)
    assert response.json()["error"]["param"] == "messages.0.role"
    async with resources.sessions() as session:
        assert await session.scalar(select(func.count()).select_from(Turn)) == before


@pytest.mark.parametrize(
    "message",
    [
        {"role": "user", "content": "stop\u0000 mode of the ZX90A32?"},
        {"role": "user", "content": [{"type": "text", "text": None}, {"type": "text", "text": "stop mode?"}]},
        {"role": "user", "content": "\u0000"},
        {"role": "user", "content": "\U0001f600 \u202e [x](y) <b> ${jndi} '; DROP TABLE turns; --"},
    ],
)
async def test_odd_messages_are_answered(base: str, message: dict[str, Any]) -> None:
    response, raw = await stream(base, messages=[message], chipcite=None, n=None, stop=None, tools=[])
    assert response.status_code == 200
    assert [chunk for chunk in events(raw) if "chipcite" in chunk]
    assert "error" not in events(raw)[-2]


async def test_half_a_character_is_refused(base: str) -> None:
    body = json.dumps(QUESTION | {"messages": [{"role": "user", "content": "\ud800"}]})
    async with httpx.AsyncClient() as client:
        response = await client.post(
            f"{base}/v1/chat/completions", content=body, headers={"content-type": "application/json"}
        )
    assert response.status_code in (400, 422)
    assert response.json()["error"]["type"] == "invalid_request_error"
