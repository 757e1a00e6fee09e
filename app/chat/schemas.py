"""What clients send to the chat API and what they get: OpenAI's shapes, ours under the key `chipcite`."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from app.search.schemas import PlainText

Box = tuple[float, float, float, float]

EXAMPLE_QUESTION: dict[str, JsonValue] = {
    "model": "chipcite",
    "messages": [{"role": "user", "content": "What is the reset value of RCC_CTLR on the CH32V003?"}],
}


class Part(BaseModel):
    """One part of a message. Text is read; parts of other types are accepted and left alone."""

    model_config = ConfigDict(extra="allow")

    type: str = "text"
    text: PlainText | None = None


class Message(BaseModel):
    """One message of the conversation, oldest first."""

    model_config = ConfigDict(extra="allow")

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: PlainText | list[Part] | None = None

    @property
    def text(self) -> str:
        """The words of the message, whatever form they came in."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.text)
        return self.content or ""


class StreamOptions(BaseModel):
    model_config = ConfigDict(extra="allow")

    include_usage: bool = Field(
        default=False, description="Send one more chunk, with the usage and no choices."
    )


class ChipciteRequest(BaseModel):
    """What a client may pin; it wins over what the conversation says."""

    chip: PlainText | None = Field(
        default=None, max_length=200, description="Answer for this chip.", examples=["CH32V003"]
    )
    revision: PlainText | None = Field(
        default=None,
        max_length=200,
        description="Answer from this revision of the documents; the current ones otherwise.",
        examples=["V1.2"],
    )
    documents: list[PlainText] = Field(
        default=[], max_length=200, description="Answer from these documents only (ids)."
    )
    debug_stage: PlainText | None = Field(
        default=None,
        max_length=200,
        description="Where the reader's project stands.",
        examples=["bring-up"],
    )
    board: PlainText | None = Field(default=None, max_length=200, description="The board in use.")
    stepping: PlainText | None = Field(
        default=None, max_length=200, description="Of the silicon.", examples=["ECO3"]
    )
    toolchain: PlainText | None = Field(default=None, max_length=200, examples=["GCC"])
    rtos: PlainText | None = Field(default=None, max_length=200, examples=["FreeRTOS"])
    conversation_id: str | None = Field(
        default=None,
        max_length=200,
        description="Record this turn in this conversation. With `listed` it is made where there is none.",
    )
    turn_id: str | None = Field(
        default=None,
        max_length=36,
        description="A UUID of the client's under which to record this turn, even if it stops the answer.",
    )
    replaces: str | None = Field(
        default=None, max_length=36, description="The turn whose question this asks anew."
    )
    listed: bool = Field(
        default=False, description="Whether the conversation appears in `GET /v1/conversations`."
    )

    @property
    def pins(self) -> dict[str, Any]:
        """What the reader has set, without where the turn is recorded."""
        return self.model_dump(exclude=RECORDING, exclude_defaults=True)


RECORDING = {"conversation_id", "turn_id", "replaces", "listed"}
"""Fields that say where a turn is recorded."""


class ChatRequest(BaseModel):
    """A chat completion request. Fields that are not listed are accepted and ignored."""

    model_config = ConfigDict(extra="allow", json_schema_extra={"examples": [EXAMPLE_QUESTION]})

    model: str = Field(default="chipcite", description="An id of `GET /v1/models`.")
    messages: Annotated[
        list[Message], Field(min_length=1, description="The whole conversation, oldest first.")
    ]
    stream: bool | None = Field(default=False, description="Answer as server-sent events.")
    stream_options: StreamOptions | None = None
    n: int | None = Field(default=1, description="Only one choice is ever made.")
    tools: list[dict[str, JsonValue]] | None = Field(
        default=None,
        max_length=200,
        description="The client's own tools: the language model gets them, with evidence.",
    )
    tool_choice: JsonValue = Field(default=None, description="Passed on with the tools.")
    response_format: dict[str, JsonValue] | None = Field(
        default=None, description="JSON by a schema: needs a language model; `text` otherwise."
    )
    user: PlainText | None = Field(
        default=None, description="Whose conversation this is; recorded with the turn."
    )
    chipcite: ChipciteRequest | None = Field(
        default_factory=ChipciteRequest, description="What to pin, all optional."
    )

    @property
    def wants_json(self) -> bool:
        """Whether a program reads the answer."""
        return (self.response_format or {}).get("type") in ("json_object", "json_schema")


class Citation(BaseModel):
    """Where a statement of the answer is printed."""

    marker: int = Field(description="The number in the text: [1].")
    document: str = Field(description="Name of the uploaded file.", examples=["CH32V003RM.pdf"])
    document_id: str
    version_id: str
    revision: str = Field(examples=["V1.5"])
    page: int = Field(description="Counts the file's pages from 1.")
    bbox: Box = Field(description="x0, y0, x1, y1 in points from the page's top left corner.")
    section: str = Field(description="Heading path, outermost first.")
    quote: str = Field(description="The cited words, as printed.")
    url: str = Field(description="An image of the page with the passage marked.")


class Clarify(BaseModel):
    """One question back to the reader."""

    question: str
    choices: list[str]


class ChipciteReply(BaseModel):
    """What Chipcite knows of its own answer; other clients ignore it."""

    intent: str = Field(description="What kind of question it took this for.", examples=["register"])
    state: dict[str, Any] = Field(
        default={}, description="Chip, revision and language that the answer is for."
    )
    citations: list[Citation] = []
    facts: list[dict[str, Any]] = Field(default=[], description="Exact facts behind the answer.")
    verification: dict[str, Any] = Field(default={}, description="What was checked against the evidence.")
    abstained: bool = Field(default=False, description="The manuals do not say, or not surely.")
    clarify: Clarify | None = None
    degraded: list[str] = Field(default=[], description="Parts that were unavailable, e.g. dense.")
    conversation_id: str | None = None
    turn_id: str | None = Field(default=None, description="Names this answer in feedback.")


class Usage(BaseModel):
    """Tokens, counted as models do on average: four Latin letters or one Chinese character each."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class AssistantMessage(BaseModel):
    role: Literal["assistant"] = "assistant"
    content: str | None = Field(
        description="Markdown; citations are links in it. Null beside tool calls alone."
    )
    refusal: None = None
    tool_calls: list[dict[str, JsonValue]] | None = Field(
        default=None, description="Calls of the client's own tools.", exclude_if=lambda calls: calls is None
    )


class Choice(BaseModel):
    index: int = 0
    message: AssistantMessage
    logprobs: None = None
    finish_reason: str = Field(default="stop", description="`stop`, `length` or `tool_calls`.")


class ChatCompletion(BaseModel):
    """A whole answer."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str
    choices: list[Choice]
    usage: Usage
    chipcite: ChipciteReply


class ServedModel(BaseModel):
    id: str
    object: Literal["model"] = "model"
    created: int
    owned_by: str = "chipcite"
    max_model_len: int = Field(description="Tokens of conversation that are accepted.")
    parent: str | None = Field(default=None, description="The model that an adapter stands on.")


class ServedModels(BaseModel):
    object: Literal["list"] = "list"
    data: list[ServedModel]
