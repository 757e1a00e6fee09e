"""Query in, ranked passages out: candidates from every source, fused, reranked, spread over pages.

Thread safe. A source that fails is left out and named in the answer, and is asked again next time.
"""

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import zip_longest

import structlog

from retrieval import expansion, rerank
from retrieval.context import spread
from retrieval.cross_encoder.scorer import LazyCrossEncoder
from retrieval.embedders import EmbedderConfig
from retrieval.embedders.lazy import LazyEmbedder
from retrieval.errors import RetrievalError, StoreUnavailableError
from retrieval.fusion import RRF_K, fuse
from retrieval.identifiers import canonical
from retrieval.index import Index, Place
from retrieval.protocols import Ranking, VectorStore
from retrieval.sparse import asked_names, encode_query, leaning, one_word
from retrieval.types import Hit, Passage, Point, Query, Retrieved

CANDIDATES = 60
"""Taken from the lexical sources: deep enough for reranking, and a fraction of a millisecond each."""
DENSE_CANDIDATES = 40
"""Taken by meaning: whole sections and tables, of which fewer are needed than of rows."""
RERANKED = 100
"""Of the fused candidates; looking at a passage for the first time takes a sixth of a millisecond."""
_NAMED = {"identifier": 1.5, "sparse": 1.0, "dense": 0.4, "facts": 1.5, "graph": 1.0}
_UNNAMED = {"identifier": 0.8, "sparse": 1.0, "dense": 1.5, "facts": 1.5, "graph": 1.0}
"""Weights in fusion for questions that name a register or the like, and for those that describe."""

GRACE_S = 60.0
"""How long an index that was replaced stays open: questions that began with it end before."""

log = structlog.get_logger()


class Retriever:
    """The library's front: it owns the index that answers, and those beside it."""

    def __init__(
        self,
        index: Index,
        cross_encoder: LazyCrossEncoder | None = None,
        open_index: Callable[[Place], Index] | None = None,
    ) -> None:
        """`open_index` opens another index, for a retriever whose index is built anew."""
        self.cross_encoder = cross_encoder
        self._index = index
        self._open = {index.number: index}
        self._open_index = open_index
        self._replaced_at = 0.0
        self._opening = threading.Lock()
        self._problems: dict[str, str] = {}

    @property
    def number(self) -> int:
        """Of the index that answers."""
        return self._index.number

    @property
    def store(self) -> VectorStore:
        return self._index.store

    @property
    def embedder(self) -> LazyEmbedder:
        return self._index.embedder

    @property
    def embedding(self) -> EmbedderConfig:
        """Makes the same embedder in another process."""
        return self._index.embedding

    def start(self) -> None:
        """Begin to load the models; searches answer without them until they are there."""
        self._index.start()
        if self.cross_encoder:
            self.cross_encoder.start()

    def index_at(self, place: Place) -> Index:
        """The index at a place, opened beside the one that answers; its embedder begins to load."""
        index = self._opened(place)
        index.start()
        return index

    def uses(self, places: Sequence[Place]) -> bool:
        """Whether `use` has nothing to do."""
        ready = all(place.number in self._open or place.number < self.number for place in places)
        return ready and places[0].number <= self.number and not self._replaced()

    def use(self, places: Sequence[Place]) -> None:
        """Answer from the first place, and have the others ready. An older index is never gone back to, so
        that who looked before it was replaced does no harm; what was replaced is closed after a while."""
        indexes = [self.index_at(place) for place in places if place.number >= self.number]
        if indexes and places[0].number > self.number:
            self._index, self._replaced_at = indexes[0], time.monotonic()
        for number in self._replaced():
            self._open.pop(number).close()

    def discard(self, place: Place) -> None:
        """Remove an index that does not answer, with all that it holds."""
        if place.number == self.number:
            raise ValueError("the index that answers")
        index = self._opened(place)
        self._open.pop(place.number, None)
        index.discard()

    def prepare(self, text: str) -> None:
        """Make the vector of a query that will be searched for soon, if that can be done now."""
        index = self._index
        if index.embeds:
            with suppress(RetrievalError):
                index.embedder.embed_query(text)

    def search(self, query: Query) -> Retrieved:
        """The best passages of the versions that may answer."""
        if not query.versions or not query.text.strip():
            return Retrieved(())
        translated = expansion.expand(query.text)
        earlier = leaning(query.text, query.context)
        index = self._index  # one for the whole search, whatever replaces it meanwhile
        rankings, degraded = self._candidates(index, query, translated, earlier)
        weights = _weights(query)
        chosen = fuse(rankings, weights, most=RERANKED)
        passages = index.store.get([one.id for one in chosen])
        allowed = frozenset(query.versions)
        sources = {one.id: one.sources for one in chosen}
        shared = _shared_dense(rankings.get("dense", ()), passages, weights.get("dense", 1.0))
        found = [
            (passage, one.score + (0.0 if "dense" in one.sources else shared.get(_place(passage), 0.0)))
            for one in chosen
            if (passage := passages.get(one.id)) and passage.version_id in allowed
            if passage.kind not in query.without
        ]
        # Ids are made at upload: equal scores go by place, so that the same manuals give the same answers.
        found.sort(key=lambda pair: (-pair[1], _whereabouts(pair[0])))
        ranked = rerank.rerank(query.text, found, [term for term, _ in translated], earlier)
        likeness = _likeness(rankings.get("dense", ()), passages)
        hits = tuple(
            Hit(passage, score, sources[passage.id], likeness.get(_place(passage), 0.0))
            for passage, score in ranked
        )
        return Retrieved(spread(hits)[: query.limit], degraded)

    def elsewhere(self, words: Iterable[str], here: Sequence[str], others: Sequence[str]) -> frozenset[str]:
        """Those of the words (as `tokens` cuts them) that no passage of some versions holds and others do."""
        with suppress(RetrievalError):
            return frozenset(one for one in words if not self.holds(one, here) and self.holds(one, others))
        return frozenset()

    def holds(self, word: str, versions: Sequence[str]) -> bool:
        """Whether a passage of some versions holds a word, as `tokens` cuts it."""
        return bool(self.store.search_sparse(one_word(word), versions, 1))

    def answering(self, question: str, context: str, texts: Sequence[str]) -> tuple[float, ...]:
        """How well each text answers a question after what was said before it, by the cross-encoder: the
        higher, the likelier. None at all while it is not there."""
        if self.cross_encoder is None:
            return ()
        with suppress(RetrievalError):
            encoder = self.cross_encoder.wait(timeout=0)
            return tuple(map(float, encoder.scores(question, context, texts)))
        return ()

    def index(self, points: Sequence[Point]) -> None:
        """Add or replace passages with their sparse vectors."""
        self.store.upsert(points)

    def passages(self, ids: Sequence[str]) -> Mapping[str, Passage]:
        """Indexed passages by id; what is not there is left out. A question that began before the index was
        replaced names passages of the old one."""
        found = dict(self.store.get(ids))
        for index in self._others():
            if missing := [one for one in ids if one not in found]:
                found |= index.store.get(missing)
        return found

    def remove(self, version_id: str) -> None:
        """Forget a version, in the indexes beside the one that answers too."""
        for index in (self._index, *self._others()):
            index.store.remove_version(version_id)

    def ready(self) -> dict[str, str]:
        """Each part's state: `ok`, or what is wrong with it."""
        index = self._index
        embedder = index.embedder.status() if index.embeds else "switched off"
        return {"vectors": index.store.ready(), "embedder": embedder}

    def close(self) -> None:
        """Let go of the models, and of the stores' folders or connections."""
        if self.cross_encoder:
            self.cross_encoder.close()
        for index in self._open.values():
            index.close()

    def _others(self) -> list[Index]:
        return [index for number, index in tuple(self._open.items()) if number != self._index.number]

    def _opened(self, place: Place) -> Index:
        with self._opening:
            known = self._open.get(place.number)
            if known is None:
                if self._open_index is None:
                    raise StoreUnavailableError("Only one index can be opened here.")
                known = self._open[place.number] = self._open_index(place)
        return known

    def _replaced(self) -> list[int]:
        """Indexes that answered before, once nobody reads them any more."""
        if time.monotonic() - self._replaced_at < GRACE_S:
            return []
        return [number for number in tuple(self._open) if number < self.number]

    def _candidates(
        self,
        index: Index,
        query: Query,
        translated: Sequence[tuple[str, float]],
        earlier: Mapping[str, float],
    ) -> tuple[dict[str, Ranking], tuple[str, ...]]:
        words, names = encode_query(query.text, translated, earlier, query.names)
        sources: dict[str, Callable[[], Ranking]] = {
            "identifier": lambda: index.store.search_identifiers(names, query.versions, CANDIDATES),
            "sparse": lambda: index.store.search_sparse(words, query.versions, CANDIDATES),
        }
        if index.embeds:
            sources["dense"] = lambda: _dense(index, query)
        rankings: dict[str, Ranking] = {"facts": query.boosts}
        problems: dict[str, str] = {}
        for source, find in sources.items():
            try:
                rankings[source] = find()
            except RetrievalError as error:
                problems[source] = str(error)
        self._tell(problems)
        if len(problems) == len(sources):
            raise StoreUnavailableError(problems["sparse"])
        return rankings, tuple(problems)

    def _tell(self, problems: dict[str, str]) -> None:
        """Log a change of what is available, not every question that meets it."""
        if problems.keys() != self._problems.keys():
            log.warning("retrieval.sources", unavailable=problems)
            self._problems = problems


def _dense(index: Index, query: Query) -> Ranking:
    foreign = frozenset(query.foreign)
    spoken = [version for version in query.versions if version not in foreign]
    # Texts of one language lie nearer together than those that say the same in two: among Chinese manuals
    # no English answer to a Chinese question would be seen. So each language has candidates of its own.
    groups = [versions for versions in (spoken, query.foreign) if versions]
    found = index.search_dense(in_context(query.text, query.context), groups, DENSE_CANDIDATES)
    return tuple(one for rank in zip_longest(*found) for one in rank if one is not None)


def in_context(text: str, context: str) -> str:
    """A question behind what was said before it, as one text to embed."""
    return f"{context}\n{text}" if context else text


def _whereabouts(passage: Passage) -> tuple[object, ...]:
    return passage.document, passage.revision, passage.page, passage.box, passage.text


def _place(passage: Passage) -> tuple[str, str]:
    return passage.version_id, passage.section


def _shared_dense(
    ranking: Ranking, passages: Mapping[str, Passage], weight: float
) -> dict[tuple[str, str], float]:
    """What a row, which has no dense vector, inherits from the table or section that it stands in."""
    shares: dict[tuple[str, str], float] = {}
    for rank, (found, _) in enumerate(ranking, 1):
        if found in passages:
            shares.setdefault(_place(passages[found]), weight / (RRF_K + rank))
    return shares


def _likeness(ranking: Ranking, passages: Mapping[str, Passage]) -> dict[tuple[str, str], float]:
    """The best likeness by meaning of each table or section."""
    found: dict[tuple[str, str], float] = {}
    for one, likeness in ranking:
        if one in passages:
            place = _place(passages[one])
            found[place] = max(likeness, found.get(place, 0.0))
    return found


def _weights(query: Query) -> dict[str, float]:
    """By what the question is like; what the query itself says wins."""
    named = any("_" in canonical(name) for name in asked_names(query.text))
    return (_NAMED if named else _UNNAMED) | dict(query.weights)
