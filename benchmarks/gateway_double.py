"""A model's server without a model, for `benchmarks.gateway`: one sentence at once, then tokens at a pace.

Plain ASGI, so that it costs little beside what is measured.
"""

import asyncio
import json
from typing import Any

MODEL = "double"
SENTENCE = "The manual describes it."
FIRST = 0.02
"""Seconds before the first sentence: a short prompt on a good GPU."""
PACE = 0.04
"""Seconds between tokens: one of 64 streams on a good GPU."""

Scope = dict[str, Any]


async def application(scope: Scope, receive: Any, send: Any) -> None:
    """`/v1/models` and `/v1/chat/completions`."""
    if scope["type"] != "http":
        return
    body = b""
    while (message := await receive())["type"] == "http.request":
        body += message["body"]
        if not message.get("more_body"):
            break
    if scope["path"].endswith("/models"):
        listing = {"object": "list", "data": [{"id": MODEL, "object": "model", "max_model_len": 32768}]}
        await _start(send, b"application/json")
        await send({"type": "http.response.body", "body": json.dumps(listing).encode()})
        return
    await _answer(json.loads(body), send)


async def _answer(asked: dict[str, Any], send: Any) -> None:
    await _start(send, b"text/event-stream")
    await _event(send, _chunk({"role": "assistant", "content": ""}))
    await asyncio.sleep(FIRST)
    await _event(send, _chunk({"content": f"{SENTENCE}\n\n"}))
    for number in range(int(asked.get("max_tokens") or 100)):
        await asyncio.sleep(PACE)
        await _event(send, _chunk({"content": "It is so. " if number % 10 == 9 else "and "}))
    await _event(send, _chunk({}, "stop"))
    await _event(send, {"choices": [], "usage": {"prompt_tokens": 10, "completion_tokens": 10}})
    await send({"type": "http.response.body", "body": b"data: [DONE]\n\n", "more_body": False})


def _chunk(delta: dict[str, str], reason: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": reason}
    return {
        "id": "chatcmpl-0",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": MODEL,
        "choices": [choice],
    }


async def _start(send: Any, kind: bytes) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", kind)]})


async def _event(send: Any, data: dict[str, Any]) -> None:
    body = f"data: {json.dumps(data)}\n\n".encode()
    await send({"type": "http.response.body", "body": body, "more_body": True})
