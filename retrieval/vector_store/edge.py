"""The Qdrant engine in this process. One process owns the folder; the write-ahead log is always on.

The engine holds the interpreter lock while it works, so nothing here optimises: without that a filtered
query over 100,000 passages takes a millisecond or so, and an optimisation would stall every thread.
"""

import shutil
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import qdrant_edge as edge

from retrieval.errors import StoreLockedError, StoreUnavailableError
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
_REMEMBERED = 8192
"""Passages: about two kilobytes each. A question reads a hundred, and the next one many of them again."""


class EdgeStore:
    """A `VectorStore` on one shard in one folder."""

    def __init__(self, folder: Path, dimension: int | None = None) -> None:
        self._folder = folder
        self._writing = threading.Lock()
        self._passages: OrderedDict[str, Passage] = OrderedDict()
        new = not (folder / "edge_config.json").exists() and not (folder / "segments").exists()
        self._shard: Any = _create(folder, dimension) if new else _load(folder)
        self._meta = Meta(dimension=dimension or 0)
        record = self._read_meta()
        if record is None and not self.count():
            # New, or its process was killed while it was being made.
            for key in INDEXED:
                self._shard.update(
                    edge.UpdateOperation.create_field_index(key, edge.PayloadSchemaType.Keyword)
                )
            self._write_meta(self._meta)
        else:
            self._meta = read_meta(record)

    @property
    def meta(self) -> Meta:
        return self._meta

    def adopt_dense(self, fingerprint: str, dimension: int) -> bool:
        """Whether this embedder's vectors belong here: yes for the first one, and for the same one again."""
        if self._meta.fingerprint:
            return self._meta.fingerprint == fingerprint
        if self._meta.dimension == dimension:
            self._write_meta(Meta(fingerprint=fingerprint, dimension=dimension))
        else:
            self.reset_dense(fingerprint, dimension)
        return True

    def reset_dense(self, fingerprint: str, dimension: int) -> None:
        """Drop every dense vector and take this embedder's from now on."""
        with self._use() as shard:
            if self._meta.dimension:
                shard.update(edge.UpdateOperation.delete_vector_name(dense_name(self._meta.dimension)))
            operation = edge.UpdateOperation.create_dense_vector
            shard.update(operation(dense_name(dimension), dimension, edge.Distance.Cosine))
        self._write_meta(Meta(fingerprint=fingerprint, dimension=dimension))

    def upsert(self, points: Sequence[Point]) -> None:
        for part in batches(len(points)):
            operation = edge.UpdateOperation.upsert_points([self._to_point(point) for point in points[part]])
            with self._use() as shard:
                shard.update(operation)
                for point in points[part]:
                    self._passages.pop(point.passage.id, None)

    def set_dense(self, ids: Sequence[str], vectors: Sequence[Sequence[float]]) -> None:
        """Vectors of passages that were removed meanwhile are dropped."""
        name = dense_name(self._meta.dimension)
        for part in batches(len(ids)):
            with self._use() as shard:
                there = {str(record.id) for record in shard.retrieve(list(ids[part]), False, False)}
                pairs = zip(ids[part], vectors[part], strict=True)
                changed = [
                    edge.PointVectors(identity, {name: floats(vector)})
                    for identity, vector in pairs
                    if identity in there
                ]
                if changed:
                    shard.update(edge.UpdateOperation.update_vectors(changed))

    def search_dense(self, vector: Sequence[float], versions: Sequence[str], limit: int) -> Ranking:
        if not self._meta.dimension:
            return ()
        return self._search(floats(vector), dense_name(self._meta.dimension), versions, limit)

    def search_sparse(self, vector: SparseVector, versions: Sequence[str], limit: int) -> Ranking:
        return self._search(_sparse(vector), WORDS, versions, limit) if vector.indices else ()

    def search_identifiers(self, vector: SparseVector, versions: Sequence[str], limit: int) -> Ranking:
        return self._search(_sparse(vector), IDENTIFIERS, versions, limit) if vector.indices else ()

    def get(self, ids: Sequence[str]) -> Mapping[str, Passage]:
        with self._use() as shard:
            missing = [one for one in ids if one not in self._passages]
            records = shard.retrieve(missing, True, False) if missing else []
            found = {str(record.id): to_passage(record.id, record.payload) for record in records}
            for one in ids:
                if passage := self._passages.pop(one, None):
                    found[one] = passage
            self._passages |= found  # those just asked for last
            while len(self._passages) > _REMEMBERED:
                self._passages.popitem(last=False)
        return found

    def remove_version(self, version_id: str) -> None:
        with self._use() as shard:
            shard.update(edge.UpdateOperation.delete_points_by_filter(_of_versions([version_id])))
            self._passages.clear()

    def without_dense(self, version_id: str) -> tuple[str, ...]:
        there: list[Any] = []
        if self._meta.dimension:
            there.append(edge.HasVectorCondition(dense_name(self._meta.dimension)))
        wanted = edge.Filter(must=[_version_condition([version_id])], must_not=there)
        return tuple(self._scroll(wanted))

    def count(self, version_id: str | None = None) -> int:
        everything = edge.Filter(must_not=[edge.HasIdCondition({META_ID})])
        chosen = everything if version_id is None else _of_versions([version_id])
        with self._use() as shard:
            return int(shard.count(edge.CountRequest(True, chosen)))

    def size_bytes(self) -> int | None:
        return sum(path.stat().st_size for path in self._folder.rglob("*") if path.is_file())

    def ready(self) -> str:
        return "ok" if self._shard is not None else "closed"

    def close(self) -> None:
        with self._writing:
            if self._shard is not None:
                self._shard.close()
                self._shard = None

    def discard(self) -> None:
        self.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    @contextmanager
    def _use(self) -> Iterator[Any]:
        """One call at a time: the engine holds the interpreter lock anyway, and `close` must not cut in."""
        with self._writing:
            if self._shard is None:
                raise StoreUnavailableError("The vector store is closed.")
            yield self._shard

    def _search(self, vector: Any, using: str, versions: Sequence[str], limit: int) -> Ranking:
        if not versions:
            return ()
        query = edge.Query.Nearest(vector, using=using)
        request = edge.QueryRequest(limit=limit, query=query, filter=_of_versions(versions))
        with self._use() as shard:
            return to_ranking(shard.query(request))

    def _scroll(self, wanted: Any) -> Iterator[str]:
        offset = None
        while True:
            request = edge.ScrollRequest(offset=offset, limit=_SCROLL, filter=wanted, with_payload=False)
            with self._use() as shard:
                records, offset = shard.scroll(request)
            yield from (str(record.id) for record in records)
            if offset is None:
                return

    def _to_point(self, point: Point) -> Any:
        vectors: dict[str, Any] = {WORDS: _sparse(point.sparse), IDENTIFIERS: _sparse(point.identifiers)}
        if point.dense is not None:
            vectors[dense_name(self._meta.dimension)] = floats(point.dense)
        return edge.Point(point.passage.id, vectors, to_payload(point.passage))

    def _read_meta(self) -> Mapping[str, Any] | None:
        with self._use() as shard:
            records = shard.retrieve([META_ID], True, False)
        return records[0].payload if records else None

    def _write_meta(self, meta: Meta) -> None:
        with self._use() as shard:
            shard.update(edge.UpdateOperation.upsert_points([edge.Point(META_ID, {}, meta_payload(meta))]))
        self._meta = meta


def _create(folder: Path, dimension: int | None) -> Any:
    folder.mkdir(parents=True, exist_ok=True)
    sparse = edge.EdgeSparseVectorParams(modifier=edge.Modifier.Idf)
    dense = edge.EdgeVectorParams(size=dimension, distance=edge.Distance.Cosine) if dimension else None
    config = edge.EdgeConfig(
        vectors={dense_name(dimension): dense} if dimension and dense else {},
        sparse_vectors={WORDS: sparse, IDENTIFIERS: sparse},
        wal_enabled=True,
    )
    return edge.EdgeShard.create(str(folder), config)


def _load(folder: Path) -> Any:
    try:
        return edge.EdgeShard.load(str(folder))
    except Exception as error:  # the engine raises nothing narrower
        if "WouldBlock" in str(error):
            raise StoreLockedError(
                f"The vectors in {folder} are in use by another process: the service that runs on this data "
                "folder. Talk to it over HTTP, or stop it first."
            ) from error
        raise StoreUnavailableError(f"The vectors in {folder} cannot be opened: {error}") from error


def _sparse(vector: SparseVector) -> Any:
    return edge.SparseVector(list(vector.indices), list(vector.values))


def _version_condition(versions: Sequence[str]) -> Any:
    return edge.FieldCondition("version_id", match=edge.MatchAny(list(versions)))


def _of_versions(versions: Sequence[str]) -> Any:
    return _filter_of(tuple(versions))


@lru_cache(maxsize=256)
def _filter_of(versions: tuple[str, ...]) -> Any:
    """A question searches several times in the same versions, which are passed on one by one."""
    return edge.Filter(must=[_version_condition(versions)])
