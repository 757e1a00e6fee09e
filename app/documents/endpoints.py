"""Documents, versions, differences: HTTP in, one call of the service, HTTP out. Pages and jobs are beside."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response, status
from pydantic import ValidationError
from sqlalchemy.exc import IntegrityError

from app.core.database import transaction
from app.core.errors import ConflictError, InvalidMetadataError
from app.documents import indexes, jobs, listing, pages, service, texts
from app.documents.chip_difference import chip_difference
from app.documents.comparison import difference
from app.documents.difference_schemas import ChipDifference, Difference
from app.documents.intake import Upload, incoming, take_in
from app.documents.schemas import (
    Accepted,
    DocumentChange,
    DocumentOut,
    Metadata,
    VersionChange,
    VersionList,
    VersionOut,
)
from app.documents.views import version_out
from app.facts.answers import Language
from app.models import State, Version
from app.resources import Resources, ResourcesDep, SessionDep

router = APIRouter(prefix="/v1")
router.include_router(listing.router)  # first: its paths look like ids of documents

DocumentId = Annotated[str, Path(description="As the upload answered it.", max_length=36)]
VersionId = Annotated[str, Path(description="As the upload answered it.", max_length=36)]
Limit = Annotated[int, Query(ge=1, le=1000, description="How many at most.")]

VISIBLE = frozenset({State.PUBLISHED, State.SUPERSEDED})

FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary", "description": "The manual."},
                        "title": {"type": "string"},
                        "vendor": {"type": "string"},
                        "number": {"type": "string", "description": "The vendor's document number."},
                        "chips": {
                            "type": "string",
                            "description": "Part or family names, separated by commas.",
                        },
                        "revision": {"type": "string", "examples": ["V1.4"]},
                        "date": {"type": "string", "description": "ISO 8601; a year or a month will do."},
                        "language": {"type": "string", "examples": ["en", "zh"]},
                        "kind": {"type": "string", "examples": ["reference-manual", "datasheet", "errata"]},
                        "document_id": {
                            "type": "string",
                            "description": "Makes the file a version of this document.",
                        },
                    },
                }
            }
        },
    }
}


@router.post(
    "/documents",
    status_code=status.HTTP_202_ACCEPTED,
    summary="Upload a manual",
    tags=["documents"],
    responses={200: {"model": Accepted, "description": "These bytes are published already."}},
    openapi_extra=FORM,
)
async def upload_document(request: Request, response: Response, resources: ResourcesDep) -> Accepted:
    """Takes in a PDF, Markdown, reStructuredText, HTML, DOCX, SVD or text file.

    The answer comes as soon as the file is stored; follow `job_id` to see it become searchable. What is
    left out is detected and can be corrected later. The same bytes again are the same version
    (`duplicate`); a version that failed is tried again.
    """
    folder = incoming(resources.settings)
    limit = resources.settings.max_upload_bytes
    upload = await take_in(request.stream(), request.headers.get("content-type", ""), folder, limit)
    try:
        version, duplicate = await _receive(resources, upload, _metadata(upload.fields))
    finally:
        upload.path.unlink(missing_ok=True)
    return await _started(resources, response, version, duplicate=duplicate)


async def _receive(resources: Resources, upload: Upload, given: Metadata) -> tuple[Version, bool]:
    """In a transaction of its own: the row must be there before a worker looks for it."""
    await service.store(resources.storage, upload)
    for _ in range(2):
        try:
            async with transaction(resources.sessions) as session:
                return await service.receive(session, upload, given)
        except IntegrityError:
            # The same bytes came twice at once; the other one was faster, and is found now.
            continue
    raise ConflictError("The same file is being uploaded by someone else. Try again.")


def _metadata(fields: dict[str, str]) -> Metadata:
    """The form's fields; an empty one says nothing."""
    said: dict[str, Any] = {name: value for name, value in fields.items() if value.strip()}
    if "chips" in said:
        said["chips"] = [chip for chip in said["chips"].replace("，", ",").split(",") if chip.strip()]
    try:
        return Metadata.model_validate(said)
    except ValidationError as error:
        problem = error.errors()[0]
        param = str(problem["loc"][0])
        raise InvalidMetadataError(f"{param}: {problem['msg']}", param=param) from None


@router.get("/documents/{document_id}", summary="Show a document", tags=["documents"])
async def get_document(document_id: DocumentId, session: SessionDep) -> DocumentOut:
    """A document under the id that the upload answered, even if it was merged with another since."""
    return await service.document(session, document_id)


@router.patch("/documents/{document_id}", summary="Correct a document", tags=["documents"])
async def change_document(
    document_id: DocumentId, change: DocumentChange, resources: ResourcesDep
) -> DocumentOut:
    """What is said here stays; detection will not override it."""
    async with transaction(resources.sessions) as session:
        return await service.change_document(session, document_id, change)


@router.delete("/documents/{document_id}", status_code=204, summary="Delete a document", tags=["documents"])
async def delete_document(document_id: DocumentId, resources: ResourcesDep) -> None:
    """Deletes all its versions with their facts, passages and files."""
    async with transaction(resources.sessions) as session:
        removed = await service.remove_document(session, document_id)
    await service.clean_up(resources, removed)


@router.get("/documents/{document_id}/versions", summary="List versions", tags=["documents"])
async def list_versions(document_id: DocumentId, session: SessionDep) -> VersionList:
    """Every file of the document, oldest upload first."""
    return VersionList(data=await service.versions(session, document_id))


@router.get("/documents/{document_id}/diff", summary="Compare two versions", tags=["documents"])
async def compare_versions(
    document_id: DocumentId,
    resources: ResourcesDep,
    before: Annotated[str, Query(alias="from", max_length=100, description="Version id, or revision.")],
    after: Annotated[str, Query(alias="to", max_length=100, description="Version id, or revision.")],
    limit: Limit = 500,
) -> Difference:
    """Facts that the two versions state differently, and passages that were added, removed or reworded."""
    return await difference(resources.sessions, resources.storage, document_id, before, after, limit)


@router.get("/chips/diff", summary="Compare two chips", tags=["facts"])
async def compare_chips(
    resources: ResourcesDep,
    before: Annotated[str, Query(alias="from", max_length=100, description="A chip.")],
    after: Annotated[str, Query(alias="to", max_length=100, description="Another one.")],
    peripheral: Annotated[
        str, Query(max_length=100, description="Only what it names: RTC, a register, words.")
    ] = "",
    lang: Annotated[Language, Query(description="Prefer manuals in this language.")] = "en",
    limit: Limit = 500,
) -> ChipDifference:
    """Registers, bit fields, limits, pins and the like that the manuals of two chips state differently.

    The same as the chat's answer to "what differs between ...": `added` is what only the second chip has.
    """
    return await chip_difference(resources.sessions, (before, after), peripheral, lang, limit)


@router.get("/versions/{version_id}", summary="Show a version", tags=["documents"])
async def get_version(version_id: VersionId, session: SessionDep) -> VersionOut:
    """One file with its state."""
    return version_out(await service.version(session, version_id))


@router.patch("/versions/{version_id}", summary="Correct a version", tags=["documents"])
async def change_version(version_id: VersionId, change: VersionChange, resources: ResourcesDep) -> VersionOut:
    """Which version is current is decided anew."""
    async with transaction(resources.sessions) as session:
        return await service.change_version(session, version_id, change)


@router.delete("/versions/{version_id}", status_code=204, summary="Delete a version", tags=["documents"])
async def delete_version(version_id: VersionId, resources: ResourcesDep) -> None:
    """The version before it becomes current again; a document without versions is deleted too."""
    async with transaction(resources.sessions) as session:
        removed = await service.remove_version(session, version_id)
    await service.clean_up(resources, removed)


@router.post(
    "/versions/{version_id}/retry",
    status_code=status.HTTP_202_ACCEPTED,
    summary="Try a failed version again",
    tags=["documents"],
    responses={200: {"model": Accepted, "description": "It is published already."}},
)
async def retry_version(version_id: VersionId, response: Response, resources: ResourcesDep) -> Accepted:
    """Goes on at the step that failed, with the file that was uploaded; one in work is left at it."""
    async with transaction(resources.sessions) as session:
        version = await service.retry(session, version_id)
    return await _started(resources, response, version, duplicate=True)


async def _started(
    resources: Resources, response: Response, version: Version, *, duplicate: bool
) -> Accepted:
    """Hands the version to the workers, unless it can answer already."""
    if version.state in VISIBLE:
        response.status_code = status.HTTP_200_OK
    else:
        await resources.jobs.enqueue(version.id, version.attempt)
    return service.accepted(version, duplicate)


router.include_router(pages.router)
router.include_router(texts.router)
router.include_router(jobs.router)
router.include_router(indexes.router)
