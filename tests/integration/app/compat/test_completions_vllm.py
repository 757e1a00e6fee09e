"""Texts to fill in, through the gateway to a real vLLM."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import openai
import pytest

from tests.integration.served import served
from tests.integration.vllm import Vllm

FILL_IN = "<fim_prefix>RCC->CTLR |= <fim_suffix>;<fim_middle>"


@pytest.fixture
def client(vllm: Vllm, tmp_path: Path) -> Iterator[openai.OpenAI]:
    """The official client of a service with vLLM behind it."""
    base = httpx.get(f"{vllm.url}/models", timeout=30).json()["data"][0]["id"]
    with served(tmp_path / "data", llm_url=vllm.url, llm_model=base) as url:
        client = openai.OpenAI(base_url=f"{url}/v1", api_key="unused", max_retries=0, timeout=120)
        with client:
            yield client


def test_a_text_is_filled_in(client: openai.OpenAI) -> None:
    create = client.completions.create
    done = create(
        model="chipcite", prompt=FILL_IN, max_tokens=8, temperature=0, extra_body={"ignore_eos": True}
    )
    assert (done.model, done.object) == ("chipcite", "text_completion")
    assert done.usage
    assert done.usage.completion_tokens == 8
    assert done.choices[0].finish_reason == "length"
    stream = create(
        model="chipcite",
        prompt=FILL_IN,
        max_tokens=8,
        temperature=0,
        stream=True,
        stream_options={"include_usage": True},
        extra_body={"ignore_eos": True},
    )
    chunks = list(stream)
    assert "".join(chunk.choices[0].text for chunk in chunks if chunk.choices) == done.choices[0].text
    assert len({chunk.id for chunk in chunks}) == 1
    assert chunks[-1].usage
    assert chunks[-1].usage.completion_tokens == 8


def test_what_the_server_refuses_is_said(client: openai.OpenAI) -> None:
    with pytest.raises(openai.BadRequestError) as refused:
        client.completions.create(model="chipcite", prompt=FILL_IN, max_tokens=-1)
    assert refused.value.type == "invalid_request_error"
    with pytest.raises(openai.BadRequestError) as long:
        client.completions.create(model="chipcite", prompt=FILL_IN + "word " * 26_000)
    assert long.value.code == "context_length_exceeded"
