"""The whole service in front of a real vLLM when readers leave, and when the server dies."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.integration.served import served
from tests.integration.vllm import BASE, RED, Vllm

pytestmark = pytest.mark.integration

HOW = "How do I work out the total ADC conversion time on the ZX90A32?"
TOOL = {"type": "function", "function": {"name": "read_file", "parameters": {"type": "object"}}}
ENDLESS: dict[str, Any] = {
    "messages": [{"role": "user", "content": "Hello!"}],
    "tools": [TOOL],
    "tool_choice": "none",
    "max_tokens": 7000,
    "logit_bias": {"2": -100},
}
"""The model may not say that it has finished."""


@pytest.fixture(scope="module")
def gateway(vllm: Vllm, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("trouble")
    with served(folder, llm_url=vllm.url, llm_model=BASE) as url:
        yield url


@pytest.mark.parametrize("streamed", [True, False])
async def test_a_reader_who_leaves_frees_the_model(gateway: str, vllm: Vllm, streamed: bool) -> None:
    async with httpx.AsyncClient(timeout=120) as http:
        body = ENDLESS | {"stream": streamed}
        asking = asyncio.create_task(http.post(f"{gateway}/v1/chat/completions", json=body))
        assert await vllm.until(lambda running: running > 0, 120)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
    assert await vllm.until(lambda running: running == 0, 15)


async def test_a_server_that_dies_is_done_without_and_comes_back(gateway: str, mortal_vllm: Vllm) -> None:
    async with httpx.AsyncClient(timeout=120) as http:
        lines: list[str] = []

        async def listen() -> None:
            body = ENDLESS | {"stream": True}
            async with http.stream("POST", f"{gateway}/v1/chat/completions", json=body) as reply:
                lines.extend([line async for line in reply.aiter_lines() if line.startswith("data: ")])

        listening = asyncio.create_task(listen())
        assert await mortal_vllm.until(lambda running: running > 0, 120)
        await asyncio.to_thread(mortal_vllm.kill)
        await listening
        assert lines[-1] == "data: [DONE]"
        last = json.loads(lines[-2].removeprefix("data: "))
        told = last.get("error", {}).get("code", "")
        degraded = last.get("chipcite", {}).get("degraded", [])
        assert told.startswith("llm_") or "llm" in degraded, "never an end as if all had been said"

        question = {"messages": [{"role": "user", "content": HOW}]}
        done = (await http.post(f"{gateway}/v1/chat/completions", json=question)).json()
        assert "llm" in done["chipcite"]["degraded"]
        assert "11 clock cycles" in done["choices"][0]["message"]["content"]
        ready = (await http.get(f"{gateway}/readyz")).json()
        assert ready["status"] == "degraded"
        assert ready["checks"]["llm"].startswith("unavailable")

        await asyncio.to_thread(mortal_vllm.start)
        await asyncio.sleep(6)  # as long as the circuit breaker rests
        again = question | {"model": f"chipcite-{RED}", "tools": [TOOL], "tool_choice": "none"}
        back = (await http.post(f"{gateway}/v1/chat/completions", json=again)).json()
        assert back["choices"][0]["message"]["content"].startswith("Red is what")
        assert (await http.get(f"{gateway}/readyz")).json()["checks"]["llm"] == "ok"
