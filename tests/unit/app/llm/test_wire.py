"""OpenAI's JSON to our types and back."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.llm.double import Answer, ScriptedLlm, call
from app.llm.types import Completion, Delta, LlmRequest, LlmUsage, ServedLlm
from app.llm.wire import as_chunk, chat_payload, delta_of, finished, gather, says_something, served

MESSAGES = [{"role": "user", "content": "Where is PLLRDY?"}]


def test_the_least_request() -> None:
    assert chat_payload(LlmRequest(MESSAGES), "base") == {
        "model": "base",
        "messages": MESSAGES,
        "stream": True,
        "stream_options": {"include_usage": True},
    }


def test_every_field_arrives() -> None:
    tools = [{"type": "function", "function": {"name": "search"}}]
    request = LlmRequest(
        MESSAGES,
        model="adapter",
        max_tokens=7,
        temperature=0.0,
        stop=["\n"],
        tools=tools,
        tool_choice="none",
        schema={"type": "object"},
        extra={"seed": 1, "top_p": 0.5},
    )
    payload = chat_payload(request, "base")
    assert payload["model"] == "adapter"
    assert payload["temperature"] == 0.0
    assert payload["response_format"]["json_schema"]["schema"] == {"type": "object"}
    assert payload["response_format"]["json_schema"]["name"]
    named = {name: payload[name] for name in ("max_tokens", "stop", "tools", "tool_choice", "seed", "top_p")}
    assert named == {
        "max_tokens": 7,
        "stop": ["\n"],
        "tools": tools,
        "tool_choice": "none",
        "seed": 1,
        "top_p": 0.5,
    }


def test_a_clients_fields_do_not_replace_ours() -> None:
    extra = {"model": "chipcite", "messages": [], "stream": False, "stream_options": None, "max_tokens": 9}
    payload = chat_payload(LlmRequest(MESSAGES, max_tokens=7, extra=extra), "base")
    assert (payload["model"], payload["messages"], payload["stream"]) == ("base", MESSAGES, True)
    assert payload["max_tokens"] == 7


@pytest.mark.parametrize(
    ("chunk", "delta"),
    [
        ({"choices": [{"index": 0, "delta": {"role": "assistant", "content": ""}}]}, Delta()),
        ({"choices": [{"index": 0, "delta": {"content": "a"}}], "usage": None}, Delta("a")),
        ({"choices": [{"delta": {}, "finish_reason": "length"}]}, Delta(finish_reason="length")),
        ({"choices": [{"index": 1, "delta": {"content": "second choice"}}]}, Delta()),
        ({"choices": [], "usage": {"prompt_tokens": 3}}, Delta(usage=LlmUsage(3, 0))),
        ({"choices": [{"delta": {"content": ["part"]}}]}, Delta()),
        ({}, Delta()),
    ],
)
def test_chunks(chunk: dict[str, Any], delta: Delta) -> None:
    assert delta_of(chunk) == delta


async def test_gathering_a_stream_gives_what_was_said() -> None:
    calls = (call("search", {"query": "PLL 锁定"}), call("page", {"number": 7}, id="call_1"))
    llm = ScriptedLlm(lambda request: Answer("I look it up.", tool_calls=calls))
    deltas = [delta async for delta in llm.stream(LlmRequest(MESSAGES))]
    assert gather(deltas) == await llm.complete(LlmRequest(MESSAGES))
    assert gather(deltas).tool_calls == calls


def test_gathering_nothing() -> None:
    assert gather([]) == Completion("")


def test_a_whole_answer_is_one_chunk() -> None:
    message = {"role": "assistant", "content": "a", "tool_calls": [call("f", {}), call("g", {}, id="call_1")]}
    whole = {"choices": [{"index": 0, "message": message, "finish_reason": "stop"}], "usage": None}
    done = gather([delta_of(as_chunk(whole))])
    assert (done.content, done.finish_reason) == ("a", "stop")
    assert [made["function"]["name"] for made in done.tool_calls] == ["f", "g"]
    plain = {"choices": [{"index": 0, "text": "x", "finish_reason": "stop"}]}
    assert as_chunk(plain) == plain


def test_an_adapter_has_its_bases_context() -> None:
    listing = {
        "data": [
            {"id": "tiny", "max_model_len": 2048, "parent": None},
            {"id": "stm32", "parent": "tiny", "max_model_len": None},
            {"id": "elsewhere"},
            {"id": "file", "meta": {"n_ctx": 4096, "n_ctx_train": 32768}},
            {"object": "model"},
        ]
    }
    assert served(listing) == (
        ServedLlm("tiny", max_model_len=2048),
        ServedLlm("stm32", "tiny", 2048),
        ServedLlm("elsewhere"),
        ServedLlm("file", max_model_len=4096),
    )


NAMES = [
    "choices",
    "delta",
    "message",
    "content",
    "tool_calls",
    "index",
    "function",
    "arguments",
    "id",
    "data",
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*NAMES, "usage", "text", "finish_reason", "parent"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["choices", "usage", "data"]), JSON, max_size=3))
def test_no_shape_breaks_the_reading(chunk: dict[str, Any]) -> None:
    one, two = delta_of(chunk), delta_of(as_chunk(chunk))
    assert gather([one, two]).content == one.content + two.content
    assert says_something(chunk) or not finished(chunk)
    listed = chunk.get("data")
    assert len(served(chunk)) <= (len(listed) if isinstance(listed, list) else 0)
