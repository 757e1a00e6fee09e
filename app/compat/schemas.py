"""What `/v1/completions`, `/v1/embeddings` and `/v1/rerank` take and give."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from app.chat.schemas import ChipciteReply, ChipciteRequest, StreamOptions, Usage
from app.search.schemas import PlainText

Tokens = list[int]
MODEL = Field(default="chipcite", description="An id of `GET /v1/models`.")

EXAMPLE_COMPLETION: dict[str, JsonValue] = {
    "model": "chipcite",
    "prompt": "What is the reset value of RCC_CTLR on the CH32V003?",
}
EXAMPLE_EMBEDDING: dict[str, JsonValue] = {"model": "chipcite", "input": ["reset value", "复位值"]}
EXAMPLE_RERANK: dict[str, JsonValue] = {
    "model": "chipcite",
    "query": "total conversion time of the ADC",
    "documents": ["The DMA has seven channels.", "TCONV = sampling time + 11 TADCCLK"],
    "top_n": 1,
}


class CompletionRequest(BaseModel):
    """A completion request. Fields that are not listed go to the language model with a text to fill in."""

    model_config = ConfigDict(extra="allow", json_schema_extra={"examples": [EXAMPLE_COMPLETION]})

    model: str = MODEL
    prompt: PlainText | list[PlainText] | Tokens | list[Tokens] = Field(
        description="A question, or several. A text with fill-in-the-middle marks goes to the language model "
        "as it is. Token ids are refused."
    )
    suffix: PlainText | None = Field(
        default=None, description="What stands behind the text to fill in; makes it one for the model."
    )
    stream: bool | None = False
    stream_options: StreamOptions | None = None
    echo: bool | None = Field(default=False, description="Repeat the prompt before the answer.")
    n: int | None = Field(default=1, description="Only one choice is made of each prompt.")
    best_of: int | None = None
    user: PlainText | None = None
    chipcite: ChipciteRequest | None = Field(
        default_factory=ChipciteRequest, description="What to pin, all optional."
    )


class TextChoice(BaseModel):
    text: str
    index: int = 0
    logprobs: Any = None
    finish_reason: str | None = "stop"
    chipcite: ChipciteReply | None = Field(
        default=None, description="What the service knows of its answer; none of a text that was filled in."
    )


class TextCompletion(BaseModel):
    """Whole answers."""

    id: str
    object: Literal["text_completion"] = "text_completion"
    created: int
    model: str
    choices: list[TextChoice]
    usage: Usage | None = None


class EmbeddingRequest(BaseModel):
    """Texts whose vectors are wanted."""

    model_config = ConfigDict(extra="allow", json_schema_extra={"examples": [EXAMPLE_EMBEDDING]})

    model: str = MODEL
    input: PlainText | list[PlainText] | Tokens | list[Tokens] = Field(
        description="A text or a list of them. Token ids are refused."
    )
    encoding_format: Literal["float", "base64"] | None = Field(
        default="float", description="`base64` is of little-endian 32-bit floats."
    )
    dimensions: int | None = Field(default=None, description="Only the embedder's own number is possible.")
    input_type: Literal["passage", "document", "query"] | None = Field(
        default="passage", description="`query` for what is searched with: the embedder tells them apart."
    )
    user: PlainText | None = None


class Embedding(BaseModel):
    object: Literal["embedding"] = "embedding"
    index: int
    embedding: list[float] | str


class EmbeddingUsage(BaseModel):
    prompt_tokens: int
    total_tokens: int


class EmbedderReply(BaseModel):
    embedder: str = Field(description="Vectors of different embedders must not be compared.")


class EmbeddingList(BaseModel):
    object: Literal["list"] = "list"
    data: list[Embedding]
    model: str
    usage: EmbeddingUsage
    chipcite: EmbedderReply


class RerankDocument(BaseModel):
    """A text, as some clients wrap it."""

    model_config = ConfigDict(extra="allow")

    text: PlainText


class RerankRequest(BaseModel):
    """Texts to be ordered by how well they answer."""

    model_config = ConfigDict(extra="allow", json_schema_extra={"examples": [EXAMPLE_RERANK]})

    model: str = MODEL
    query: PlainText = Field(min_length=1, max_length=8000)
    documents: list[PlainText | RerankDocument] = Field(min_length=1)
    top_n: Annotated[int, Field(ge=1)] | None = Field(
        default=None, description="How many come back; all if left out."
    )
    return_documents: bool | None = Field(default=True, description="Whether `results` repeat the texts.")


class Ranked(BaseModel):
    index: int = Field(description="Of the text in the request.")
    relevance_score: float = Field(description="From 0 to 1; comparable within one reply only.")


class RankedDocument(Ranked):
    document: RerankDocument | None = None


class RerankUsage(BaseModel):
    total_tokens: int


class RerankReplyOurs(BaseModel):
    degraded: list[str] = Field(default=[], description="`dense` where words alone had to decide.")


class RerankReply(BaseModel):
    """The same order twice: `data` as some clients read it, `results` as others do."""

    id: str
    object: Literal["list"] = "list"
    model: str
    data: list[Ranked]
    results: list[RankedDocument]
    usage: RerankUsage
    chipcite: RerankReplyOurs
