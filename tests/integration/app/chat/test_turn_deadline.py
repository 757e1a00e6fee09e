"""A turn that takes too long ends with what is there, or with an error that says so."""

import asyncio
import json
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from app.core.deadline import check
from app.search import service
from tests.integration.served import served
from tests.integration.shelf import QUESTION

pytestmark = pytest.mark.integration

SECONDS = 6.0
"""Much for a turn here, also on a busy machine; half of it is what facts get."""


@pytest.fixture(scope="module")
def hasty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("hasty"), turn_seconds=0.0001) as url:
        yield url


@pytest.fixture(scope="module")
def patient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("patient"), turn_seconds=SECONDS) as url:
        yield url


def _ask(base: str, **more: Any) -> httpx.Response:
    body = {"model": "chipcite", "messages": [{"role": "user", "content": QUESTION}]} | more
    return httpx.post(f"{base}/v1/chat/completions", json=body, timeout=60)


def test_a_turn_without_time_says_so(hasty: str) -> None:
    reply = _ask(hasty)
    assert (reply.status_code, reply.json()["error"]["code"]) == (503, "deadline_exceeded")


def test_a_stream_without_time_ends_with_an_error_object(hasty: str) -> None:
    events = [line[6:] for line in _ask(hasty, stream=True).text.splitlines() if line.startswith("data: ")]
    assert json.loads(events[-2])["error"]["code"] == "deadline_exceeded"
    assert events[-1] == "[DONE]"


def test_a_completion_and_a_search_have_the_same_deadline(hasty: str) -> None:
    asked = httpx.post(f"{hasty}/v1/completions", json={"model": "chipcite", "prompt": QUESTION}, timeout=60)
    found = httpx.post(f"{hasty}/v1/search", json={"query": QUESTION}, timeout=60)
    assert [each.json()["error"]["code"] for each in (asked, found)] == ["deadline_exceeded"] * 2


def test_facts_that_take_too_long_leave_time_for_passages(
    patient: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slow(*_: Any) -> None:
        while True:
            check()
            await asyncio.sleep(0.01)

    monkeypatch.setattr(service, "exact", slow)
    started = time.monotonic()
    reply = _ask(patient).raise_for_status().json()["chipcite"]
    assert "deadline" in reply["degraded"]
    assert reply["citations"]
    assert time.monotonic() - started < 2 * SECONDS


def test_a_turn_in_time_is_not_marked(patient: str) -> None:
    assert "deadline" not in _ask(patient).raise_for_status().json()["chipcite"]["degraded"]
