"""What goes over the wire about documents, versions, pages, jobs and differences."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.library.coverage import Coverage
from app.models import State

DATE = r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"
"""A day, a month or a year."""
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Language = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")]
Date = Annotated[str, StringConstraints(strip_whitespace=True, pattern=DATE)]
Box = tuple[float, float, float, float]

DOCUMENT_FIELDS = ("title", "vendor", "number", "kind")
"""What a person can say of a document, beside its chips."""

VERSION_FIELDS = ("revision", "date", "language")
"""What a person can say of a version, beside its document."""


class Metadata(BaseModel):
    """What an uploader may say of a file. What is left out is detected; what is said wins."""

    title: Text | None = None
    vendor: Text | None = None
    number: Text | None = None
    kind: Name | None = None
    chips: list[Name] | None = Field(None, max_length=200)
    revision: Text | None = None
    date: Date | None = None
    language: Language | None = None
    document_id: Annotated[str, StringConstraints(max_length=36)] | None = None


class DocumentChange(BaseModel):
    """Corrections to a document; fields left out stay."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"vendor": "Nexium", "chips": ["NX32F103", "NX32F105"]}]},
    )

    title: Text | None = None
    vendor: Text | None = None
    number: Text | None = Field(None, description="The vendor's document number.")
    kind: Name | None = None
    chips: list[Name] | None = Field(None, max_length=200, description="Empty for a general document.")
    coverage: Coverage | None = Field(
        None,
        description="`general`: it is about no chip in particular; anything else takes that back.",
    )


class VersionChange(BaseModel):
    """Corrections to a version; fields left out stay."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"revision": "V1.4"}]})

    revision: Text | None = None
    date: Date | None = None
    language: Language | None = None
    document_id: Annotated[str, StringConstraints(max_length=36)] | None = Field(
        None, description="Moves the version to this document; `new` gives it a document of its own."
    )


class Accepted(BaseModel):
    """An upload that was taken in."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "document_id": "0193a5c2-7c1e-7b52-9c1e-0d6f1f3f8a11",
                    "version_id": "0193a5c2-7c1f-7d03-8f5e-5f1c2b3a4d5e",
                    "job_id": "ingest-0193a5c2-7c1f-7d03-8f5e-5f1c2b3a4d5e",
                    "duplicate": False,
                    "state": "received",
                }
            ]
        }
    )

    document_id: str
    version_id: str
    job_id: str
    duplicate: bool = Field(False, description="These bytes were here already; nothing new is stored.")
    state: State


class TableCountOut(BaseModel):
    """The tables of one kind."""

    model_config = ConfigDict(from_attributes=True)

    kind: str = Field(
        description="`bits`, `diagrams` and `registers` of registers, `limits` (min, typ, max), another kind "
        "of fact, or `other`: tables of which no facts were expected."
    )
    read: int = Field(description="How many gave facts.")
    unread: int = Field(description="How many gave none.")
    pages: list[int] = Field(description="Where those stand that gave none.")


class TableReport(BaseModel):
    """What was read out of a version's tables, and what was not."""

    object: Literal["list"] = "list"
    data: list[TableCountOut]


class UnreadOut(BaseModel):
    """Tables of one kind that should have given facts and did not."""

    model_config = ConfigDict(from_attributes=True)

    kind: str = Field(description="`bits`, `diagrams`, `registers` or `limits`.")
    count: int
    pages: list[int]


class VersionOut(BaseModel):
    """One file: a revision of a document in one language."""

    id: str
    object: Literal["version"] = "version"
    document_id: str
    file_name: str
    state: State
    current: bool = Field(description="Whether it answers when no revision is asked for.")
    revision: str = Field(description="As printed.")
    revision_key: str = Field(description="Without its decoration: 1.5 for `V1.5` and `Version 1.5`.")
    date: str
    language: str
    page_count: int
    has_pages: bool = Field(description="Whether its pages can be shown as pictures; its text always can.")
    size: int
    sha256: str
    step: str = Field(description="Of its ingestion.")
    pages_done: int
    pages_total: int
    error: str
    warnings: list[str]
    unread_tables: list[UnreadOut] = Field(
        [],
        description="Tables that should have given exact facts and did not; search finds them all the same.",
    )
    dense_done: bool = Field(description="Whether search by meaning covers it already.")
    job_id: str
    uploaded_by: str
    created_at: datetime
    published_at: datetime | None


class DocumentOut(BaseModel):
    """A manual through its revisions and translations."""

    id: str
    object: Literal["document"] = "document"
    title: str
    vendor: str
    number: str
    kind: str
    chips: list[str] = Field(description="Chips and families that it covers.")
    coverage: Coverage = Field(
        description="`chips`: it answers for those; `general`: it is about no chip in particular, and states "
        "no chip's own value; `unknown`: it answers for no named chip until someone says."
    )
    created_at: datetime
    updated_at: datetime
    versions: list[VersionOut] = Field(description="Oldest upload first.")


class DocumentList(BaseModel):
    """A page of the library."""

    object: Literal["list"] = "list"
    data: list[DocumentOut]
    total: int
    has_more: bool


class ExampleOut(BaseModel):
    """Something that can be asked about, to begin with."""

    kind: str = Field(description="register (after reset), fields (of a register), limit or pin.")
    language: str = Field(description="The reader's.")
    chip: str
    name: str


class LibraryNames(BaseModel):
    """What a reader can name: for suggestions, without the whole list."""

    object: Literal["names"] = "names"
    total: int = Field(description="How many documents there are.")
    unknown: int = Field(description="Those of which nobody knows for which chips they are.")
    chips: list[str]
    revisions: list[str] = Field(description="As printed.")
    examples: list[ExampleOut]


class VersionProgress(BaseModel):
    """How a version stands now."""

    id: str
    document_id: str
    state: State
    step: str
    pages_done: int
    pages_total: int
    dense_done: bool


class LibraryChanges(BaseModel):
    """What has changed since the event before."""

    object: Literal["changes"] = "changes"
    versions: list[VersionProgress]
    documents: list[str] = Field(description="Ids of documents that came, went, or are described anew.")


class VersionList(BaseModel):
    object: Literal["list"] = "list"
    data: list[VersionOut]


class JobOut(BaseModel):
    """How far the ingestion of a version is."""

    id: str
    object: Literal["job"] = "job"
    document_id: str
    version_id: str
    state: State
    step: str
    pages_done: int
    pages_total: int
    warnings: list[str]
    error: str


class PassageOut(BaseModel):
    """A passage as it is indexed."""

    id: str
    kind: str
    section: list[str] = Field(description="Headings above it, outermost first.")
    page: int
    bbox: Box
    text: str


class PassageList(BaseModel):
    object: Literal["list"] = "list"
    data: list[PassageOut]
    total: int
    has_more: bool


class SectionPart(PassageOut):
    """A passage as it is shown to a reader."""

    cited: bool = Field(False, description="Whether it is what was asked for.")
    lines: list[int] = Field(
        default_factory=list, description="Lines of the text that are cited, from 0; empty: all of it."
    )


class SectionOut(BaseModel):
    """A stretch of a document's text, for formats that have no pages to be drawn."""

    object: Literal["section"] = "section"
    document_id: str
    version_id: str
    document: str = Field(description="Name of the uploaded file.")
    title: str
    revision: str
    language: str
    parts: list[SectionPart]
    offset: int = Field(description="Parts before the first one that is shown.")
    total: int
