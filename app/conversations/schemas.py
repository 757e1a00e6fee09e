"""What goes over the wire about conversations."""

import json
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, StringConstraints

from app.conversations.titles import LONGEST_GIVEN, one_line
from app.models import Outcome
from app.models.base import storable

LONGEST_QUESTION = 100_000
LONGEST_ANSWER = 400_000
MOST_IMPORTED = 500


def _plain_json(value: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """JSON that a reply can carry again: no NaN, no halves of characters."""
    plain: dict[str, JsonValue] = json.loads(storable(json.dumps(value, ensure_ascii=False, allow_nan=False)))
    return plain


PlainJson = Annotated[dict[str, JsonValue], AfterValidator(_plain_json)]
Text = Annotated[str, AfterValidator(storable)]
Title = Annotated[
    str,
    AfterValidator(storable),
    AfterValidator(one_line),
    StringConstraints(min_length=1, max_length=LONGEST_GIVEN),
]


class ConversationSummary(BaseModel):
    """A conversation as the list holds it."""

    id: str
    title: str = Field(description="Made from the first question until someone renames it.")
    created_at: datetime
    updated_at: datetime = Field(description="When it was last asked something.")
    turn_count: int


class ConversationList(BaseModel):
    """A page of the list, last used first."""

    data: list[ConversationSummary]
    has_more: bool
    after: str | None = Field(default=None, description="Send this as `after` to get the next page.")


class EarlierAnswer(BaseModel):
    """What was answered before the same question was asked anew."""

    id: str
    answer: str
    chipcite: dict[str, Any] | None = None
    created_at: datetime


class OwnVerdict(BaseModel):
    """What the reader thought of the answer."""

    rating: int
    reason: str
    comment: str
    correction: str


class TurnOut(BaseModel):
    """A question as it was answered, with all that a client needs to show it again."""

    id: str
    question: str
    answer: str = Field(description="Markdown.")
    status: Outcome = Field(description="`stopped` and `failed` answers hold what was written until then.")
    error: str = Field(description="What the reader was told where it failed.")
    pins: dict[str, Any] = Field(description="What the reader had set: chip, revision, and the like.")
    chipcite: dict[str, Any] | None = Field(description="As the chat's reply carried it; null without one.")
    earlier: list[EarlierAnswer] = []
    feedback: OwnVerdict | None = Field(default=None, description="As `POST /v1/feedback` recorded it.")
    created_at: datetime


class ConversationOut(ConversationSummary):
    """A conversation with its last turns, oldest first."""

    turns: list[TurnOut]
    has_more: bool = Field(description="Whether there are older turns: ask with `before`.")


class ConversationChange(BaseModel):
    """What can be changed."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"title": "Clock bring-up"}]})

    title: Title


class TurnIn(BaseModel):
    """A turn that a client kept by itself."""

    question: Text = Field(min_length=1, max_length=LONGEST_QUESTION)
    answer: Text = Field(default="", max_length=LONGEST_ANSWER)
    status: Outcome = Outcome.DONE
    error: Text = Field(default="", max_length=2000)
    pins: PlainJson = {}
    chipcite: PlainJson | None = None


class ConversationIn(BaseModel):
    """A conversation to take in."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"turns": [{"question": "What resets CLK_CTLR?", "answer": "A power-on reset."}]}]
        }
    )

    turns: list[TurnIn] = Field(min_length=1, max_length=MOST_IMPORTED, description="Oldest first.")
