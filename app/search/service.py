"""Search: the question's scope, compiled to the versions that may answer, then retrieval among those.

Access, chip, revision and currency are settled here, in SQL, before the retriever sees the question.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import UnavailableError
from app.library.editions import each_once
from app.library.versions import VersionRow, allowed_versions, chip_names, superseded_versions
from app.resources import Resources
from app.search import repository
from app.search.chips import named_chips
from app.search.exact import Exact, exact, led, places
from app.search.ranking import prefer_covering, prefer_language, prefer_mention
from app.search.recorded import recorded_hit, recorded_passage
from app.search.revisions import speaks_of_revision
from app.search.schemas import SearchHit, SearchRequest, SearchResponse, SearchScope
from app.search.scope import (
    Scope,
    Titled,
    called,
    chip_scope,
    document_scope,
    names_file,
    revision_scope,
)
from app.search.weights import weights_for
from retrieval.errors import RetrievalError
from retrieval.types import Hit, Passage, Query, Retrieved

DENSE = "dense"
SPARE = 10
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


async def search(resources: Resources, session: AsyncSession, request: SearchRequest) -> SearchResponse:
    """The passages that may answer, for the outside."""
    found = await find(resources, session, request)
    return SearchResponse(
        hits=[search_hit(hit) for hit in found.hits],
        scope=scope_out(found.scope),
        degraded=list(found.degraded),
    )


async def find(
    resources: Resources, session: AsyncSession, request: SearchRequest, carried: str = ""
) -> Found:
    """The passages that may answer, with how the question was understood.

    `carried` is the revision that the conversation speaks of, where the request pins none.
    """
    scope = chip_scope(request.query, request.chip, await chip_names(session))
    # Its vector is made while the tables are read: mostly it is these words that are searched for.
    embedding = asyncio.create_task(asyncio.to_thread(resources.retriever.prepare, scope.text))
    try:
        scope, versions, revisions = await resolve(session, request, scope, carried)
        stated = await exact(session, scope, versions)
    finally:
        await embedding
    ids = places(stated)
    retrieved = await _retrieve(resources, scope, versions, request.limit, ids)
    indexed = await asyncio.to_thread(resources.retriever.passages, ids) if ids else {}
    rows = {version.id: version for version in versions}
    passages = {found: recorded_passage(passage, rows) for found, passage in indexed.items()}
    candidates = tuple(recorded_hit(hit, rows) for hit in retrieved.hits)
    hits = led(_preferred(candidates, scope, versions), stated, passages)
    degraded = _degraded(retrieved, versions)
    return Found(scope, versions, hits[: request.limit], degraded, stated, passages, revisions)


def _preferred(hits: Sequence[Hit], scope: Scope, versions: Sequence[VersionRow]) -> tuple[Hit, ...]:
    """Documents in the question's language first, and those that cover the chip."""
    ranked = prefer_language(hits, scope.language, _spoken(versions))
    if scope.chips:
        return prefer_covering(ranked, {row.document_id for row in versions if row.general})
    return prefer_mention(ranked, scope.unknown_chips)


async def named_chip(session: AsyncSession, text: str) -> str | None:
    """The first chip that a text names, known or not: what an earlier message leaves for a later one."""
    named = named_chips(text, await chip_names(session))
    return next(iter((*named.known, *named.unknown)), None)


async def resolve(
    session: AsyncSession, request: SearchRequest, scope: Scope, carried: str = ""
) -> tuple[Scope, tuple[VersionRow, ...], tuple[str, ...]]:
    """The whole scope of a question about these chips, the versions that may answer it, and which revisions
    there are instead."""
    titled = await repository.titled_documents(session)
    scope = document_scope(scope, request.query, request.documents, titled)
    current = await _versions(session, scope, request.chip)
    pinned = request.revision or carried or scope.documents
    if not (pinned or speaks_of_revision(scope.text) or _names_any_file(request.query, titled)):
        return revision_scope(scope, None, ()), current, ()
    revisions = await repository.revisions_of(session, {version.document_id for version in current})
    about = _about(current)
    general = all(version.general for version in about)
    older_rows = await superseded_versions(session, [version.id for version in about])
    superseded = [replace(version, general=general) for version in older_rows]
    older, newest = _revisions(superseded), _revisions(about)
    scope = revision_scope(scope, request.revision, revisions, older, newest, request.query)
    if scope.older:
        return scope, tuple(superseded), ()
    files = [row for row in superseded if not request.revision and names_file(request.query, row.file_name)]
    if files:
        return replace(scope, revisions=each_once(row.revision for row in files)), tuple(files), ()
    if scope.revisions:
        return scope, await _versions(session, scope, request.chip), ()
    if scope.unknown_revision or not carried or scope.latest:
        return scope, current, await _there(session, about) if scope.unknown_revision else ()
    if not (held := called(carried, revisions)):
        return replace(scope, unknown_revision=carried), current, await _there(session, about)
    return await _carried(session, replace(scope, revisions=held), current, request.chip)


def _names_any_file(question: str, titled: Iterable[Titled]) -> bool:
    return any(names_file(question, name) for document in titled for name in document.file_names)


def _revisions(versions: Sequence[VersionRow]) -> tuple[str, ...]:
    return each_once(version.revision for version in versions if version.revision)


async def _carried(
    session: AsyncSession, scope: Scope, current: tuple[VersionRow, ...], chip: str | None
) -> tuple[Scope, tuple[VersionRow, ...], tuple[str, ...]]:
    """The conversation's revision is that of one document: those that have no such one stay current."""
    versions = await _versions(session, scope, chip)
    held = {version.document_id for version in versions}
    return scope, (*versions, *(row for row in current if row.document_id not in held)), ()


async def _there(session: AsyncSession, about: Sequence[VersionRow]) -> tuple[str, ...]:
    """The revisions that there are of these documents."""
    return await repository.revisions_of(session, {version.document_id for version in about})


def _about(versions: Sequence[VersionRow]) -> Sequence[VersionRow]:
    """Those of documents that cover what was named; all, where none does."""
    return [version for version in versions if not version.general] or versions


async def _versions(session: AsyncSession, scope: Scope, pinned: str | None) -> tuple[VersionRow, ...]:
    """The versions of all chips and revisions of a scope. Of a chip that nothing covers only general
    documents speak; a document that covers one of several chips is general for none of them."""
    documents = scope.documents or None
    pins = (pinned,) if pinned else ()
    rows: dict[str, VersionRow] = {}
    for chip in scope.written or pins or scope.unknown_chips or (None,):
        for revision in scope.revisions or (None,):
            for row in await allowed_versions(session, chip, revision, documents):
                if row.id not in rows or rows[row.id].general:
                    rows[row.id] = row
    return tuple(rows.values())


async def _retrieve(
    resources: Resources, scope: Scope, versions: tuple[VersionRow, ...], limit: int, stated: Sequence[str]
) -> Retrieved:
    """Candidates for a reader's few: some more, because translations change places afterwards."""
    spoken = _spoken(versions)
    query = Query(
        text=scope.text,
        versions=tuple(version.id for version in versions),
        foreign=tuple(row.id for row in versions if scope.language not in spoken[row.document_id]),
        limit=limit + (UNKNOWN_SPARE if scope.unknown_chips else SPARE),
        language=scope.language,
        weights=weights_for(scope.text),
        boosts=tuple((passage_id, 1.0) for passage_id in stated),
    )
    try:
        return await asyncio.to_thread(resources.retriever.search, query)
    except RetrievalError as error:
        raise UnavailableError("Search is not available at the moment. See /readyz.") from error


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
