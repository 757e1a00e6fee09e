"""What tools take and give, as JSON."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from app.documents.schemas import Difference, DocumentOut, PassageOut
from app.facts.schemas import DecodeReply, RegisterLine, RegisterOut
from app.graph.schemas import ChipDifference, ConflictReply, ConnectionOut
from app.search.schemas import PlainText, SearchHit, SearchScope

Box = tuple[float, float, float, float]
CHIP = "Chip or part number, e.g. CH32V003."
DOCUMENT = "File name, title or id of a document."


class Arguments(BaseModel):
    """A misspelt argument is said to be one, so that a model can correct itself."""

    model_config = ConfigDict(extra="forbid")


class SearchArguments(Arguments):
    query: PlainText = Field(
        min_length=1, max_length=8000, description="A question or keywords, in English or Chinese."
    )
    chip: PlainText = Field(default="", max_length=200, description=CHIP)
    revision: PlainText = Field(
        default="", max_length=200, description="Search this revision instead of the current ones, e.g. V1.2."
    )
    documents: list[PlainText] = Field(
        default=[], max_length=200, description="Search only these documents: file names, titles or ids."
    )
    limit: int = Field(default=5, ge=1, le=20, description="Passages at most.")


class RegistersArguments(Arguments):
    chip: PlainText = Field(min_length=1, max_length=200, description=CHIP)
    name: PlainText = Field(
        default="",
        max_length=200,
        description="A register's name, e.g. RCC_CTLR; without it the chip's registers are listed.",
    )
    contains: PlainText = Field(
        default="", max_length=200, description="List only registers whose name or title contains this."
    )


class DecodeArguments(Arguments):
    chip: PlainText = Field(min_length=1, max_length=200, description=CHIP)
    register_name: PlainText = Field(
        alias="register", min_length=1, max_length=200, description="The register's name."
    )
    value: int | str = Field(
        default="", description="The register's value, e.g. 0x03000083, to be taken apart into its fields."
    )
    fields: dict[str, int | str] = Field(
        default={},
        max_length=100,
        description='Field values to be put together into a value, e.g. {"PLLON": 1}.',
    )
    base: int | str = Field(
        default=0, description="With `fields`: bits of fields that are not named keep this value."
    )


class PageArguments(Arguments):
    version: PlainText = Field(
        min_length=1,
        max_length=300,
        description="The `version_id` of a search result, or a file name for its current revision.",
    )
    page: int = Field(ge=1, le=1_000_000, description="Counts the file's pages from 1, as citations do.")


class CompareArguments(Arguments):
    document: PlainText = Field(
        default="", max_length=300, description=f"{DOCUMENT} Its revisions `before` and `after` are compared."
    )
    before: PlainText = Field(default="", max_length=100, description="The older revision, e.g. V1.2.")
    after: PlainText = Field(default="", max_length=100, description="The newer revision, e.g. V1.5.")
    chips: list[PlainText] = Field(
        default=[], max_length=2, description="Or two chips, whose `register` is compared."
    )
    register_name: PlainText = Field(
        default="", alias="register", max_length=200, description="With `chips`: the register's name."
    )
    limit: int = Field(default=20, ge=1, le=200, description="Differences of each kind at most.")


class HardwareArguments(Arguments):
    chip: PlainText = Field(min_length=1, max_length=200, description=CHIP)
    name: PlainText = Field(
        default="", max_length=200, description="A peripheral, pin or signal: USART1, PA9, USART1_TX."
    )
    address: PlainText = Field(default="", max_length=40, description="Or an address, e.g. 0x40013800.")
    peripherals: list[PlainText] = Field(
        default=[], max_length=12, description="Or peripherals that are to be used together: do they collide?"
    )
    other: PlainText = Field(default="", max_length=200, description="Or another chip to compare with.")


class DocumentsArguments(Arguments):
    filter: PlainText = Field(
        default="", max_length=200, description="Words that title, vendor, chips or file name must hold."
    )
    limit: int = Field(default=50, ge=1, le=200, description="Documents at most.")


class SourceOut(BaseModel):
    """A place that the result rests on."""

    marker: int = Field(description="The number in the text: [1].")
    document: str = Field(description="Name of the uploaded file.")
    document_id: str
    version_id: str
    revision: str
    page: int = Field(description="Counts the file's pages from 1.")
    bbox: Box = Field(description="x0, y0, x1, y1 in points from the page's top left corner.")
    section: str
    url: str = Field(description="An image of the page with the passage marked.")


class Result(BaseModel):
    """What every tool gives."""

    sources: list[SourceOut] = []


class SearchResult(Result):
    facts: list[str] = Field(default=[], description="What tables of facts say to the question.")
    hits: list[SearchHit]
    scope: SearchScope
    degraded: list[str] = []


class RegistersResult(Result):
    chip: str
    register_found: RegisterOut | None = Field(default=None, serialization_alias="register")
    registers: list[RegisterLine] = Field(default=[], description="The list, where no register was named.")
    total: int = Field(default=0, description="How many there are; the list may be shorter.")


class DecodeResult(Result):
    decoded: DecodeReply


class PageResult(Result):
    document: str
    version_id: str
    revision: str
    page: int
    page_count: int
    url: str = Field(description="The page as a picture.")
    passages: list[PassageOut]


class Differing(BaseModel):
    """One thing that two chips' registers do not share."""

    what: str = Field(description="address, reset, a field's name …", examples=["PLLON bits"])
    values: list[str] = Field(description="Of each chip, in the order asked for; empty where it has none.")


class RegisterComparison(BaseModel):
    register_name: str = Field(serialization_alias="register")
    chips: list[str]
    same: bool
    differences: list[Differing]


class CompareResult(Result):
    kind: Literal["revisions", "chips"]
    revisions: Difference | None = None
    chips: RegisterComparison | None = None


class HardwareResult(Result):
    chip: str
    connections: list[ConnectionOut] = []
    conflicts: ConflictReply | None = None
    comparison: ChipDifference | None = None


class DocumentsResult(Result):
    documents: list[DocumentOut]
    total: int
    chips: list[str] = Field(default=[], description="Every chip that documents cover.")
