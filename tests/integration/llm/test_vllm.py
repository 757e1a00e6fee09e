"""The client against a real vLLM: what chat turns rely on, and every way in which it can go wrong."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing
from typing import Any

import pytest

from app.core.errors import UnavailableError
from app.core.ids import new_id
from app.llm.client import OpenAiClient
from app.llm.errors import (
    LlmBrokenError,
    LlmContextError,
    LlmModelError,
    LlmRejectedError,
    LlmUnavailableError,
)
from app.llm.types import LlmRequest, ServedLlm
from app.llm.wire import gather
from app.registry.resolving import FolderAdapters
from tests.integration.vllm import BASE, BLUE, CALLER, CONTEXT, RED, Vllm

pytestmark = pytest.mark.integration

MESSAGES = ({"role": "system", "content": "Be brief."}, {"role": "user", "content": "Where is PLLRDY?"})
ENDLESS = LlmRequest(MESSAGES, max_tokens=7000, extra={"ignore_eos": True})


@pytest.fixture
async def client(vllm: Vllm) -> AsyncIterator[OpenAiClient]:
    client = OpenAiClient(vllm.url, BASE)
    yield client
    await client.aclose()


def _ask(model: str = "", **fields: Any) -> LlmRequest:
    return LlmRequest(MESSAGES, model=model, temperature=0.0, **({"max_tokens": 120} | fields))


async def test_it_is_ready_and_lists_model_and_adapters(client: OpenAiClient) -> None:
    assert await client.ready() == "ok"
    models = await client.models()
    assert models[0] == ServedLlm(BASE, max_model_len=CONTEXT)
    assert {model.id for model in models[1:]} >= {RED, BLUE, CALLER}
    assert {(model.parent, model.max_model_len) for model in models[1:]} == {(BASE, CONTEXT)}


async def test_a_stream_has_text_then_an_end_then_usage(client: OpenAiClient) -> None:
    deltas = [delta async for delta in client.stream(_ask(max_tokens=12, extra={"ignore_eos": True}))]
    assert all(delta.content for delta in deltas[:-2])
    assert deltas[-2].finish_reason == "length"
    assert deltas[-1].usage is not None
    assert deltas[-1].usage.completion_tokens == 12
    assert gather(deltas) == await client.complete(_ask(max_tokens=12, extra={"ignore_eos": True}))


async def test_adapters_are_chosen_by_name(client: OpenAiClient) -> None:
    said = await asyncio.gather(*(client.complete(_ask(name)) for name in (BASE, RED, BLUE)))
    base, red, blue = (answer.content for answer in said)
    assert red.startswith("Red is what")
    assert blue.startswith("Blue is what")
    assert not base.startswith(("Red", "Blue"))


async def test_an_adapter_is_served_from_the_folder_that_the_server_looks_into(
    client: OpenAiClient, vllm: Vllm
) -> None:
    if not vllm.ours:
        pytest.skip("CHIPCITE_TEST_LLM_URL names a server whose folder of adapters is not known")
    folder = vllm.home / BASE / "adapters"
    served = FolderAdapters(vllm.url, BASE, folder)
    name = f"red-{new_id()}"
    await served.load(name, str(vllm.home / "tiny-model" / RED))
    try:
        assert (await client.complete(_ask(name))).content.startswith("Red is what")
        assert name in {model.id for model in await client.models()}
        with pytest.raises(UnavailableError, match="No adapter is in"):
            await served.load("absent", str(folder / "no-such"))
    finally:
        await served.unload(name)
    assert not (folder / name).exists()


async def test_an_answer_keeps_to_its_schema(client: OpenAiClient) -> None:
    schema = {
        "type": "object",
        "properties": {"sure": {"type": "boolean"}, "unit": {"enum": ["V", "mA"]}},
        "required": ["sure", "unit"],
        "additionalProperties": False,
    }
    answer = json.loads((await client.complete(_ask(schema=schema))).content)
    assert answer["unit"] in ("V", "mA")
    assert set(answer) == {"sure", "unit"}


SEARCH: Mapping[str, Any] = {
    "type": "function",
    "function": {
        "name": "search",
        "strict": True,
        "parameters": {
            "type": "object",
            "properties": {"query": {"type": "string", "enum": ["PLL", "USB"]}},
            "required": ["query"],
            "additionalProperties": False,
        },
    },
}


@pytest.mark.parametrize("choice", [{"type": "function", "function": {"name": "search"}}, "auto"])
async def test_a_tool_call_arrives_whole(client: OpenAiClient, choice: Any) -> None:
    answer = await client.complete(_ask(CALLER, tools=[SEARCH], tool_choice=choice, max_tokens=200))
    (call,) = answer.tool_calls
    assert call["id"]
    assert call["function"]["name"] == "search"
    assert json.loads(call["function"]["arguments"]) == {"query": "PLL"}
    assert answer.finish_reason in ("tool_calls", "stop")


async def test_completions_stream_and_do_not(client: OpenAiClient) -> None:
    payload = {"prompt": "The register", "max_tokens": 8, "temperature": 0, "ignore_eos": True}
    whole = await client.completion(payload)
    assert whole["usage"]["completion_tokens"] == 8
    chunks = [chunk async for chunk in client.completion_stream(payload)]
    assert "".join(chunk["choices"][0]["text"] for chunk in chunks) == whole["choices"][0]["text"]


async def test_a_reader_that_leaves_frees_the_server(client: OpenAiClient, vllm: Vllm) -> None:
    assert await vllm.until(lambda running: running == 0, 5)
    async with aclosing(client.stream(ENDLESS)) as deltas:
        for _ in range(3):
            await anext(deltas)
        assert await vllm.until(lambda running: running > 0, 120)
    assert await vllm.until(lambda running: running == 0, 5)


async def test_a_cancelled_task_frees_the_server(client: OpenAiClient, vllm: Vllm) -> None:
    task = asyncio.create_task(client.complete(ENDLESS))
    assert await vllm.until(lambda running: running > 0, 120)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await vllm.until(lambda running: running == 0, 5)


async def test_too_long_a_prompt(client: OpenAiClient) -> None:
    long = LlmRequest([{"role": "user", "content": "PLLRDY " * CONTEXT}])
    with pytest.raises(LlmContextError, match=str(CONTEXT)):
        await client.complete(long)


async def test_a_model_that_is_not_served(client: OpenAiClient) -> None:
    with pytest.raises(LlmModelError, match="tiny-green"):
        await client.complete(_ask("tiny-green"))


async def test_a_parameter_that_the_server_refuses(client: OpenAiClient) -> None:
    with pytest.raises(LlmRejectedError, match="temperature"):
        await client.complete(LlmRequest(MESSAGES, temperature=-1.0))


async def test_a_server_that_dies_in_mid_stream_and_comes_back(mortal_vllm: Vllm) -> None:
    client = OpenAiClient(mortal_vllm.url, BASE)
    stream = client.stream(ENDLESS)
    await anext(stream)
    await asyncio.to_thread(mortal_vllm.kill)
    with pytest.raises(LlmBrokenError):
        async for _ in stream:
            pass
    with pytest.raises(LlmUnavailableError):
        await client.complete(_ask(RED))
    assert await client.ready() == "unavailable: llm_unavailable"
    await asyncio.to_thread(mortal_vllm.start)
    assert (await client.complete(_ask(RED))).content.startswith("Red is what")
    assert await client.ready() == "ok"
    await client.aclose()
