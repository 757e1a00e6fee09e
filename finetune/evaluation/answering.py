"""Asks what is evaluated: a service through its chat turn, or a model's server with the evidence in the
prompt.

Both over HTTP in OpenAI's shape. A service in this process is reached the same way, through httpx's ASGI
transport.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import httpx

from finetune.evaluation.decoding import Decoding
from finetune.evaluation.suite import Case

TIMEOUT = 600.0
"""Seconds for one answer: a model on a busy processor is slow and still right."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for one case."""

    text: str
    seconds: float
    finish: str = ""
    abstained: bool | None = None
    """As the service says; None where a model alone was asked."""
    cited: tuple[Mapping[str, Any], ...] = ()
    """Citations: document and page."""
    findings: int | None = None
    """What the service's verification found."""
    hits: tuple[Mapping[str, Any], ...] = ()
    """Search results for the question."""
    more: tuple[str, ...] = ()
    """Further samples of a code exercise."""
    error: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)


class Answers(Protocol):
    """Something that answers cases."""

    async def answer(self, case: Case, decoding: Decoding) -> Answer: ...


class ModelServer:
    """A model's own server (vLLM, llama.cpp): gets the case's messages, without our chat turn."""

    def __init__(self, http: httpx.AsyncClient, model: str) -> None:
        self._http = http
        self._model = model

    async def answer(self, case: Case, decoding: Decoding) -> Answer:
        """One request, or as many as there are tries of a code exercise."""
        messages = case.messages or ({"role": "user", "content": case.question},)
        begun = time.monotonic()
        tries = decoding.tries if case.check else 1
        replies = [await self._once(messages, decoding.request(at)) for at in range(tries)]
        texts = [str(one["message"].get("content") or "") for one in replies]
        return Answer(
            texts[0], time.monotonic() - begun, str(replies[0].get("finish_reason")), more=tuple(texts[1:])
        )

    async def _once(
        self, messages: Sequence[Mapping[str, Any]], wish: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        body = {"model": self._model, "messages": list(messages), **wish}
        return (await _post(self._http, "/v1/chat/completions", body))["choices"][0]  # type: ignore[no-any-return]


class Service:
    """Chipcite itself: the whole turn with retrieval, model or adapter, verification and citations."""

    def __init__(self, http: httpx.AsyncClient, model: str = "chipcite") -> None:
        self._http = http
        self._model = model

    async def answer(self, case: Case, decoding: Decoding) -> Answer:
        """The turn, and what a search for the question finds."""
        own = {"chip": case.chip} if case.chip else {}
        asked = case.question or str(case.messages[-1]["content"])
        body = {
            "model": self._model,
            "messages": [{"role": "user", "content": asked}],
            "chipcite": own | {"listed": False},
            **decoding.request(),
        }
        begun = time.monotonic()
        reply = await _post(self._http, "/v1/chat/completions", body)
        seconds = time.monotonic() - begun
        hits = await self._hits(case) if case.pages else ()
        return _answer_of(reply, seconds, hits)

    async def _hits(self, case: Case) -> tuple[Mapping[str, Any], ...]:
        body = {"query": case.question, "limit": 5} | ({"chip": case.chip} if case.chip else {})
        reply = await _post(self._http, "/v1/search", body)
        return tuple({"document": hit["document"], "page": hit["page"]} for hit in reply["hits"])


def _answer_of(reply: Mapping[str, Any], seconds: float, hits: tuple[Mapping[str, Any], ...]) -> Answer:
    choice, own = reply["choices"][0], reply.get("chipcite") or {}
    verification = own.get("verification") or {}
    return Answer(
        text=str(choice["message"].get("content") or ""),
        seconds=seconds,
        finish=str(choice.get("finish_reason")),
        abstained=bool(own.get("abstained")),
        cited=tuple({"document": one["document"], "page": one["page"]} for one in own.get("citations") or ()),
        findings=len(verification["findings"]) if "findings" in verification else None,
        hits=hits,
        extra={
            "intent": own.get("intent"),
            "degraded": own.get("degraded"),
            "clarify": bool(own.get("clarify")),
        },
    )


async def _post(http: httpx.AsyncClient, path: str, body: Mapping[str, Any]) -> Any:
    reply = await http.post(path, json=body, timeout=TIMEOUT)
    reply.raise_for_status()
    return reply.json()
