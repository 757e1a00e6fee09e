"""The client against a scripted server: streams, retries, timeouts, cancellation, the circuit breaker."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing

import httpx
import pytest

from app.core.errors import StartupError
from app.llm.breaker import FAILURES
from app.llm.client import OpenAiClient
from app.llm.errors import (
    LlmBrokenError,
    LlmBusyError,
    LlmContextError,
    LlmCredentialsError,
    LlmError,
    LlmModelError,
    LlmTimeoutError,
    LlmUnavailableError,
)
from app.llm.patience import Patience, Retrying
from app.llm.types import Delta, LlmRequest, LlmServer, LlmUsage, ServedLlm
from tests.unit.app.llm.upstream import DONE, ROLE, STOP, USAGE, Reply, Upstream, answer, event, refused, said

ASK = LlmRequest([{"role": "user", "content": "Where is PLLRDY?"}])
KEY = "tok4n-of-ours"
QUICK = Patience(connect=0.05, first_token=0.15, between=0.1, total=0.4, probe=0.1)
AT_ONCE = Retrying(first=0.0)
LISTING = {"data": [{"id": "base", "max_model_len": 2048}, {"id": "stm32", "parent": "base"}]}


def _client(upstream: Upstream, patience: Patience = QUICK, retrying: Retrying = AT_ONCE) -> OpenAiClient:
    return OpenAiClient(
        "http://llm.test/v1/", "base", KEY, patience=patience, retrying=retrying, transport=upstream
    )


async def _text(client: OpenAiClient) -> str:
    return "".join([delta.content async for delta in client.stream(ASK)])


async def test_a_models_speed_is_measured_on_its_answers() -> None:
    details = {"prompt_tokens_details": {"cached_tokens": 100}}
    usage = event({"choices": [], "usage": {"prompt_tokens": 200, "completion_tokens": 11} | details})
    reply = Reply([ROLE, 0.05, said("PLLRDY "), 0.05, said("is bit 25."), STOP, usage, DONE])
    client = _client(Upstream(reply))
    assert client.speed() is None
    await _text(client)
    speed = client.speed()
    assert speed is not None
    assert speed.read < 100 / 0.05
    assert speed.write < 10 / 0.05
    assert client.speed("stm32") is None, "an adapter is measured by itself"
    await client.aclose()


async def test_a_call_that_was_given_up_is_no_speed_of_none() -> None:
    client = _client(Upstream(answer("x")))
    client.unanswered(ASK, 3000, 30.0)
    speed = client.speed()
    assert speed is not None
    assert speed.read == 50.0, "half of what it could have been at best"
    await client.aclose()


async def test_so_is_one_that_nobody_answers_in_time() -> None:
    client = _client(Upstream(Reply([ROLE, 5.0])))
    request = LlmRequest([{"role": "user", "content": "Where is PLLRDY? " * 200}])
    with pytest.raises(LlmTimeoutError):
        await client.complete(request)
    speed = client.speed()
    assert speed is not None
    assert speed.read < 10_000
    await client.aclose()


async def test_a_stream() -> None:
    upstream = Upstream(answer("PLLRDY ", "is bit 25."))
    client = _client(upstream)
    server: LlmServer = client
    assert [delta async for delta in server.stream(ASK)] == [
        Delta("PLLRDY "),
        Delta("is bit 25."),
        Delta(finish_reason="stop"),
        Delta(usage=LlmUsage(9, 2)),
    ]
    request = upstream.requests[0]
    assert str(request.url) == "http://llm.test/v1/chat/completions"
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert upstream.body()["model"] == "base"
    assert upstream.closed == 1
    await client.aclose()


async def test_comments_and_cuts_inside_of_characters_change_nothing() -> None:
    stream = b"".join([ROLE, b": keep-alive\n\n", said("就绪"), STOP, DONE])
    upstream = Upstream(Reply([stream[i : i + 1] for i in range(len(stream))]))
    assert await _text(_client(upstream)) == "就绪"


async def test_a_whole_answer() -> None:
    done = await _client(Upstream(answer("bit ", "25"))).complete(ASK)
    assert (done.content, done.finish_reason, done.usage) == ("bit 25", "stop", LlmUsage(9, 2))


async def test_a_server_that_does_not_stream() -> None:
    body = {"choices": [{"index": 0, "message": {"content": "bit 25"}, "finish_reason": "stop"}]}
    plain = Reply([json.dumps(body).encode()], headers={"content-type": "application/json"})
    assert await _text(_client(Upstream(plain))) == "bit 25"


async def test_a_stream_without_done_is_whole_when_the_model_has_stopped() -> None:
    assert await _text(_client(Upstream(Reply([ROLE, said("bit 25"), STOP])))) == "bit 25"


@pytest.mark.parametrize(
    "pieces",
    [
        [ROLE, said("bit")],
        [ROLE, said("bit"), httpx.ReadError("gone")],
        [ROLE, said("bit"), b"data: {half\n\n"],
        [ROLE, said("bit"), b"data: 7\n\n"],
        [ROLE, said("bit"), event({"error": {"message": "EngineDead", "code": 500}})],
    ],
)
async def test_an_answer_that_breaks_off_is_no_answer(pieces: list[bytes | float | Exception]) -> None:
    upstream = Upstream(Reply(pieces))
    stream = _client(upstream).stream(ASK)
    assert (await anext(stream)).content == "bit"
    with pytest.raises(LlmBrokenError):
        await anext(stream)
    assert len(upstream.requests) == 1, "never sent again once something was said"


@pytest.mark.parametrize(
    "failure",
    [
        httpx.ConnectError("refused"),
        httpx.ConnectTimeout("late"),
        httpx.RemoteProtocolError("closed an idle connection"),
        refused(502, "bad gateway"),
        refused(503, {}),
        refused(504, {}),
        refused(429, {}, retry_after="0.01"),
        Reply([]),
    ],
)
async def test_what_passes_is_sent_again(failure: Reply | Exception) -> None:
    upstream = Upstream(failure, failure, answer("bit 25"))
    assert await _text(_client(upstream)) == "bit 25"
    assert len(upstream.requests) == 3


async def test_three_tries_are_all() -> None:
    upstream = Upstream(httpx.ConnectError("refused"))
    with pytest.raises(LlmUnavailableError):
        await _text(_client(upstream))
    assert len(upstream.requests) == 3


@pytest.mark.parametrize(
    ("refusal", "kind"),
    [
        (refused(400, {"error": {"code": "context_length_exceeded", "message": "long"}}), LlmContextError),
        (refused(401, {"error": {"message": f"bad key {KEY}"}}), LlmCredentialsError),
        (refused(404, {"error": {"message": "The model `x` does not exist."}}), LlmModelError),
        (refused(429, {}, retry_after="60"), LlmBusyError),
        (refused(500, {}), LlmError),
        (Reply([b"<html>"], headers={"content-type": "text/html"}), LlmError),
        (Reply([event({"error": {"message": "maximum context length is 8", "code": 400}})]), LlmContextError),
        (httpx.UnsupportedProtocol("ftp"), LlmError),
    ],
)
async def test_what_does_not_pass_is_not_sent_again(refusal: Reply | Exception, kind: type[LlmError]) -> None:
    upstream = Upstream(refusal)
    with pytest.raises(LlmError) as raised:
        await _text(_client(upstream))
    assert type(raised.value) is kind
    assert KEY not in str(raised.value)
    assert len(upstream.requests) == 1


@pytest.mark.parametrize(
    ("pieces", "heard"),
    [
        ([1.0], ""),
        ([ROLE, *[b": keep-alive\n\n", 0.02] * 50], ""),
        ([ROLE, said("bit"), *[b": keep-alive\n\n", 0.02] * 50], "bit"),
        ([ROLE, *[said("bit "), 0.05] * 50], "bit bit bit bit bit bit"),
    ],
    ids=["nothing", "no token", "no further token", "too long in all"],
)
async def test_each_limit_of_time(pieces: list[bytes | float | Exception], heard: str) -> None:
    upstream = Upstream(Reply(pieces))
    said_so_far: list[str] = []

    async def read() -> None:
        async for delta in _client(upstream).stream(ASK):
            said_so_far.append(delta.content)  # noqa: PERF401 - what came before the error is the point

    with pytest.raises(LlmTimeoutError):
        await asyncio.wait_for(read(), 2)
    assert "".join(said_so_far).startswith(heard)
    assert upstream.closed == 1
    assert len(upstream.requests) == 1


async def test_retries_end_with_the_time_for_the_first_token() -> None:
    upstream = Upstream(refused(503, {}, retry_after="5"))
    with pytest.raises(LlmUnavailableError) as raised:
        await _text(_client(upstream))
    assert raised.value.headers == {"Retry-After": "5"}
    assert len(upstream.requests) == 1


async def test_closing_the_stream_lets_go_of_the_server() -> None:
    upstream = Upstream(Reply([ROLE, said("bit"), 30.0]))
    async with aclosing(_client(upstream).stream(ASK)) as deltas:
        await anext(deltas)
        assert upstream.closed == 0
    assert upstream.closed == 1


async def test_a_cancelled_task_lets_go_of_the_server() -> None:
    upstream = Upstream(Reply([ROLE, 30.0]))
    task = asyncio.create_task(_text(_client(upstream, Patience())))
    await asyncio.sleep(0.02)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert upstream.closed == 1


async def test_a_dead_server_is_left_alone_until_it_may_be_back() -> None:
    upstream = Upstream(*[httpx.ConnectError("refused")] * FAILURES, answer("bit 25"))
    client = _client(upstream, retrying=Retrying(times=0))
    client._connection.breaker.rest = 0.1
    for _ in range(FAILURES):
        with pytest.raises(LlmUnavailableError):
            await _text(client)
    with pytest.raises(LlmUnavailableError) as raised:
        await _text(client)
    assert raised.value.headers == {"Retry-After": "1"}
    assert len(upstream.requests) == FAILURES, "the last call did not reach it"
    await asyncio.sleep(0.12)
    assert await _text(client) == "bit 25"


async def test_refusals_and_cancelled_calls_do_not_open_the_circuit() -> None:
    upstream = Upstream(refused(400, {}), refused(429, {}), Reply([ROLE, said("bit"), 30.0]))
    client = _client(upstream, Patience(), Retrying(times=0))
    for _ in range(2 * FAILURES):
        with pytest.raises((LlmError, asyncio.TimeoutError)):
            await asyncio.wait_for(_text(client), 0.01)
    assert not client._connection.breaker.open


async def test_completions_pass_as_they_are() -> None:
    chunk = {"choices": [{"index": 0, "text": "GPIO_Init();", "finish_reason": "stop"}]}
    plain = Reply([json.dumps(chunk).encode()], headers={"content-type": "application/json"})
    upstream = Upstream(plain, Reply([event(chunk), USAGE, DONE]))
    client = _client(upstream)
    payload = {"model": "", "prompt": "void f() {", "suffix": "}", "stream_options": {"include_usage": True}}
    assert await client.completion(payload) == chunk
    assert upstream.body() == {"model": "base", "prompt": "void f() {", "suffix": "}", "stream": False}
    assert [piece async for piece in client.completion_stream(payload)] == [chunk, json.loads(USAGE[6:])]
    assert upstream.body() == payload | {"model": "base", "stream": True}
    assert str(upstream.requests[0].url) == "http://llm.test/v1/completions"


def _listing(listing: object = LISTING) -> Reply:
    return refused(200, listing)


async def test_models_are_remembered_until_one_is_missing() -> None:
    gone = refused(404, {"error": {"message": "The model `stm32` does not exist."}})
    upstream = Upstream(_listing(), gone, _listing({"data": [{"id": "base"}]}))
    client = _client(upstream)
    expected = (ServedLlm("base", max_model_len=2048), ServedLlm("stm32", "base", 2048))
    first, second = await asyncio.gather(client.models(), client.models())
    assert first == second == expected
    with pytest.raises(LlmModelError):
        await _text(client)
    assert await client.models() == (ServedLlm("base"),)
    assert len(upstream.requests) == 3


async def test_many_who_ask_for_models_wait_for_one_timeout() -> None:
    upstream = Upstream(Reply([1.0]))
    client = _client(upstream)
    errors = await asyncio.gather(*(client.models() for _ in range(20)), return_exceptions=True)
    assert {type(error) for error in errors} == {LlmTimeoutError, LlmUnavailableError}
    assert len(upstream.requests) == 1


@pytest.mark.parametrize(
    ("reply", "state"),
    [
        (_listing(), "ok"),
        (_listing({"data": []}), "ok"),
        (_listing({"data": [{"id": "other"}]}), "does not serve the configured model"),
        (refused(401, {}), "refuses our key"),
        (httpx.ConnectError("refused"), "unavailable: llm_unavailable"),
        (Reply([1.0]), "unavailable: llm_timeout"),
        (refused(200, []), "unavailable: llm_broken"),
    ],
)
async def test_readiness_is_said_and_never_raised(reply: Reply | Exception, state: str) -> None:
    assert await _client(Upstream(reply)).ready() == state


@pytest.mark.parametrize(("url", "key"), [("http://[::1", "k"), ("http://llm.test/v1", "钥匙")])
def test_settings_that_no_request_can_carry(url: str, key: str) -> None:
    with pytest.raises(StartupError) as raised:
        OpenAiClient(url, "base", key)
    assert key not in str(raised.value)


@pytest.fixture
async def hangs() -> AsyncIterator[tuple[str, asyncio.Event]]:
    """A real socket that begins an answer, and tells when the client has gone."""
    left = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n"
        writer.write(head + ROLE + said("bit"))
        await writer.drain()
        while await reader.read(4096):
            pass
        left.set()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()[:2]
    yield f"http://{host}:{port}/v1", left
    server.close()
    await server.wait_closed()


async def test_the_socket_is_closed_when_the_reader_leaves(hangs: tuple[str, asyncio.Event]) -> None:
    url, left = hangs
    client = OpenAiClient(url, "base")
    async with aclosing(client.stream(ASK)) as deltas:
        assert (await anext(deltas)).content == "bit"
        assert not left.is_set()
    await asyncio.wait_for(left.wait(), 1)
    await client.aclose()
