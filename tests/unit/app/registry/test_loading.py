"""vLLM's calls for adapters, as a real one answers them."""

import json

import httpx
import pytest

from app.core.errors import UnavailableError
from app.registry.loading import VllmAdapters


def server(*replies: httpx.Response) -> tuple[VllmAdapters, list[tuple[str, dict[str, str]]]]:
    asked: list[tuple[str, dict[str, str]]] = []
    left = list(replies)

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append((str(request.url), json.loads(request.content)))
        return left.pop(0)

    return VllmAdapters("http://llm:8000/v1", transport=httpx.MockTransport(answer)), asked


async def test_an_adapter_is_loaded_once_and_unloaded() -> None:
    there = httpx.Response(400, json={"message": "The lora adapter 'a' has already been loaded."})
    gone = httpx.Response(404, json={"message": "The lora adapter 'a' cannot be found."})
    adapters, asked = server(httpx.Response(200), there, httpx.Response(200), gone)
    await adapters.load("a", "/adapters/a")
    await adapters.load("a", "/adapters/a")
    await adapters.unload("a")
    await adapters.unload("a")
    assert asked[0] == (
        "http://llm:8000/v1/load_lora_adapter",
        {"lora_name": "a", "lora_path": "/adapters/a"},
    )
    assert asked[2] == ("http://llm:8000/v1/unload_lora_adapter", {"lora_name": "a"})


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (httpx.Response(404, json={"detail": "Not Found"}), "VLLM_ALLOW_RUNTIME_LORA_UPDATING"),
        (
            httpx.Response(500, text="LoRA rank 64 is greater than max_lora_rank 16."),
            "refused the adapter: 500",
        ),
    ],
)
async def test_a_refusal_is_a_sentence(reply: httpx.Response, words: str) -> None:
    adapters, _ = server(reply)
    with pytest.raises(UnavailableError, match=words):
        await adapters.load("a", "/adapters/a")
