"""The whole scope of a question: its documents, its revision, and the versions that may answer it.

`service` searches among those. Access, chip, revision and currency are settled here, before the retriever
sees the question.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.metrics import SEARCH_SECONDS, measured
from app.core.threads import aside
from app.library.editions import each_once, revision_key
from app.library.versions import VersionRow, allowed_versions, superseded_versions
from app.search import repository
from app.search.revisions import named_revision, speaks_of_revision
from app.search.schemas import SearchRequest
from app.search.scope import Scope, Titled, called, document_scope, names_file, perhaps_named, revision_scope


@measured(SEARCH_SECONDS, "scope")
async def resolve(
    session: AsyncSession, request: SearchRequest, scope: Scope, carried: str = ""
) -> tuple[Scope, tuple[VersionRow, ...], tuple[str, ...]]:
    """The whole scope of a question about these chips, the versions that may answer it, and which revisions
    there are instead."""
    titled = await repository.titled_documents(session)
    scope = await aside(document_scope, scope, request.query, request.documents, titled)
    current = await _versions(session, scope, request.chip)
    pinned = request.revision or carried or scope.documents
    if not (
        pinned
        or speaks_of_revision(f"{request.context}\n{scope.text}")
        or _names_any_file(request.query, titled)
    ):
        return revision_scope(scope, None, ()), current, ()
    revisions = await repository.revisions_of(session, {version.document_id for version in current})
    carried = carried or _one_of(named_revision(request.context, revisions).matches)
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


def _one_of(revisions: Sequence[str]) -> str:
    """The revision that was spoken of, where it was one: who compares two works with neither."""
    return revisions[0] if len(set(map(revision_key, revisions))) == 1 else ""


def _names_any_file(question: str, titled: Iterable[Titled]) -> bool:
    near = perhaps_named(question, titled)
    return any(names_file(question, name) for document in near for name in document.file_names)


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
