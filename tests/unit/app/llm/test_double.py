"""The scripted model behaves as the real client does, or tests that use it prove nothing."""

import asyncio
import json
from contextlib import aclosing

import pytest

from app.llm.double import Answer, ScriptedLlm, call
from app.llm.errors import LlmTimeoutError, LlmUnavailableError
from app.llm.types import Delta, LlmRequest, LlmServer

ASK = LlmRequest([{"role": "user", "content": "Where is PLLRDY?"}])


async def _all(llm: ScriptedLlm, request: LlmRequest = ASK) -> list[Delta]:
    return [delta async for delta in llm.stream(request)]


async def test_it_is_a_server() -> None:
    server: LlmServer = ScriptedLlm([])
    assert await server.ready() == "ok"
    assert [model.id for model in await server.models()] == ["scripted"]


async def test_a_stream_cuts_words_and_ends_with_reason_and_usage() -> None:
    llm = ScriptedLlm(["PLLRDY is bit 25."])
    *deltas, end, usage = await _all(llm)
    assert [delta.content for delta in deltas] == ["PLLRDY ", "is bit ", "25."]
    assert end == Delta(finish_reason="stop")
    assert usage.usage is not None
    assert usage.usage.completion_tokens == 5
    assert llm.requests == [ASK]
    assert llm.cancelled == 0


async def test_tool_calls_stream_head_first() -> None:
    llm = ScriptedLlm(lambda request: Answer(tool_calls=(call("search", {"query": "PLL 锁定"}),)))
    changes = [change for delta in await _all(llm) for change in delta.tool_calls]
    assert changes[0]["id"] == "call_0"
    assert changes[0]["function"] == {"name": "search", "arguments": ""}
    arguments = "".join(change["function"]["arguments"] for change in changes)
    assert json.loads(arguments) == {"query": "PLL 锁定"}
    assert (await llm.complete(ASK)).finish_reason == "tool_calls"


async def test_errors_come_before_the_first_delta_or_in_mid_stream() -> None:
    llm = ScriptedLlm([LlmUnavailableError(), Answer("Some text", error=LlmTimeoutError())])
    with pytest.raises(LlmUnavailableError):
        await _all(llm)
    stream = llm.stream(ASK)
    assert [(await anext(stream)).content, (await anext(stream)).content] == ["Some te", "xt"]
    with pytest.raises(LlmTimeoutError):
        await anext(stream)


async def test_a_call_too_many_is_the_tests_own_mistake() -> None:
    with pytest.raises(AssertionError, match="called 1 times"):
        await ScriptedLlm([]).complete(ASK)


async def test_a_closed_stream_is_counted_as_cancelled() -> None:
    llm = ScriptedLlm(["a long answer that nobody reads to its end"])
    async with aclosing(llm.stream(ASK)) as deltas:
        await anext(deltas)
    assert llm.cancelled == 1


async def test_a_stalled_stream_goes_on_when_released() -> None:
    llm = ScriptedLlm([Answer("PLLRDY is bit 25.", stall_after=1)])
    stream = llm.stream(ASK)
    assert (await anext(stream)).content == "PLLRDY "
    waiting = asyncio.ensure_future(anext(stream))
    await asyncio.sleep(0.01)
    assert not waiting.done()
    llm.released.set()
    assert (await waiting).content == "is bit "
    await stream.aclose()


async def test_completions_have_their_own_shape() -> None:
    llm = ScriptedLlm(["GPIO_Init();", "GPIO_Init();"])
    payload = {"model": "m", "prompt": "void f() {", "suffix": "}", "stream_options": {"include_usage": True}}
    whole = await llm.completion(payload)
    assert whole["choices"][0]["text"] == "GPIO_Init();"
    assert llm.requests[0].extra["suffix"] == "}"
    chunks = [chunk async for chunk in llm.completion_stream(payload)]
    assert "".join(chunk["choices"][0]["text"] for chunk in chunks if chunk["choices"]) == "GPIO_Init();"
    assert chunks[-1]["usage"]["completion_tokens"] == 3
