"""Rows as they go over the wire."""

from app.core.ids import job_id
from app.documents.schemas import DOCUMENT_FIELDS, DocumentOut, JobOut, VersionOut
from app.library.documents import subject_of
from app.models import Document, State, Version


def version_out(version: Version) -> VersionOut:
    """A version as it goes over the wire."""
    return VersionOut.model_validate(
        {
            **{name: getattr(version, name) for name in VersionOut.model_fields if hasattr(version, name)},
            "current": version.state == State.PUBLISHED,
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
        warnings=version.warnings,
        error=version.error,
    )
