"""`/v1/completions` as the official client and as editors' autocompletion see it."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import openai
import pytest

from app.llm.double import Answer, ScriptedLlm
from app.llm.errors import LlmBrokenError, LlmUnavailableError
from app.llm.types import LlmRequest, ServedLlm
from tests.integration.served import served
from tests.integration.shelf import QUESTION

FILL_IN = "<|fim_prefix|>RCC->CTLR |= <|fim_suffix|>;<|fim_middle|>"


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service without a language model."""
    with served(tmp_path_factory.mktemp("plain")) as url:
        yield url


@pytest.fixture(scope="module")
def script() -> dict[str, Any]:
    """What the language model says next."""
    return {"answer": "RCC_PLLON"}


@pytest.fixture(scope="module")
def llm(script: dict[str, Any]) -> ScriptedLlm:
    def say(_: LlmRequest) -> Any:
        return script["answer"]

    return ScriptedLlm(say, models=(ServedLlm("base"), ServedLlm("verilog", parent="base")))


@pytest.fixture(scope="module")
def with_model(tmp_path_factory: pytest.TempPathFactory, llm: ScriptedLlm) -> Iterator[str]:
    """A service with a language model."""
    with served(tmp_path_factory.mktemp("model"), llm=llm) as url:
        yield url


@pytest.fixture
def client(plain: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{plain}/v1", api_key="unused", max_retries=0) as client:
        yield client


@pytest.fixture
def model_client(with_model: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{with_model}/v1", api_key="unused", max_retries=0) as client:
        yield client


def chunks_of(url: str, **body: Any) -> list[dict[str, Any]]:
    """The events of a stream, read as they are on the wire."""
    reply = httpx.post(f"{url}/v1/completions", json={"model": "chipcite", "stream": True} | body, timeout=60)
    assert reply.headers["content-type"].startswith("text/event-stream")
    lines = [line.removeprefix("data: ") for line in reply.text.split("\n\n") if line.startswith("data: ")]
    assert lines[-1] == "[DONE]"
    return [json.loads(line) for line in lines[:-1]]


def test_a_question_is_answered_with_citations(client: openai.OpenAI, plain: str) -> None:
    done = client.completions.create(model="chipcite", prompt=QUESTION)
    assert done.object == "text_completion"
    assert done.id.startswith("cmpl-")
    (choice,) = done.choices
    assert "0x00000083" in choice.text
    assert f"{plain}/v1/versions/" in choice.text
    assert (choice.index, choice.finish_reason, choice.logprobs) == (0, "stop", None)
    assert choice.model_extra["chipcite"]["citations"][0]["document"] == "ZX90_V1.5.pdf"
    assert done.usage
    assert done.usage.total_tokens == done.usage.prompt_tokens + done.usage.completion_tokens > 0


def test_several_prompts_and_echo(client: openai.OpenAI) -> None:
    done = client.completions.create(model="chipcite", prompt=[QUESTION, "Hello!"], echo=True)
    assert [choice.index for choice in done.choices] == [0, 1]
    assert done.choices[0].text.startswith(QUESTION)
    assert "0x00000083" in done.choices[0].text
    assert done.choices[1].text.startswith("Hello!")


def test_pins_hold(client: openai.OpenAI) -> None:
    done = client.completions.create(
        model="chipcite",
        prompt="What is the reset value of CLK_CTLR?",
        extra_body={"chipcite": {"chip": "ZX90A32", "revision": "V1.2"}},
    )
    assert "0x00000081" in done.choices[0].text


def test_a_stream_keeps_the_rules(client: openai.OpenAI, plain: str) -> None:
    whole = client.completions.create(model="chipcite", prompt=QUESTION)
    chunks = chunks_of(plain, prompt=QUESTION, stream_options={"include_usage": True})
    assert {(chunk["id"], chunk["object"], chunk["created"], chunk["model"]) for chunk in chunks} == {
        (chunks[0]["id"], "text_completion", chunks[0]["created"], "chipcite")
    }
    *said, usage = chunks
    assert usage["choices"] == []
    assert usage["usage"]["total_tokens"] > 0
    assert all(chunk["usage"] is None for chunk in said)
    assert "".join(chunk["choices"][0]["text"] for chunk in said) == whole.choices[0].text
    assert [chunk["choices"][0]["finish_reason"] for chunk in said][-1] == "stop"
    assert [chunk for chunk in said[:-1] if chunk["choices"][0]["finish_reason"]] == []
    assert said[-1]["choices"][0]["chipcite"]["citations"]
    bare = chunks_of(plain, prompt=QUESTION)
    assert all("usage" not in chunk and chunk["choices"] for chunk in bare)


def test_the_clients_stream_reads_it(client: openai.OpenAI) -> None:
    stream = client.completions.create(model="chipcite", prompt=[QUESTION, "Hello!"], stream=True)
    texts = ["", ""]
    for chunk in stream:
        texts[chunk.choices[0].index] += chunk.choices[0].text
    assert "0x00000083" in texts[0]
    assert texts[1]


def test_a_conversation_written_out_as_text(client: openai.OpenAI) -> None:
    prompt = (
        "system: Be short.\nuser: I have a ZX90A32.\nuser: What is the reset value of CLK_CTLR?\nassistant: "
    )
    done = client.completions.create(model="chipcite", prompt=prompt)
    assert "0x00000083" in done.choices[0].text


@pytest.mark.parametrize("more", [{"prompt": FILL_IN}, {"prompt": "RCC->CTLR |= ", "suffix": ";"}])
@pytest.mark.parametrize("stream", [False, True])
def test_without_a_model_nothing_is_filled_in(
    client: openai.OpenAI, more: dict[str, Any], stream: bool
) -> None:
    with pytest.raises(openai.InternalServerError) as refused:
        client.completions.create(model="chipcite", stream=stream, **more)
    assert (refused.value.status_code, refused.value.code) == (503, "no_language_model")


def test_a_text_to_fill_in_goes_to_the_model_untouched(
    model_client: openai.OpenAI, llm: ScriptedLlm, script: dict[str, Any]
) -> None:
    script["answer"] = "RCC_PLLON"
    done = model_client.completions.create(
        model="chipcite", prompt=FILL_IN, max_tokens=32, stop=["\n"], temperature=0, extra_body={"top_k": 3}
    )
    assert done.choices[0].text == "RCC_PLLON"
    assert (done.model, done.id[:5], done.object) == ("chipcite", "cmpl-", "text_completion")
    sent = llm.requests[-1].extra
    assert sent == {"prompt": FILL_IN, "max_tokens": 32, "stop": ["\n"], "temperature": 0, "top_k": 3}


def test_an_adapter_by_name(model_client: openai.OpenAI, llm: ScriptedLlm, script: dict[str, Any]) -> None:
    script["answer"] = "x"
    done = model_client.completions.create(model="chipcite-verilog", prompt="a", suffix="b")
    assert done.model == "chipcite-verilog"
    assert llm.requests[-1].model == "verilog"
    assert llm.requests[-1].extra["suffix"] == "b"


def test_a_filled_in_text_streams(with_model: str, script: dict[str, Any]) -> None:
    script["answer"] = "RCC_PLLON | RCC_HSEON"
    chunks = chunks_of(with_model, prompt=FILL_IN, stream_options={"include_usage": True})
    assert {(chunk["id"], chunk["created"], chunk["model"]) for chunk in chunks} == {
        (chunks[0]["id"], chunks[0]["created"], "chipcite")
    }
    said = [chunk["choices"][0] for chunk in chunks if chunk["choices"]]
    assert "".join(choice["text"] for choice in said) == script["answer"]
    assert len(said) > 2
    assert said[-1]["finish_reason"] == "stop"
    assert chunks[-1]["usage"]["completion_tokens"] > 0


def test_a_model_that_fails(model_client: openai.OpenAI, with_model: str, script: dict[str, Any]) -> None:
    script["answer"] = LlmUnavailableError()
    with pytest.raises(openai.InternalServerError) as refused:
        model_client.completions.create(model="chipcite", prompt=FILL_IN)
    assert refused.value.code == "llm_unavailable"
    script["answer"] = Answer("RCC_", error=LlmBrokenError())
    chunks = chunks_of(with_model, prompt=FILL_IN)
    assert "".join(chunk["choices"][0]["text"] for chunk in chunks if "choices" in chunk) == "RCC_"
    assert chunks[-1]["error"]["code"] == "llm_broken"


@pytest.mark.parametrize(
    ("body", "status", "code", "param"),
    [
        ({"prompt": [1, 2, 3]}, 400, "tokens_not_supported", "prompt"),
        ({"prompt": [[1], [2]]}, 400, "tokens_not_supported", "prompt"),
        ({"prompt": ""}, 400, "invalid_request", "prompt"),
        ({"prompt": []}, 400, "invalid_request", "prompt"),
        ({"prompt": ["a"] * 17}, 400, "invalid_request", "prompt"),
        ({"prompt": "a" * 131_073}, 413, "too_large", "prompt"),
        ({"prompt": "词" * 40_000}, 400, "context_length_exceeded", "messages"),
        ({"prompt": "a", "n": 2}, 400, "invalid_request", "n"),
        ({"prompt": "a", "best_of": 3}, 400, "invalid_request", "n"),
        ({"prompt": "a", "model": "gpt-none"}, 404, "model_not_found", "model"),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_what_cannot_be_answered(
    plain: str, body: dict[str, Any], status: int, code: str, param: str, stream: bool
) -> None:
    reply = httpx.post(
        f"{plain}/v1/completions", json={"model": "chipcite", "stream": stream} | body, timeout=60
    )
    error = reply.json()["error"]
    assert (reply.status_code, error["code"], error["param"]) == (status, code, param)
