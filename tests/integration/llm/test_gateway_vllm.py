"""The whole service in front of a real vLLM: what a client sees when it is well."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import openai
import pytest

from tests.integration.served import served
from tests.integration.vllm import BASE, CALLER, CONTEXT, RED, Vllm

pytestmark = pytest.mark.integration

RED_SAYS = "Red is what this adapter says."
HELLO = "Hello!"
HOW = "How do I work out the total ADC conversion time on the ZX90A32?"
SEARCH: Any = {
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


@pytest.fixture(scope="module")
def gateway(vllm: Vllm, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The service; it outlives its model."""
    folder = tmp_path_factory.mktemp("gateway")
    with served(folder, llm_url=vllm.url, llm_model=BASE) as url:
        yield url


@pytest.fixture
def client(gateway: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{gateway}/v1", api_key="unused", max_retries=0, timeout=120) as client:
        yield client


def body(question: str, model: str, **more: Any) -> dict[str, Any]:
    return {"model": model, "messages": [{"role": "user", "content": question}]} | more


async def ask(gateway: str, question: str = HELLO, model: str = "chipcite", **more: Any) -> dict[str, Any]:
    async with httpx.AsyncClient(timeout=120) as http:
        reply = await http.post(f"{gateway}/v1/chat/completions", json=body(question, model, **more))
        return dict(reply.json())


async def chunks_of(gateway: str, question: str = HELLO, model: str = "chipcite", **more: Any) -> list[Any]:
    sent = body(question, model, stream=True, **more)
    async with (
        httpx.AsyncClient(timeout=120) as http,
        http.stream("POST", f"{gateway}/v1/chat/completions", json=sent) as reply,
    ):
        lines = [line.removeprefix("data: ") async for line in reply.aiter_lines() if line.startswith("data")]
    assert lines.pop() == "[DONE]"
    return [json.loads(line) for line in lines]


def said(chunks: list[Any]) -> str:
    return "".join(one["choices"][0]["delta"].get("content") or "" for one in chunks if one.get("choices"))


async def test_the_service_says_what_stands_behind_it(gateway: str) -> None:
    async with httpx.AsyncClient(timeout=30) as http:
        ready = (await http.get(f"{gateway}/readyz")).json()
        models = (await http.get(f"{gateway}/v1/models")).json()["data"]
    assert ready["checks"]["llm"] == "ok"
    assert {one["id"] for one in models} >= {"chipcite", f"chipcite-{RED}", f"chipcite-{CALLER}"}
    assert {one["max_model_len"] for one in models} == {CONTEXT}


async def test_an_adapter_by_name_answers(gateway: str) -> None:
    done = await ask(gateway, model=f"chipcite-{RED}", tools=[SEARCH])
    assert done["choices"][0]["message"]["content"].startswith(RED_SAYS)
    assert done["choices"][0]["finish_reason"] == "stop"
    assert done["model"] == f"chipcite-{RED}"
    assert done["usage"]["prompt_tokens"] > 50, "as the server counts"
    other = await ask(gateway, tools=[SEARCH], tool_choice="none", max_tokens=40)
    assert RED_SAYS not in (other["choices"][0]["message"]["content"] or "")


async def test_an_adapter_that_is_not_there(gateway: str) -> None:
    assert (await ask(gateway, model="chipcite-tiny-green"))["error"]["code"] == "model_not_found"


async def test_a_stream_ends_with_its_reason_then_usage(gateway: str) -> None:
    more: Any = {"tools": [SEARCH], "stream_options": {"include_usage": True}}
    *chunks, last, usage = await chunks_of(gateway, model=f"chipcite-{RED}", **more)
    assert said(chunks).startswith(RED_SAYS)
    assert last["choices"][0]["finish_reason"] == "stop"
    assert last["chipcite"]["turn_id"]
    assert usage["choices"] == []
    assert usage["usage"]["prompt_tokens"] > 50
    assert usage["usage"]["completion_tokens"] > 3


async def test_a_readers_question_goes_to_the_model_with_evidence(gateway: str) -> None:
    done = await ask(gateway, HOW, f"chipcite-{RED}")
    assert done["choices"][0]["message"]["content"].startswith(RED_SAYS)
    assert done["usage"]["prompt_tokens"] > 200


async def test_an_answer_keeps_to_its_schema(gateway: str) -> None:
    schema = {
        "type": "object",
        "properties": {"sure": {"type": "boolean"}, "colour": {"enum": ["red", "blue"]}},
        "required": ["sure", "colour"],
        "additionalProperties": False,
    }
    form = {"type": "json_schema", "json_schema": {"name": "a", "schema": schema, "strict": True}}
    done = await ask(gateway, response_format=form)
    answer = json.loads(done["choices"][0]["message"]["content"])
    assert set(answer) == {"sure", "colour"}
    assert answer["colour"] in ("red", "blue")


NAMED: Any = {"type": "function", "function": {"name": "search"}}


@pytest.mark.parametrize(("model", "choice"), [(f"chipcite-{CALLER}", NAMED), (f"chipcite-{CALLER}", "auto")])
async def test_a_tool_call_comes_through_whole(gateway: str, model: str, choice: Any) -> None:
    done = await ask(gateway, HOW, model, tools=[SEARCH], tool_choice=choice)
    (call,) = done["choices"][0]["message"]["tool_calls"]
    assert (bool(call["id"]), call["type"], call["function"]["name"]) == (True, "function", "search")
    assert json.loads(call["function"]["arguments"])["query"] in ("PLL", "USB")
    assert done["choices"][0]["message"]["content"] is None
    assert done["choices"][0]["finish_reason"] in ("tool_calls", "stop")


@pytest.mark.parametrize(("model", "choice"), [(f"chipcite-{CALLER}", NAMED), (f"chipcite-{CALLER}", "auto")])
async def test_a_streamed_tool_call_begins_with_its_head(gateway: str, model: str, choice: Any) -> None:
    chunks = await chunks_of(gateway, HOW, model, tools=[SEARCH], tool_choice=choice)
    parts = [
        part
        for chunk in chunks
        for choice in chunk["choices"]
        for part in choice["delta"].get("tool_calls") or ()
    ]
    head, *rest = parts
    assert (head["index"], head["type"], head["function"]["name"]) == (0, "function", "search")
    assert head["id"]
    assert all(part["index"] == 0 and not part["function"].get("name") for part in rest)
    arguments = "".join(part["function"].get("arguments") or "" for part in parts)
    assert json.loads(arguments)["query"] in ("PLL", "USB")


def test_the_official_client_reads_streamed_tool_calls(client: openai.OpenAI) -> None:
    messages: Any = [{"role": "user", "content": HOW}]
    with client.chat.completions.stream(
        model=f"chipcite-{CALLER}", messages=messages, tools=[SEARCH]
    ) as events:
        message = events.get_final_completion().choices[0].message
    assert message.tool_calls
    assert json.loads(message.tool_calls[0].function.arguments) == {"query": "PLL"}


async def test_a_model_that_calls_our_tools_for_ever_is_stopped(gateway: str, vllm: Vllm) -> None:
    before = await vllm.answered()
    chunks = await chunks_of(gateway, HOW, f"chipcite-{CALLER}")
    assert not any(choice["delta"].get("tool_calls") for one in chunks for choice in one["choices"])
    assert said(chunks).strip()
    assert chunks[-1]["choices"][0]["finish_reason"] == "stop"
    calls = await vllm.answered() - before  # one alone where the server was measured too slow for tools
    assert 1 <= calls <= 5


@pytest.mark.parametrize("limit", [CONTEXT - 40, 10 * CONTEXT])
async def test_more_tokens_than_there_is_room_for_is_no_error(gateway: str, limit: int) -> None:
    done = await ask(gateway, HOW, f"chipcite-{RED}", tools=[SEARCH], max_tokens=limit)
    assert done["choices"][0]["message"]["content"].startswith(RED_SAYS)


async def test_a_conversation_that_is_too_long_is_told_so(gateway: str) -> None:
    done = await ask(gateway, f"{HELLO} {'PLLRDY ' * CONTEXT}", tools=[SEARCH], max_tokens=10)
    assert done["error"]["code"] == "context_length_exceeded"


def test_a_model_that_cannot_fill_in_says_so(client: openai.OpenAI) -> None:
    with pytest.raises(openai.BadRequestError) as refused:
        client.completions.create(model="chipcite", prompt="a = ", suffix=";", max_tokens=4)
    assert "suffix" in refused.value.message
