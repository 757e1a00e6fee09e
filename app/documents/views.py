"""Rows as they go over the wire."""

from app.core.ids import job_id
from app.documents.links import has_pages
from app.documents.schemas import DOCUMENT_FIELDS, DocumentOut, JobOut, SectionOut, SectionPart, VersionOut
from app.documents.sections import Part, Stretch
from app.library.documents import subject_of
from app.library.unread import decode, sentences
from app.models import Document, State, Version


def version_out(version: Version) -> VersionOut:
    """A version as it goes over the wire."""
    return VersionOut.model_validate(
        {
            **{name: getattr(version, name) for name in VersionOut.model_fields if hasattr(version, name)},
            "warnings": sentences(version.warnings),
            "unread_tables": list(filter(None, map(decode, version.warnings))),
            "current": version.state == State.PUBLISHED,
            "has_pages": has_pages(version.file_name),
            "job_id": job_id(version.id),
        }
    )


def document_out(document: Document, versions: list[Version]) -> DocumentOut:
    """A document as it goes over the wire."""
    own = {name: getattr(document, name) for name in ("id", "created_at", "updated_at", *DOCUMENT_FIELDS)}
    return DocumentOut(
        **own,
        chips=[chip.name for chip in document.chips],
        coverage=subject_of(document).coverage,
        versions=[version_out(version) for version in versions],
    )


def job_out(version: Version) -> JobOut:
    """A version's ingestion as it goes over the wire."""
    return JobOut(
        id=job_id(version.id),
        document_id=version.document_id,
        version_id=version.id,
        state=version.state,
        step=version.step,
        pages_done=version.pages_done,
        pages_total=version.pages_total,
        warnings=sentences(version.warnings),
        error=version.error,
    )


def section_out(document: Document, version: Version, shown: Stretch) -> SectionOut:
    """A stretch of a version's text as it goes over the wire."""
    return SectionOut(
        document_id=document.id,
        version_id=version.id,
        document=version.file_name,
        title=document.title or version.file_name,
        revision=version.revision,
        language=version.language,
        parts=[section_part(part) for part in shown.parts],
        offset=shown.offset,
        total=shown.total,
    )


def section_part(part: Part) -> SectionPart:
    return SectionPart(**part.passage.out().model_dump(), cited=part.cited, lines=list(part.lines))
