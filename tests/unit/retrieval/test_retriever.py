"""The retriever over doubles: filters, degradation, and who may speak for the dense vectors."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest

from retrieval.embedders import NONE, EmbedderConfig
from retrieval.embedders.lazy import LazyEmbedder
from retrieval.errors import EmbedderUnavailableError, StoreMismatchError, StoreUnavailableError
from retrieval.index import Index, Place, needed_bytes
from retrieval.protocols import Embedder, Matrix, Ranking
from retrieval.retriever import DENSE_CANDIDATES, Retriever
from retrieval.types import Passage, Point, Query, SparseVector

MakePassage = Callable[..., Passage]


class FakeEmbedder:
    dimension = 2
    fingerprint = "fake"

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        return np.ones((len(texts), 2), np.float32)

    def embed_query(self, text: str) -> Matrix:
        return np.ones(2, np.float32)


class FakeStore:
    """Answers with what a test lays into it, and remembers what it was asked."""

    def __init__(self, passages: Sequence[Passage] = ()) -> None:
        self.kept = {passage.id: passage for passage in passages}
        self.found: dict[str, list[str]] = {"dense": [], "sparse": [], "identifier": []}
        self.failing: set[str] = set()
        self.fingerprint = ""
        self.dense: dict[str, Sequence[float]] = {}
        self.closed = False
        self.size: int | None = None

    def _answer(self, source: str) -> Ranking:
        if source in self.failing:
            raise StoreUnavailableError(f"{source} is down")
        return tuple((found, 1.0) for found in self.found[source])

    def search_dense(self, vector: Sequence[float], versions: Sequence[str], limit: int) -> Ranking:
        """As a store does, only among these versions."""
        found = (one for one in self._answer("dense") if self.kept[one[0]].version_id in versions)
        return tuple(found)[:limit]

    def search_sparse(self, vector: SparseVector, versions: Sequence[str], limit: int) -> Ranking:
        return self._answer("sparse")

    def search_identifiers(self, vector: SparseVector, versions: Sequence[str], limit: int) -> Ranking:
        return self._answer("identifier")

    def adopt_dense(self, fingerprint: str, dimension: int) -> bool:
        self.fingerprint = self.fingerprint or fingerprint
        return self.fingerprint == fingerprint

    def reset_dense(self, fingerprint: str, dimension: int) -> None:
        self.fingerprint, self.dense = fingerprint, {}

    def upsert(self, points: Sequence[Point]) -> None:
        self.kept |= {point.passage.id: point.passage for point in points}

    def set_dense(self, ids: Sequence[str], vectors: Sequence[Sequence[float]]) -> None:
        self.dense |= dict(zip(ids, vectors, strict=True))

    def get(self, ids: Sequence[str]) -> Mapping[str, Passage]:
        return {found: self.kept[found] for found in ids if found in self.kept}

    def remove_version(self, version_id: str) -> None:
        self.kept = {key: kept for key, kept in self.kept.items() if kept.version_id != version_id}

    def without_dense(self, version_id: str) -> tuple[str, ...]:
        return tuple(key for key in self.kept if key not in self.dense)

    def count(self, version_id: str | None = None) -> int:
        return len(self.kept)

    def size_bytes(self) -> int | None:
        return self.size

    def ready(self) -> str:
        return "ok"

    def close(self) -> None:
        self.closed = True

    def discard(self) -> None:
        self.closed = True


def make(store: FakeStore, load: Callable[[], Embedder] = FakeEmbedder, name: str = "fake") -> Retriever:
    embedder = LazyEmbedder(load)
    retriever = Retriever(Index(store, embedder, EmbedderConfig(name)))
    retriever.start()
    if load is FakeEmbedder and name != NONE:
        embedder.wait(10)
    return retriever


def failing() -> Embedder:
    raise EmbedderUnavailableError("no weights")


def ask(text: str = "clock", limit: int = 5, **options: tuple[tuple[str, float], ...]) -> Query:
    return Query(text, ("version",), limit, **options)


def test_every_source_is_heard_and_named(passage: MakePassage) -> None:
    one, two = passage("clock"), passage("timer", page=2)
    store = FakeStore((one, two))
    store.found |= {"sparse": [one.id], "dense": [one.id, two.id]}
    hits = make(store).search(ask()).hits
    assert [hit.passage for hit in hits] == [one, two]
    assert hits[0].sources == ("sparse", "dense")


def test_no_versions_mean_no_answer(passage: MakePassage) -> None:
    store = FakeStore((passage("clock"),))
    store.found["sparse"] = list(store.kept)
    assert make(store).search(Query("clock", ())).hits == ()
    assert make(store).search(Query("  ", ("version",))).hits == ()


def test_a_passage_of_another_version_is_never_shown(passage: MakePassage) -> None:
    """Even where someone names its id from outside, as facts do."""
    secret = passage("clock", version_id="secret")
    store = FakeStore((secret,))
    store.found["sparse"] = [secret.id]
    assert make(store).search(ask(boosts=((secret.id, 1.0),))).hits == ()


def test_a_boost_brings_its_passage_in(passage: MakePassage) -> None:
    fact = passage("12 | CC4E")
    hits = make(FakeStore((fact,))).search(ask(boosts=((fact.id, 1.0),))).hits
    assert [hit.sources for hit in hits] == [("facts",)]


def test_a_weight_of_zero_silences_a_source(passage: MakePassage) -> None:
    one = passage("clock")
    store = FakeStore((one,))
    store.found["dense"] = [one.id]
    assert make(store).search(ask(weights=(("dense", 0.0),))).hits == ()


@pytest.mark.parametrize("load", [failing])
def test_without_an_embedder_the_rest_answers(passage: MakePassage, load: Callable[[], Embedder]) -> None:
    one = passage("clock")
    store = FakeStore((one,))
    store.found["sparse"] = [one.id]
    retriever = make(store, load)
    found = retriever.search(ask())
    assert [hit.passage for hit in found.hits] == [one]
    assert found.degraded == ("dense",)


def test_switched_off_is_not_degraded(passage: MakePassage) -> None:
    one = passage("clock")
    store = FakeStore((one,))
    store.found["sparse"] = [one.id]
    retriever = make(store, failing, NONE)
    assert retriever.search(ask()).degraded == ()
    assert retriever.ready()["embedder"] == "switched off"


def test_a_prepared_query_is_embedded_once(passage: MakePassage) -> None:
    texts: list[str] = []

    class Counting(FakeEmbedder):
        def embed_query(self, text: str) -> Matrix:
            texts.append(text)
            return super().embed_query(text)

    retriever = make(FakeStore((passage("clock"),)), Counting)
    retriever.embedder.wait(10)
    retriever.prepare("clock")
    retriever.search(ask("clock"))
    assert texts == ["clock"]


def test_what_cannot_be_prepared_is_searched_without(passage: MakePassage) -> None:
    one = passage("clock")
    store = FakeStore((one,))
    store.found["sparse"] = [one.id]
    retriever = make(store, failing)
    retriever.prepare("clock")
    assert retriever.search(ask()).degraded == ("dense",)


def test_a_store_that_is_down_is_an_error_and_recovers(passage: MakePassage) -> None:
    one = passage("clock")
    store = FakeStore((one,))
    store.found["sparse"] = [one.id]
    retriever = make(store)
    store.failing = {"dense", "sparse", "identifier"}
    with pytest.raises(StoreUnavailableError, match="sparse is down"):
        retriever.search(ask())
    store.failing = {"dense"}
    assert retriever.search(ask()).degraded == ("dense",)
    store.failing = set()
    assert retriever.search(ask()).degraded == ()


def test_vectors_of_another_embedder_are_refused(passage: MakePassage) -> None:
    one = passage("clock")
    store = FakeStore((one,))
    store.fingerprint = "another"
    store.found["sparse"] = [one.id]
    retriever = make(store)
    assert retriever.search(ask()).degraded == ("dense",)
    with pytest.raises(StoreMismatchError, match="anew"):
        retriever.index_at(Place()).set_dense([one.id], [[1.0, 0.0]])


def beside(stores: dict[int, FakeStore]) -> Retriever:
    """A retriever on the first of several indexes, which opens the others."""

    def opened(number: int) -> Index:
        return Index(stores[number], LazyEmbedder(FakeEmbedder), EmbedderConfig("fake"), number)

    return Retriever(opened(1), open_index=lambda place: opened(place.number))


def test_another_index_takes_over_and_the_old_one_stays_open_for_a_while(
    passage: MakePassage, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = passage("clock"), passage("clock, cut anew")
    stores = {1: FakeStore((old,)), 2: FakeStore((new,))}
    for store in stores.values():
        store.found["sparse"] = list(store.kept)
    retriever = beside(stores)
    first, second = Place(1), Place(2)
    assert retriever.uses([first])
    assert not retriever.uses([first, second])
    retriever.use([first, second])
    assert [hit.passage for hit in retriever.search(ask()).hits] == [old]
    assert not retriever.uses([second])
    retriever.use([second])
    assert retriever.uses([second])
    assert [hit.passage for hit in retriever.search(ask()).hits] == [new]
    assert set(retriever.passages([old.id, new.id])) == {old.id, new.id}
    retriever.use([first])  # who looked before the change
    assert retriever.number == 2
    monkeypatch.setattr("retrieval.retriever.GRACE_S", 0.0)
    assert not retriever.uses([second])
    retriever.use([second])
    assert stores[1].closed
    assert set(retriever.passages([old.id, new.id])) == {new.id}


def test_a_version_is_forgotten_in_every_index_and_only_another_one_is_discarded(
    passage: MakePassage,
) -> None:
    stores = {number: FakeStore((passage("clock"),)) for number in (1, 2)}
    retriever = beside(stores)
    retriever.index_at(Place(2))
    retriever.remove("version")
    assert [store.kept for store in stores.values()] == [{}, {}]
    with pytest.raises(ValueError, match="answers"):
        retriever.discard(Place(1))
    retriever.discard(Place(2))
    assert (stores[1].closed, stores[2].closed) == (False, True)


def test_the_room_for_another_index(passage: MakePassage) -> None:
    store = FakeStore((passage("clock"), passage("timer", page=2)))
    assert needed_bytes(store, 100) == 0
    store.size = 1000
    assert needed_bytes(store, 0) == 1250
    assert needed_bytes(store, 100) == 1250 + 2 * 100 * 4 * 1.25


def test_by_meaning_each_language_has_places_of_its_own(passage: MakePassage) -> None:
    near = [
        passage(f"near {number}", version_id="spoken", page=number) for number in range(DENSE_CANDIDATES + 5)
    ]
    far = passage("says it in another language", version_id="foreign")
    store = FakeStore((*near, far))
    store.found["dense"] = [one.id for one in (*near, far)]
    both = Query("clock", ("spoken", "foreign"), 60, weights=(("sparse", 0.0),))
    retriever = make(store)
    assert far not in [hit.passage for hit in retriever.search(both).hits]
    apart = retriever.search(replace(both, foreign=("foreign",)))
    assert far in [hit.passage for hit in apart.hits]
    assert len(apart.hits) == DENSE_CANDIDATES + 1


def test_a_row_shares_the_dense_place_of_its_table(passage: MakePassage) -> None:
    """Rows have no dense vectors: without this, whatever has one would always come before them."""
    table = passage("Characteristics of the supply", section="Supply", kind="table")
    row = passage("Supply voltage: 3 V", section="Supply", kind="row", page=2)
    elsewhere = passage("Supply voltage: 3 V", section="Other", kind="row", page=3)
    store = FakeStore((table, row, elsewhere))
    store.found |= {"sparse": [elsewhere.id, row.id], "dense": [table.id]}
    hits = make(store).search(ask("supply voltage")).hits
    assert hits[0].passage == row


def test_the_limit_holds_and_pages_take_turns(passage: MakePassage) -> None:
    kept = [passage(f"clock {number}", page=number // 3) for number in range(9)]
    store = FakeStore(kept)
    store.found["sparse"] = [one.id for one in kept]
    hits = make(store).search(ask(limit=3)).hits
    assert len(hits) == 3
    assert len({hit.passage.page for hit in hits}) > 1


def test_closing_closes_the_store() -> None:
    store = FakeStore()
    retriever = make(store)
    assert retriever.ready() == {"vectors": "ok", "embedder": "ok"}
    retriever.close()
    assert store.closed
