"""What a search call sends and gets."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def _plain(text: str) -> str:
    """Half a character can be neither stored nor sent; NUL is refused by PostgreSQL."""
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("holds half of a character (an unpaired surrogate)")
    return text.replace("\x00", "")


PlainText = Annotated[str, AfterValidator(_plain)]
Box = tuple[float, float, float, float]


class SearchRequest(BaseModel):
    """A question to the manuals. What is not given is read from the question itself."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"query": "reset value of RCC_CTLR on the CH32V003", "limit": 5},
                {"query": "ADC 的总转换时间怎么计算", "chip": "CH32V003", "revision": "V1.5"},
            ]
        }
    )

    query: PlainText = Field(
        min_length=1, max_length=8000, description="A question or keywords, in Chinese or English."
    )
    chip: PlainText | None = Field(
        default=None,
        max_length=200,
        description="Search what covers this chip or part number, and general documents that apply to it.",
    )
    revision: PlainText | None = Field(
        default=None,
        max_length=200,
        description="Search this revision; the current ones otherwise.",
        examples=["V1.2"],
    )
    documents: list[PlainText] = Field(
        default=[], max_length=200, description="Search these documents only (ids)."
    )
    limit: int = Field(default=5, ge=1, le=100, description="Hits at most.")


class SearchHit(BaseModel):
    """A passage that may answer, with its place in the document."""

    document: str = Field(description="Name of the uploaded file.", examples=["CH32V003RM.pdf"])
    document_id: str
    version_id: str
    revision: str = Field(examples=["V1.5"])
    page: int = Field(description="Counts the file's pages from 1.")
    bbox: Box = Field(description="x0, y0, x1, y1 in points from the page's top left corner.")
    section: str = Field(description="Heading path, outermost first.")
    text: str = Field(description="The passage as printed; a table row carries its header's words.")
    score: float = Field(description="Orders the hits of one search; not comparable between searches.")
    sources: list[str] = Field(description="What found it: identifier, sparse, dense, facts, graph.")


class SearchScope(BaseModel):
    """How the question was understood: what may answer it."""

    chips: list[str] = Field(default=[], description="Chips that the question is about.")
    unknown_chips: list[str] = Field(
        default=[], description="Parts that the question is about and that no document covers."
    )
    strays: list[str] = Field(
        default=[], description="What looks like a part number beside them, and narrows nothing."
    )
    revisions: list[str] = Field(
        default=[], description="Revisions that the question is about; none means the current ones."
    )
    unknown_revision: str = Field(default="", description="A revision in the question that is not here.")
    documents: list[str] = Field(default=[], description="Documents (ids) that the question is about.")
    language: str = ""


class SearchResponse(BaseModel):
    """The best passages, best first."""

    hits: list[SearchHit]
    scope: SearchScope = SearchScope()
    degraded: list[str] = Field(default=[], description="Sources that were unavailable, e.g. dense.")
