"""Search: the question's scope, compiled to the versions that may answer, then retrieval among those.

Access, chip, revision and currency are settled here, in SQL, before the retriever sees the question.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.deadline import check, checked, left, within
from app.core.errors import DeadlineError, UnavailableError
from app.core.metrics import DEGRADED, SEARCH_SECONDS, measured
from app.core.threads import aside
from app.facts.asked_units import units_asked_for
from app.facts.cache import names_stated
from app.facts.questions import Asked
from app.library.catalogue import catalogue
from app.library.twins import each_content_once
from app.library.versions import VersionRow, allowed_versions, chip_names
from app.resources import Resources
from app.search.by_name import by_name, stated_passages
from app.search.exact import Exact, exact, led, places
from app.search.ranking import Naming, naming, prefer_covering, prefer_homes, prefer_language, prefer_mention
from app.search.recorded import recorded_hit, recorded_passage
from app.search.resolving import resolve
from app.search.revisions import asks_history
from app.search.schemas import SearchHit, SearchRequest, SearchResponse, SearchScope
from app.search.scope import (
    Scope,
    chip_scope,
)
from app.search.weights import weights_for
from retrieval.context import places_first
from retrieval.errors import RetrievalError
from retrieval.retriever import in_context
from retrieval.tokens import tokens
from retrieval.types import APART, Hit, Passage, Query, Retrieved

log = structlog.get_logger()

DENSE = "dense"
DEADLINE = "deadline"
PASSAGES = ("sparse", DENSE)
"""What is missing where the vector store is away: facts and names are in the tables."""
DOWN = "Passages cannot be searched at the moment, and no exact fact answers. Try again soon; see /readyz."
SPARE = 10
OF_THE_CHIP = frozenset({Asked.PIN, Asked.ORDERING, Asked.MEMORY})
"""Kinds of questions whose answer is a chip's own value, whatever core it has."""
FAQ = "faq"
"""The kind of documents in which a vendor answers about its chips: general, and as good as their manuals."""
UNKNOWN_SPARE = 40
"""Passages that name an unknown chip are few, and the retriever gives part numbers little weight."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gives to whoever composes an answer from it."""

    scope: Scope
    versions: tuple[VersionRow, ...]
    """The versions that were allowed to answer."""
    hits: tuple[Hit, ...]
    degraded: tuple[str, ...] = ()
    exact: Exact | None = None
    """What the facts say to the question; None where there was none to ask."""
    places: Mapping[str, Passage] = field(default_factory=dict)
    """The passages in which exact answers stand, by id."""
    revisions: tuple[str, ...] = ()
    """The revisions that there are; filled when the one asked for is not among them."""
    others: tuple[str, ...] = ()
    """Versions (ids) of the library that were left out because the question is not about them."""
    naming: Naming = field(default_factory=lambda: Naming({}, ()))
    """Which of the versions the conversation speaks of."""

    def documents_in(self, language: str) -> frozenset[str]:
        """The documents (ids) that speak a language."""
        return frozenset(row.document_id for row in self.versions if row.language == language)

    @property
    def down(self) -> bool:
        """Whether no passage could be searched: then nothing says that the manuals do not say it."""
        return set(PASSAGES) <= set(self.degraded)


async def search(resources: Resources, session: AsyncSession, request: SearchRequest) -> SearchResponse:
    """The passages that may answer, for the outside."""
    async with within(resources.settings.turn_seconds):
        return response_of(await find(resources, session, request, by_place=True))


def response_of(found: Found) -> SearchResponse:
    """What was found, as the API gives it."""
    return SearchResponse(
        hits=[search_hit(hit) for hit in found.hits],
        scope=scope_out(found.scope),
        degraded=list(found.degraded),
    )


@measured(SEARCH_SECONDS, "total")
async def find(
    resources: Resources,
    session: AsyncSession,
    request: SearchRequest,
    carried: str = "",
    spoken: Sequence[str] = (),
    by_place: bool = False,
    language: str = "",
) -> Found:
    """The passages that may answer, with how the question was understood; `by_place`, of each page the best
    before any other.

    `carried` is the revision and `spoken` are the chips that the conversation speaks of, where neither the
    request nor the question names any; `language` is that of the answer, else the question's.
    """
    names = await chip_names(session)
    await _turn_to(resources, session)
    scope = await aside(chip_scope, request.query, request.chip, names, spoken)
    scope = replace(scope, language=language or scope.language)
    # Its vector is made while the tables are read: mostly it is these words that are searched for.
    likely = in_context(scope.text, request.context)
    embedding = asyncio.create_task(asyncio.to_thread(resources.retriever.prepare, likely))
    try:
        scope, resolved, revisions = await resolve(session, request, scope, carried)
        versions = tuple(each_content_once(resolved))
        stated, late = await _stated(session, scope, versions, resources.settings.turn_seconds)
    finally:
        await embedding
    ids = places(stated) if stated else ()
    named = await _named(session, request, versions)
    retrieved = await _retrieve(resources, scope, versions, request, ids, named.names)
    rows = {version.id: version for version in versions}
    down = set(PASSAGES) <= set(retrieved.degraded)
    if down:
        passages = dict(stated_passages(stated, rows)) if stated else {}
        candidates = await by_name(session, stated.question, rows) if stated and not passages else ()
        if not passages and not candidates and versions:
            raise UnavailableError(DOWN)
    else:
        indexed = await _indexed(resources, ids)
        passages = {found: recorded_passage(passage, rows) for found, passage in indexed.items()}
        strangers = _silent(versions, scope, stated)
        candidates = tuple(
            recorded_hit(hit, rows) for hit in retrieved.hits if hit.passage.version_id not in strangers
        )
    candidates = prefer_homes(candidates, named.homes)
    preferred = _preferred(candidates, scope, versions)
    hits = led(preferred, stated, passages) if stated else preferred
    hits = places_first(hits) if by_place else hits
    degraded = (*_degraded(retrieved, versions), *late)
    for source in degraded:
        DEGRADED.labels(source).inc()
    others = await _others(session, resolved) if scope.chips or scope.documents else ()
    return Found(scope, versions, hits[: request.limit], degraded, stated, passages, revisions, others, named)


async def _turn_to(resources: Resources, session: AsyncSession) -> None:
    """Search where the library says: an index that was built anew takes over between two questions."""
    indexes = (await catalogue(session)).indexes
    if not resources.retriever.uses(indexes):
        try:
            await asyncio.to_thread(resources.retriever.use, indexes)
        except RetrievalError as error:  # then the one before answers, as long as it is there
            log.warning("index.unavailable", error=type(error).__name__)


async def _named(session: AsyncSession, request: SearchRequest, versions: Sequence[VersionRow]) -> Naming:
    stated = await names_stated(session, [row.id for row in versions])
    text = f"{request.query}\n{request.context}"
    return naming(text, versions, {one.version_id: one.canonical for one in stated})


async def _others(session: AsyncSession, versions: Sequence[VersionRow]) -> tuple[str, ...]:
    here = {row.document_id for row in versions}
    others = (row for row in await allowed_versions(session) if row.document_id not in here)
    return tuple(row.id for row in each_content_once(others))


async def _stated(
    session: AsyncSession, scope: Scope, versions: Sequence[VersionRow], seconds: float
) -> tuple[Exact | None, tuple[str, ...]]:
    """What the facts say, and what is missing where they took half of the time that there is: then passages
    still get the other half."""
    try:
        with checked(left(seconds) / 2):
            return await exact(session, scope, versions), ()
    except DeadlineError:
        check()
        return None, (DEADLINE,)


def _silent(versions: Sequence[VersionRow], scope: Scope, stated: Exact | None) -> frozenset[str]:
    """Versions that may not speak to a question about a chip's own value: a core's manual or a standard, as
    its figures are of something else. A vendor's answers about its chips may."""
    of_chip = stated is not None and stated.question.kind in OF_THE_CHIP
    if not scope.chips or not (of_chip or units_asked_for(scope.text, frozenset(tokens(scope.text)))):
        return frozenset()
    return frozenset(row.id for row in versions if row.general and row.kind != FAQ)


def _preferred(hits: Sequence[Hit], scope: Scope, versions: Sequence[VersionRow]) -> tuple[Hit, ...]:
    """Documents in the question's language first, and those that cover the chip."""
    ranked = prefer_language(hits, scope.language, _spoken(versions))
    if scope.chips:
        return prefer_covering(
            ranked, {row.document_id for row in versions if row.general and row.kind != FAQ}
        )
    return prefer_mention(ranked, scope.unknown_chips)


@measured(SEARCH_SECONDS, "passages")
async def _retrieve(
    resources: Resources,
    scope: Scope,
    versions: tuple[VersionRow, ...],
    request: SearchRequest,
    stated: Sequence[str],
    names: tuple[str, ...],
) -> Retrieved:
    """Candidates for a reader's few: some more, because translations change places afterwards."""
    spoken = _spoken(versions)
    query = Query(
        text=scope.text,
        versions=tuple(version.id for version in versions),
        foreign=tuple(row.id for row in versions if scope.language not in spoken[row.document_id]),
        context=request.context,
        limit=request.limit + (UNKNOWN_SPARE if scope.unknown_chips else SPARE),
        language=scope.language,
        weights=weights_for(scope.text),
        names=names,
        boosts=tuple((passage_id, 1 / place) for place, passage_id in enumerate(stated, 1)),
        without=("contents", "notice") if asks_history(scope.text) else APART,
    )
    try:
        return await asyncio.to_thread(resources.retriever.search, query)
    except RetrievalError:
        return Retrieved((), PASSAGES)


async def _indexed(resources: Resources, ids: Sequence[str]) -> Mapping[str, Passage]:
    """Passages that facts stand in; an answer can do without them."""
    try:
        return await asyncio.to_thread(resources.retriever.passages, ids) if ids else {}
    except RetrievalError:
        return {}


def _spoken(versions: Sequence[VersionRow]) -> dict[str, frozenset[str]]:
    """The languages that each document may answer in."""
    languages: dict[str, set[str]] = {}
    for version in versions:
        languages.setdefault(version.document_id, set()).add(version.language)
    return {document: frozenset(known) for document, known in languages.items()}


def search_hit(hit: Hit) -> SearchHit:
    """A hit as the API gives it."""
    passage = hit.passage
    x0, y0, x1, y1 = passage.box
    return SearchHit(
        document=passage.document,
        document_id=passage.document_id,
        version_id=passage.version_id,
        revision=passage.revision,
        page=passage.page,
        bbox=(x0, y0, x1, y1),
        section=passage.section,
        text=passage.text,
        score=hit.score,
        sources=list(hit.sources),
    )


def _degraded(retrieved: Retrieved, versions: tuple[VersionRow, ...]) -> tuple[str, ...]:
    """What the answer had to do without; a version whose dense vectors are not in yet counts."""
    waiting = (DENSE,) if not all(version.dense_done for version in versions) else ()
    return tuple(dict.fromkeys((*retrieved.degraded, *waiting)))


def scope_out(scope: Scope) -> SearchScope:
    """A scope as the API gives it."""
    return SearchScope(
        chips=list(scope.chips),
        unknown_chips=list(scope.unknown_chips),
        strays=list(scope.strays),
        revisions=list(scope.revisions),
        unknown_revision=scope.unknown_revision,
        documents=list(scope.documents),
        language=scope.language,
    )
