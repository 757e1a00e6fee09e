"""A vector store that goes away, refusing or hanging: nobody waits twice, and it is used again when back."""

import time
from collections.abc import Callable, Iterator

import pytest

from retrieval.breaker import Breaker
from retrieval.errors import StoreUnavailableError
from retrieval.sparse import encode_passage, encode_query
from retrieval.types import Passage, Point
from retrieval.vector_store import StoreConfig, open_store
from tests.integration.retrieval.qdrant_double import QdrantDouble, qdrant_double

MakePassage = Callable[..., Passage]


@pytest.fixture
def server() -> Iterator[QdrantDouble]:
    with qdrant_double() as double:
        yield double


@pytest.mark.parametrize("outage", ["refuse", "hang"])
def test_an_outage_is_noticed_once_and_ends_by_itself(
    server: QdrantDouble, passage: MakePassage, monkeypatch: pytest.MonkeyPatch, outage: str
) -> None:
    monkeypatch.setattr("retrieval.breaker.REST_S", 0.2)
    store = open_store(StoreConfig(url=server.url, dimension=4, reading_s=1))
    words, names = encode_passage("the clock", ())
    kept = passage("the clock")
    store.upsert([Point(kept, words, names)])
    asked, _ = encode_query("clock")
    assert store.search_sparse(asked, ("version",), 5)
    getattr(server, outage)()
    with pytest.raises(StoreUnavailableError):
        store.search_sparse(asked, ("version",), 5)
    began = time.perf_counter()
    for _ in range(50):
        with pytest.raises(StoreUnavailableError):
            store.search_sparse(asked, ("version",), 5)
        with pytest.raises(StoreUnavailableError):
            store.get([kept.id])
    assert time.perf_counter() - began < 20  # a hundred calls that wait a second each
    server.come_back()
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            assert store.search_sparse(asked, ("version",), 5)
            break
        except StoreUnavailableError:
            time.sleep(0.05)
    else:
        pytest.fail("it never came back")
    assert store.ready() == "ok"
    store.close()


@pytest.mark.parametrize("outage", ["refuse", "hang"])
def test_a_store_that_is_away_at_the_start_is_used_when_it_comes(server: QdrantDouble, outage: str) -> None:
    getattr(server, outage)()
    store = open_store(StoreConfig(url=server.url, dimension=4, reading_s=1))
    asked, _ = encode_query("clock")
    with pytest.raises(StoreUnavailableError):
        store.search_sparse(asked, ("version",), 5)
    began = time.perf_counter()
    with pytest.raises(StoreUnavailableError):
        store.adopt_dense("embedder", 4)  # before a search by meaning: its reader waits no more than another
    assert time.perf_counter() - began < 0.9
    server.come_back()
    assert store.ready() == "ok"
    assert store.search_sparse(asked, ("version",), 5) == ()
    store.close()


def test_trials_have_a_thread_of_their_own() -> None:
    tried: list[float] = []

    def trial() -> None:
        tried.append(time.monotonic())
        time.sleep(1)

    breaker = Breaker("double", trial, rest_s=0)
    breaker.failed()
    began = time.perf_counter()
    assert not any(breaker.admits() for _ in range(100))
    assert time.perf_counter() - began < 0.9
    end = time.monotonic() + 10
    while not breaker.admits() and time.monotonic() < end:
        time.sleep(0.01)
    assert breaker.admits()
    assert len(tried) == 1
