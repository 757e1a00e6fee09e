"""What goes over the wire about adapters."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.models import AdapterState
from app.models.base import storable

Text = Annotated[str, AfterValidator(storable)]
Name = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]


class AdapterIn(BaseModel):
    """An adapter to be registered."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"name": "chip-3", "path": "/adapters/chip-3"}]}
    )

    name: Name
    kind: Literal["llm", "reranker", "linking", "answering"] = "llm"
    base: Text = Field(default="", max_length=500)
    path: Text = Field(default="", max_length=1000, description="As the server that loads it sees it.")
    sha256: str = Field(default="", max_length=64)
    parent: Text = Field(default="", max_length=100, description="The adapter that it was trained on from.")
    dataset: Text = Field(default="", max_length=200, description="Name and version.")
    run: dict[str, Any] = Field(default={}, description="The record of its training.")


class AdapterOut(AdapterIn):
    """An adapter with what became of it."""

    state: AdapterState
    share: float
    held: bool = Field(description="A person decides about it, not the worker.")
    evaluation: dict[str, Any]
    comparison: dict[str, Any] = Field(description="What the worker saw when it last looked, and when.")
    created_at: datetime
    changed_at: datetime


class EventOut(BaseModel):
    """A change of state."""

    adapter: str
    before: str
    after: str
    reason: str
    figures: dict[str, Any] = Field(description="The comparison that decided it; empty where a person did.")
    created_at: datetime


class AdapterList(BaseModel):
    """All adapters, and what happened last."""

    data: list[AdapterOut]
    events: list[EventOut]


class ChangeIn(BaseModel):
    """A step of an adapter, or its evaluation."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"state": "canary", "share": 0.1}]}
    )

    state: AdapterState | None = None
    share: float = Field(
        default=0.1, gt=0, le=1, description="Of the conversations, for a canary or a shadow."
    )
    held: bool | None = Field(
        default=None, description="True keeps the worker from deciding about it; false lets it again."
    )
    reason: Text = Field(default="", max_length=1000)
    evaluation: dict[str, Any] | None = Field(
        default=None, description="What `chipcite evaluate` has measured."
    )


class MeasureOut(BaseModel):
    """One measure of a turn: a share of turns, or seconds."""

    name: str
    live: float
    canary: float
    low: float | None = Field(description="The canary's is above the live one's by at least this.")
    high: float | None
    worse: bool = Field(description="Beyond the interval, and beyond what is tolerated.")


class Comparison(BaseModel):
    """How the canary, or the shadow where there is none, and what is live fare with readers."""

    live: str
    canary: str
    state: AdapterState = Field(description="Of the compared adapter: canary or shadow.")
    held: bool
    live_turns: int
    canary_turns: int
    live_bad: float = Field(description="Share of turns with a thumb down, a removed statement or no answer.")
    canary_bad: float
    low: float | None = Field(description="The canary's share above that of the live one is at least this.")
    high: float | None
    measures: list[MeasureOut]
    decision: str = Field(description="wait, promote or roll back.")
    objection: str = Field(description="What forbids the promotion, where it is due and not taken.")
