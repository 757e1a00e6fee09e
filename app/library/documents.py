"""Documents in the tables: their metadata and chips, and the document that a file turns out to belong to.

What a person has set is in `fixed` and stays; what a document says of itself fills the rest.
"""

from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import Protocol

from sqlalchemy import func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from app.core.errors import NotFoundError
from app.core.ids import is_id
from app.library.chips import chip_key
from app.library.coverage import FIXED, WARNING, Coverage, Subject
from app.library.editions import listed, newer, revision_key
from app.library.identity import (
    OTHER,
    Identity,
    Mark,
    another_edition,
    key,
    number_key,
    same_document,
    same_number,
    title_key,
)
from app.library.publication import edition, settle, withdraw
from app.library.versions import get_version
from app.models import Chip, Document, Version
from app.models.base import now, storable

DOCUMENT = "document"
"""In a version's `fixed`: the uploader said which document this is a version of."""

_LOCK = 0x6C696272
"""PostgreSQL's advisory lock while identities are compared; SQLite has one writer anyway."""


class Detected(Protocol):
    """What a file says of itself; `ingestion.types.Detected` is one."""

    @property
    def title(self) -> str: ...
    @property
    def vendor(self) -> str: ...
    @property
    def number(self) -> str: ...
    @property
    def revision(self) -> str: ...
    @property
    def date(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def chips(self) -> tuple[str, ...]: ...
    @property
    def history(self) -> tuple[str, ...]: ...


def new_document() -> Document:
    """A document of which nothing is known yet."""
    empty = dict.fromkeys(("title", "vendor", "number", "kind", "title_key", "vendor_key", "number_key"), "")
    return Document(**empty, fixed=[], chips=[])


async def get_document(session: AsyncSession, document_id: str) -> Document:
    """The document with its chips, under the id it has now or had before it was merged."""
    if not is_id(document_id):
        raise NotFoundError("There is no such document.")
    document = await session.get(Document, document_id, options=[selectinload(Document.chips)])
    if document is not None and document.merged_into:
        return await get_document(session, document.merged_into)
    if document is None:
        raise NotFoundError("There is no such document.")
    return document


async def apply_detected(session: AsyncSession, version_id: str, detected: Detected) -> Version:
    """Fill in what the uploader left open, and join the document that this file is a version of.

    Doing it twice is doing it once. The version's `document_id` is final afterwards.
    """
    await _serialise(session, version_id)
    version = await get_version(session, version_id)
    await session.refresh(version)
    await withdraw(session, version)
    set_version(version, revision=detected.revision, date=detected.date, language=detected.language)
    version.history = listed(detected.history)
    document = await get_document(session, version.document_id)
    if DOCUMENT not in version.fixed:
        identity = _identity(document, detected)
        known = await _same(session, document, version, identity)
        if known is not None:
            _merge(document, known, alone=await _alone(session, version))
            version.document_id = known.id
            document = known
    await fill(session, document, detected, await _precedence(session, version))
    await settle(session, document.id)
    await note_coverage(session, document)
    return version


def set_version(version: Version, *, fix: bool = False, **values: str) -> None:
    """Set revision, date or language; detection (`fix` false) neither empties nor overrides."""
    for name, value in values.items():
        if fix or (value and name not in version.fixed):
            setattr(version, name, value)
    version.revision_key = revision_key(version.revision)
    if fix:
        version.fixed = sorted({*version.fixed, *values})


def set_document(document: Document, *, fix: bool = False, replace: bool = False, **values: str) -> None:
    """Set title, vendor, number or kind; detection (`fix` false) fills what is empty, and replaces only what
    detection set before."""
    for name, value in values.items():
        free = name not in document.fixed and (replace or getattr(document, name) in ("", OTHER))
        if fix or (value and free):
            setattr(document, name, value)
    document.vendor_key = key(document.vendor)
    document.number_key = number_key(document.number)
    document.title_key = title_key(document.title, document.vendor)
    if fix:
        document.fixed = sorted({*document.fixed, *values})


async def set_chips(session: AsyncSession, document: Document, names: Iterable[str]) -> None:
    """Let the document cover exactly these chips."""
    plain = (storable(name).strip() for name in names)
    keys = {chip_key(name): name for name in plain if chip_key(name)}
    known = {chip.key: chip for chip in await session.scalars(select(Chip).where(Chip.key.in_(keys)))}
    for chip, name in keys.items():
        if chip not in known:
            known[chip] = Chip(name=name, key=chip, vendor="")
        # Whoever publishes the first document about a chip makes it, as far as we know.
        known[chip].vendor = known[chip].vendor or document.vendor
    document.chips = [known[chip] for chip in keys]


def declare(document: Document, *, general: bool) -> None:
    """Say that a document is about no chip in particular, or take that back; detection may then tell."""
    if general:
        document.chips = []
        document.fixed = sorted({*document.fixed, FIXED})
    elif not document.chips:
        document.fixed = [name for name in document.fixed if name != FIXED]


def subject_of(document: Document) -> Subject:
    """What a document with its chips is about."""
    names = tuple(chip.name for chip in document.chips)
    return Subject(names, document.vendor, document.kind, document.title, FIXED in document.fixed)


async def note_coverage(session: AsyncSession, document: Document) -> None:
    """Tell the admin of each version where nobody knows which chips the document is about, and only then."""
    unknown = subject_of(document).coverage is Coverage.UNKNOWN
    for version in await session.scalars(select(Version).where(Version.document_id == document.id)):
        others = [warning for warning in version.warnings if warning != WARNING]
        if (WARNING in version.warnings) != unknown:
            version.warnings = [*others, WARNING] if unknown else others


class Precedence(IntEnum):
    """What a file's word about its document weighs against that of the document's other files."""

    OTHER = 0
    NEWEST = 1
    """It is the newest edition, in the language of the first."""
    ONLY = 2


async def fill(
    session: AsyncSession, document: Document, detected: Detected, precedence: Precedence = Precedence.OTHER
) -> None:
    """Complete a document by what one of its files says: the newest names it, chips of all files add up.

    The only file is believed in everything anew, so that reading it again mends what was detected wrongly.
    """
    named = {name: getattr(detected, name) for name in ("title", "vendor", "number", "kind")}
    set_document(document, replace=precedence > Precedence.OTHER, **named)
    if detected.chips and FIXED not in document.fixed:
        before = [] if precedence is Precedence.ONLY else [chip.name for chip in document.chips]
        await set_chips(session, document, [*before, *detected.chips])


async def _precedence(session: AsyncSession, version: Version) -> Precedence:
    query = select(Version).where(Version.document_id == version.document_id).order_by(Version.created_at)
    every = list(await session.scalars(query))
    others = [one for one in every if one.id != version.id]
    if not others:
        return Precedence.ONLY
    newest = all(newer(edition(version), edition(one)) for one in others)
    return Precedence.NEWEST if newest and version.language == every[0].language else Precedence.OTHER


async def _serialise(session: AsyncSession, version_id: str) -> None:
    """Two files of one new document that arrive at once must see each other: one waits for the other."""
    await session.execute(update(Version).where(Version.id == version_id).values(updated_at=now()))
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def _identity(document: Document, detected: Detected) -> Identity:
    """What the uploader said, completed by what the file says."""
    chips = tuple(chip.name for chip in document.chips)
    return Identity(
        vendor=document.vendor or detected.vendor,
        number=document.number or detected.number,
        title=document.title or detected.title,
        kind=document.kind or detected.kind,
        chips=chips or detected.chips,
    )


async def _same(
    session: AsyncSession, own: Document, version: Version, identity: Identity
) -> Document | None:
    """The oldest other document that this version belongs to."""
    number, title = number_key(identity.number), title_key(identity.title, identity.vendor)
    query = (
        select(Document)
        .where(Document.id != own.id, Document.merged_into.is_(None))
        .where(
            or_(
                (Document.number_key == number) & (func.length(Document.number_key) > 0),
                Document.title_key == title,
            )
        )
        .options(selectinload(Document.chips), selectinload(Document.versions))
        .order_by(Document.created_at, Document.id)
    )
    for document in await session.scalars(query):
        there = Identity(
            document.vendor,
            document.number,
            document.title,
            document.kind,
            tuple(chip.name for chip in document.chips),
        )
        if same_document(identity, there) and (
            same_number(identity, there)
            or _edition_of(version, document.versions, bool(identity.chips and there.chips))
        ):
            return document
    return None


def _edition_of(version: Version, others: Sequence[Version], about_chips: bool) -> bool:
    """A document number is proof; a title needs a sign that the files are editions of one another."""
    return any(another_edition(_mark(version), _mark(other), about_chips) for other in others)


def _mark(version: Version) -> Mark:
    return Mark(version.revision, version.date, version.language, version.file_name)


async def _alone(session: AsyncSession, version: Version) -> bool:
    """Whether this is its document's only version."""
    query = select(func.count()).where(Version.document_id == version.document_id, Version.id != version.id)
    return not await session.scalar(query)


def _merge(own: Document, known: Document, *, alone: bool) -> None:
    """Leave a forwarding address, and hand over what a person said about the file's own document."""
    for name in ("title", "vendor", "number", "kind"):
        if name in own.fixed and name not in known.fixed:
            set_document(known, fix=True, **{name: getattr(own, name)})
    if FIXED in own.fixed:
        known.chips = list(dict.fromkeys([*known.chips, *own.chips]))
        known.fixed = sorted({*known.fixed, FIXED})
    if alone:
        own.merged_into = known.id
