"""A Qdrant server by URL. Writes wait until they are durable; what fails for the moment is repeated.

Searches have a reader who waits: they have little time, are not repeated, and are refused at once while a
breaker knows that the server is away.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, ParamSpec, TypeVar

import httpx
from qdrant_client import QdrantClient, models
from qdrant_client.http.exceptions import ResponseHandlingException, UnexpectedResponse

from retrieval.breaker import Breaker
from retrieval.errors import StoreUnavailableError
from retrieval.protocols import Ranking
from retrieval.types import Passage, Point, SparseVector
from retrieval.vector_store.records import (
    IDENTIFIERS,
    INDEXED,
    META_ID,
    WORDS,
    Meta,
    batches,
    dense_name,
    floats,
    meta_payload,
    read_meta,
    to_passage,
    to_payload,
    to_ranking,
)

_SCROLL = 1000
_ATTEMPTS = 3
_PAUSE_S = 0.2
_AWAY = "The vector store does not answer."
_FAILURES = (ResponseHandlingException, UnexpectedResponse, httpx.TransportError)
P = ParamSpec("P")
T = TypeVar("T")


def connect(url: str, api_key: str, timeout_s: float) -> QdrantClient:
    """A client that has not spoken to the server yet."""
    return QdrantClient(
        url=url, api_key=api_key or None, timeout=max(1, round(timeout_s)), check_compatibility=False
    )


class ServerStore:
    """A `VectorStore` on one collection, created when it is first needed."""

    def __init__(
        self,
        client: QdrantClient,
        collection: str,
        dimension: int | None = None,
        reader: QdrantClient | None = None,
    ) -> None:
        """`reader` is a client with less patience, for searches."""
        self._client = client
        self._reader = reader or client
        self._collection = collection
        self._dimension = dimension
        self._known: Meta | None = None
        self._breaker = Breaker("vector store", self._reader.get_collections)

    @property
    def meta(self) -> Meta:
        """Of the collection, which is created here: a server that is down when we start may come later."""
        if self._known is None:
            if not self._call(self._client.collection_exists, self._collection):
                self._create()
            self._known = read_meta(self._read_meta())
        return self._known

    def adopt_dense(self, fingerprint: str, dimension: int) -> bool:
        """Whether this embedder's vectors belong here: yes for the first one, and for the same one again.

        Readers ask this too, before the first search by meaning.
        """
        known = self._there()
        if known.fingerprint:
            return known.fingerprint == fingerprint
        if known.dimension == dimension:
            self._write_meta(Meta(fingerprint=fingerprint, dimension=dimension))
        else:
            self.reset_dense(fingerprint, dimension)
        return True

    def reset_dense(self, fingerprint: str, dimension: int) -> None:
        """Drop every dense vector and take this embedder's from now on."""
        old = self.meta.dimension
        if old:
            everything = models.Filter(must_not=[models.HasIdCondition(has_id=[META_ID])])
            self._call(
                self._client.delete_vectors, self._collection, [dense_name(old)], everything, wait=True
            )
        if old != dimension:
            config = models.DenseVectorNameConfig(
                dense=models.DenseVectorConfig(size=dimension, distance=models.Distance.COSINE)
            )
            self._call(self._client.create_vector_name, self._collection, dense_name(dimension), config)
        self._write_meta(Meta(fingerprint=fingerprint, dimension=dimension))

    def upsert(self, points: Sequence[Point]) -> None:
        dense = dense_name(self.meta.dimension)
        for part in batches(len(points)):
            batch = [_to_point(point, dense) for point in points[part]]
            self._call(self._client.upsert, self._collection, batch, wait=True)

    def set_dense(self, ids: Sequence[str], vectors: Sequence[Sequence[float]]) -> None:
        """Vectors of passages that were removed meanwhile are dropped."""
        name = dense_name(self.meta.dimension)
        for part in batches(len(ids)):
            there = self._existing(ids[part])
            pairs = zip(ids[part], vectors[part], strict=True)
            changed = [
                models.PointVectors(id=identity, vector={name: floats(vector)})
                for identity, vector in pairs
                if identity in there
            ]
            if changed:
                self._call(self._client.update_vectors, self._collection, changed, wait=True)

    def search_dense(self, vector: Sequence[float], versions: Sequence[str], limit: int) -> Ranking:
        dimension = self._there().dimension
        return self._search(floats(vector), dense_name(dimension), versions, limit) if dimension else ()

    def search_sparse(self, vector: SparseVector, versions: Sequence[str], limit: int) -> Ranking:
        return self._search(_sparse(vector), WORDS, versions, limit) if vector.indices else ()

    def search_identifiers(self, vector: SparseVector, versions: Sequence[str], limit: int) -> Ranking:
        return self._search(_sparse(vector), IDENTIFIERS, versions, limit) if vector.indices else ()

    def get(self, ids: Sequence[str]) -> Mapping[str, Passage]:
        if not ids:
            return {}
        self._there()
        records = self._read(self._reader.retrieve, self._collection, list(ids), with_payload=True)
        return {str(record.id): to_passage(record.id, record.payload or {}) for record in records}

    def remove_version(self, version_id: str) -> None:
        if self.meta:
            selector = models.FilterSelector(filter=_of_versions([version_id]))
            self._call(self._client.delete, self._collection, selector, wait=True)

    def without_dense(self, version_id: str) -> tuple[str, ...]:
        dimension = self.meta.dimension
        there = [models.HasVectorCondition(has_vector=dense_name(dimension))] if dimension else []
        wanted = models.Filter(must=_version_conditions([version_id]), must_not=list(there))
        return tuple(self._scroll(wanted))

    def count(self, version_id: str | None = None) -> int:
        everything = models.Filter(must_not=[models.HasIdCondition(has_id=[META_ID])])
        chosen = everything if version_id is None else _of_versions([version_id])
        if not self.meta:
            return 0
        return self._call(self._client.count, self._collection, chosen, exact=True).count

    def size_bytes(self) -> int | None:
        """Only the server's own disk knows."""
        return None

    def ready(self) -> str:
        try:
            self._reader.get_collections()
        except _FAILURES as error:
            self._breaker.failed()
            return f"does not answer: {error}"
        self._breaker.succeeded()
        return "ok"

    def close(self) -> None:
        self._reader.close()
        self._client.close()

    def discard(self) -> None:
        self._call(self._client.delete_collection, self._collection)
        self.close()

    def _create(self) -> None:
        """The same vectors as in process; two processes that start at once create one collection."""
        dimension = self._dimension
        idf = models.SparseVectorParams(modifier=models.Modifier.IDF)
        dense = models.VectorParams(size=dimension or 1, distance=models.Distance.COSINE)
        try:
            self._call(
                self._client.create_collection,
                self._collection,
                vectors_config={dense_name(dimension): dense} if dimension else {},
                sparse_vectors_config={WORDS: idf, IDENTIFIERS: idf},
            )
        except StoreUnavailableError:
            if not self._call(self._client.collection_exists, self._collection):
                raise
        for key in INDEXED:
            schema = models.PayloadSchemaType.KEYWORD
            self._call(self._client.create_payload_index, self._collection, key, schema)
        self._write_meta(Meta(dimension=dimension or 0))

    def _search(self, vector: Any, using: str, versions: Sequence[str], limit: int) -> Ranking:
        if not versions:
            return ()
        self._there()
        wanted = _of_versions(versions)
        answer = self._read(
            self._reader.query_points,
            self._collection,
            vector,
            using=using,
            query_filter=wanted,
            limit=limit,
            with_payload=False,
        )
        return to_ranking(answer.points)

    def _existing(self, ids: Sequence[str]) -> set[str]:
        records = self._call(self._client.retrieve, self._collection, list(ids), with_payload=False)
        return {str(record.id) for record in records}

    def _scroll(self, wanted: models.Filter) -> Iterator[str]:
        offset: Any = None
        while True:
            records, offset = self._call(
                self._client.scroll, self._collection, wanted, _SCROLL, offset=offset, with_payload=False
            )
            yield from (str(record.id) for record in records)
            if offset is None:
                return

    def _read_meta(self) -> Mapping[str, Any] | None:
        records = self._call(self._client.retrieve, self._collection, [META_ID], with_payload=True)
        return records[0].payload if records else None

    def _write_meta(self, meta: Meta) -> None:
        point = models.PointStruct(id=META_ID, vector={}, payload=meta_payload(meta))
        self._call(self._client.upsert, self._collection, [point], wait=True)
        self._known = meta

    def _there(self) -> Meta:
        """`meta`, for a reader who waits: it is not made while the server is away."""
        if self._known is None and not self._breaker.admits():
            raise StoreUnavailableError(_AWAY)
        if self._known is None:
            self._read(self._reader.collection_exists, self._collection)
        return self.meta

    def _read(self, action: Callable[P, T], *arguments: P.args, **options: P.kwargs) -> T:
        """One try, and none where the server was away a moment ago."""
        if not self._breaker.admits():
            raise StoreUnavailableError(_AWAY)
        try:
            answer = action(*arguments, **options)
        except _FAILURES as error:
            if _may_recover(error):
                self._breaker.failed()
            raise StoreUnavailableError(f"{_AWAY[:-1]}: {error}") from error
        self._breaker.succeeded()
        return answer

    def _call(self, action: Callable[P, T], *arguments: P.args, **options: P.kwargs) -> T:
        """Every call is safe to repeat: writes carry ids."""
        for attempt in range(_ATTEMPTS):
            try:
                return action(*arguments, **options)
            except _FAILURES as error:
                if attempt == _ATTEMPTS - 1 or not _may_recover(error):
                    raise StoreUnavailableError(f"{_AWAY[:-1]}: {error}") from error
            time.sleep(_PAUSE_S * 2**attempt)
        raise StoreUnavailableError(_AWAY)


def _may_recover(error: Exception) -> bool:
    """A refused request stays refused; a server that is busy or restarting comes back."""
    if isinstance(error, UnexpectedResponse):
        return error.status_code is None or error.status_code >= 500 or error.status_code == 429
    return True


def _to_point(point: Point, dense: str) -> models.PointStruct:
    vectors: dict[str, Any] = {WORDS: _sparse(point.sparse), IDENTIFIERS: _sparse(point.identifiers)}
    if point.dense is not None:
        vectors[dense] = floats(point.dense)
    return models.PointStruct(id=point.passage.id, vector=vectors, payload=to_payload(point.passage))


def _sparse(vector: SparseVector) -> models.SparseVector:
    return models.SparseVector(indices=list(vector.indices), values=list(vector.values))


def _version_conditions(versions: Sequence[str]) -> list[Any]:
    return [models.FieldCondition(key="version_id", match=models.MatchAny(any=list(versions)))]


def _of_versions(versions: Sequence[str]) -> models.Filter:
    return models.Filter(must=_version_conditions(versions))
