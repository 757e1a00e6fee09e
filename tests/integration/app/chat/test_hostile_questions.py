"""Questions made to be slow: each is answered or refused in time, and says nothing of an inner error."""

import time
from collections.abc import Iterator

import httpx
import pytest

from benchmarks.load_questions import hostile
from tests.integration.served import served

pytestmark = pytest.mark.integration

MOST_SECONDS = 2.0
"""Of the processor, which other work on the machine does not count into."""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("hostile")) as url:
        _ask(url, "What is the reset value of CLK_CTLR on the ZX90A32?")  # whatever is loaded once
        yield url


def _ask(base: str, question: str) -> httpx.Response:
    body = {"model": "chipcite", "messages": [{"role": "user", "content": question}]}
    return httpx.post(f"{base}/v1/chat/completions", json=body, timeout=60)


@pytest.mark.parametrize("name", hostile())
def test_a_question_made_to_be_slow_is_answered_in_time(base: str, name: str) -> None:
    started = time.process_time()
    reply = _ask(base, hostile()[name])
    assert reply.status_code in (200, 400)
    assert time.process_time() - started < MOST_SECONDS


def test_a_name_that_two_corrections_turn_into_each_other_is_answered(base: str) -> None:
    reply = _ask(base, "What do the bits of CLK_CTRL and CLK_CLTR on the ZX90A32 mean?")
    assert reply.status_code == 200


@pytest.mark.parametrize("value", ["0x1FFFFFFFF", f"0x{'F' * 5000}"])
def test_a_value_that_is_wider_than_the_register_is_answered(base: str, value: str) -> None:
    reply = _ask(base, f"Decode {value} in CLK_CTLR on the ZX90A32")
    assert reply.status_code == 200
    assert "does not fit" in reply.json()["choices"][0]["message"]["content"]
