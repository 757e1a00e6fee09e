"""An embedder behind an OpenAI-compatible server, played by a scripted transport."""

import json

import httpx
import numpy as np
import pytest

from retrieval.embedders import remote
from retrieval.embedders.remote import RemoteEmbedder
from retrieval.errors import EmbedderUnavailableError


def answer(request: httpx.Request) -> httpx.Response:
    texts = json.loads(request.content)["input"]
    rows = [{"index": place, "embedding": [float(len(text)), 3.0, 4.0]} for place, text in enumerate(texts)]
    return httpx.Response(200, json={"data": rows[::-1]})


def embedder(handler: object) -> RemoteEmbedder:
    return RemoteEmbedder("http://127.0.0.1:9/v1", "bge-m3", "key", httpx.MockTransport(handler))


def test_vectors_come_in_order_and_with_unit_length() -> None:
    vectors = embedder(answer).embed_passages(["a" * length for length in range(100)])
    assert vectors.shape == (100, 3)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)
    assert np.all(np.diff(vectors[:, 0]) > 0)


def test_the_key_the_model_and_the_path_are_sent() -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return answer(request)

    one = embedder(handler)
    assert one.embed_query("clock").shape == (3,)
    assert one.embed_passages([]).shape == (0, 3)
    assert (one.dimension, one.fingerprint) == (3, "remote-bge-m3-3")
    assert seen[0].url.path == "/v1/embeddings"
    assert seen[0].headers["authorization"] == "Bearer key"
    assert json.loads(seen[0].content)["model"] == "bge-m3"


def test_a_busy_server_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote.time, "sleep", lambda seconds: None)
    replies = [httpx.Response(503), httpx.Response(429)]
    one = embedder(lambda request: replies.pop() if replies else answer(request))
    assert one.dimension == 3


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        (httpx.Response(401, json={"error": {"message": "no"}}), "401"),
        (httpx.Response(200, json={"vectors": []}), "OpenAI's form"),
        (httpx.Response(200, json={"data": []}), "0 vectors for 1"),
    ],
)
def test_a_server_that_cannot_be_used_is_named(reply: httpx.Response, sentence: str) -> None:
    with pytest.raises(EmbedderUnavailableError, match=sentence):
        embedder(lambda request: reply)


def test_a_server_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote.time, "sleep", lambda seconds: None)

    def handler(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    with pytest.raises(EmbedderUnavailableError, match="cannot be reached"):
        embedder(handler)


def test_a_url_needs_a_model() -> None:
    with pytest.raises(EmbedderUnavailableError, match="CHIPCITE_EMBEDDER_MODEL"):
        RemoteEmbedder("http://127.0.0.1:9/v1", "")
