"""An answer that ends too soon is kept, where its conversation is one that its reader finds again."""

import asyncio
from typing import Any

import httpx

from app.core.ids import new_id
from app.llm.double import Answer
from app.llm.errors import LlmTimeoutError
from app.models import Conversation
from tests.integration.app.chat.asking import RIGHT, STOP, Behind, stream

HALF = f"{RIGHT} And then, when all of this is done, there is more of it."


def where(conversation: str, **more: Any) -> dict[str, Any]:
    return {"conversation_id": conversation, "turn_id": new_id(), "listed": True} | more


async def leave_at(base: str, text: str, **more: Any) -> None:
    """Asks, reads until the text has come, and goes away."""
    body = {"model": "chipcite", "stream": True, "messages": [{"role": "user", "content": STOP}]} | more
    read = ""
    async with (
        httpx.AsyncClient(timeout=30) as client,
        client.stream("POST", f"{base}/v1/chat/completions", json=body) as response,
    ):
        async for piece in response.aiter_text():
            read += piece
            if text in read:
                return


async def recorded(base: str, conversation: str) -> list[dict[str, Any]]:
    """The turns, once there are any."""
    async with httpx.AsyncClient(timeout=30) as client:
        for _ in range(100):
            reply = await client.get(f"{base}/v1/conversations/{conversation}")
            if reply.is_success:
                turns: list[dict[str, Any]] = reply.json()["turns"]
                return turns
            await asyncio.sleep(0.1)
    return []


async def test_what_came_before_the_reader_left_is_kept(base: str, behind: Behind) -> None:
    behind.put([Answer(HALF, stall_after=12)])
    ours = where(new_id(), chip="ZX90A32")
    await leave_at(base, "SLEEPDEEP", chipcite=ours)
    (turn,) = await recorded(base, ours["conversation_id"])
    assert (turn["id"], turn["status"], turn["question"]) == (ours["turn_id"], "stopped", STOP)
    assert "SLEEPDEEP" in turn["answer"]
    assert "there is more" not in turn["answer"]
    assert turn["pins"] == {"chip": "ZX90A32"}
    assert turn["chipcite"] is None


async def test_what_came_before_a_failure_is_kept_with_its_sentence(base: str, behind: Behind) -> None:
    behind.put([Answer(HALF, error=LlmTimeoutError())])
    ours = where(new_id())
    chunks = await stream(base, chipcite=ours)
    (turn,) = await recorded(base, ours["conversation_id"])
    assert turn["status"] == "failed"
    assert turn["error"] == chunks[-1]["error"]["message"]
    assert "SLEEPDEEP" in turn["answer"]


async def test_an_unfinished_answer_replaces_nothing(base: str, behind: Behind) -> None:
    behind.put([RIGHT, Answer(HALF, error=LlmTimeoutError()), RIGHT])
    conversation = new_id()
    first, second, third = (where(conversation) for _ in range(3))
    await stream(base, chipcite=first)
    await stream(base, chipcite=second | {"replaces": first["turn_id"]})
    before = await recorded(base, conversation)
    assert [turn["id"] for turn in before] == [first["turn_id"], second["turn_id"]]
    await stream(base, chipcite=third | {"replaces": second["turn_id"]})
    after = await recorded(base, conversation)
    assert [turn["id"] for turn in after] == [first["turn_id"], third["turn_id"]]
    assert [one["id"] for one in after[1]["earlier"]] == [second["turn_id"]]


async def test_the_dialogues_state_outlives_a_stopped_turn(base: str, behind: Behind) -> None:
    behind.put([RIGHT, Answer(HALF, error=LlmTimeoutError())])
    conversation = new_id()
    await stream(base, chipcite=where(conversation))
    await stream(base, chipcite=where(conversation))
    async with behind.before.sessions() as session:
        row = await session.get(Conversation, conversation)
        assert row is not None
        assert row.state["chips"] == ["ZX90A32"]
