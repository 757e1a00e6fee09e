"""What goes over the wire about feedback and cases."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.models import CaseState
from app.models.base import storable

LONGEST = 100_000
"""Characters of a corrected answer."""
Text = Annotated[str, AfterValidator(storable)]


class Reason(StrEnum):
    """What is wrong with an answer."""

    WRONG_VALUE = "wrong_value"
    WRONG_SUBJECT = "wrong_subject"
    WRONG_SOURCE = "wrong_source"
    INCOMPLETE = "incomplete"
    NOT_ANSWERED = "not_answered"
    OUTDATED = "outdated"
    UNCLEAR = "unclear"
    OTHER = "other"


class Gap(StrEnum):
    """What the service lacked to answer right."""

    KNOWLEDGE = "knowledge"
    LOGIC = "logic"
    EXPRESSION = "expression"


class Stage(StrEnum):
    """Where the reader's project stood, as the page's project bar has them."""

    SELECTION = "selection"
    SCHEMATIC = "schematic"
    BRING_UP = "bring-up"
    CLOCK_AND_POWER = "clock-and-power"
    DRIVER = "driver"
    INTEGRATION = "integration"
    FIELD_FAILURE = "field-failure"


FactKind = Literal[
    "peripheral", "register", "field", "interrupt", "pin", "parameter", "erratum", "region", "ordering"
]


class FactIn(BaseModel):
    """What a manual states, and where."""

    model_config = ConfigDict(extra="forbid")

    kind: FactKind
    name: Text = Field(
        min_length=1, max_length=200, description="As the manual prints it; a parameter's symbol."
    )
    of: Text = Field(default="", max_length=200, description="The register of a field, or the peripheral.")
    values: dict[str, str | int | list[str]] = Field(
        min_length=1,
        max_length=20,
        description="What the manual states: attributes as `facts` of a reply name them.",
        examples=[{"reset": "0x00000083"}, {"msb": 7, "lsb": 4}],
    )
    page: int = Field(ge=1, le=100_000, description="The page that shows it, counting the file's from 1.")
    version_id: str | None = Field(
        default=None, max_length=36, description="Whose page; without it the one that the answer cites."
    )


class FeedbackIn(BaseModel):
    """A reader's verdict on a recorded turn."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "turn_id": "0193a5c2-7c1e-7b52-9c1e-0d6f1f3f8a11",
                    "rating": -1,
                    "reason": "wrong_value",
                    "fact": {"kind": "register", "name": "CLK_CTLR", "values": {"reset": "0x83"}, "page": 12},
                }
            ]
        },
    )

    turn_id: str = Field(max_length=36, description="As the reply's `chipcite.turn_id` gives it.")
    rating: Literal[1, -1] = Field(description="1 for a good answer, -1 for a bad one.")
    reason: Reason | None = None
    comment: Text = Field(default="", max_length=4000)
    correction: Text = Field(default="", max_length=LONGEST, description="What should have been answered.")
    fact: FactIn | None = Field(
        default=None, description="The fact that is wrong or missing, as it should be."
    )
    user: Text | None = Field(
        default=None, max_length=200, description="The `user` of the chat request, if any."
    )


class FeedbackOut(BaseModel):
    """The verdict as it was recorded."""

    id: str
    turn_id: str
    rating: int
    reason: str
    case_id: str | None = Field(description="The case that a curator will find in the queue.")
    fact: Literal["used", "waiting"] | None = Field(
        description="`used`: the page shows it, and answers state it from now on, beside what they stated "
        "before until a curator has looked. `waiting`: the page's text does not show it; a curator decides."
    )


class FactOut(BaseModel):
    """A corrected fact."""

    id: str
    kind: str
    fact: dict[str, Any]
    stated: list[str] = Field(description="The attributes that were corrected.")
    version_id: str
    document: str
    page: int
    bbox: tuple[float, float, float, float]
    quote: str = Field(description="The row or sentence that shows it; empty where none was found.")
    reviewed: bool


class Verdict(BaseModel):
    """What a reader thought."""

    rating: int
    reason: str
    comment: str
    correction: str


class CaseOut(BaseModel):
    """A turn to be decided about, or decided."""

    id: str
    state: CaseState
    signals: list[str]
    turn_id: str
    conversation_id: str | None
    question: str
    answer: str = Field(description="As it was given.")
    intent: str
    language: str
    pins: dict[str, Any]
    chips: list[str]
    abstained: bool
    citations: list[dict[str, Any]]
    verification: dict[str, Any]
    feedback: list[Verdict]
    facts: list[FactOut]
    right_answer: str = Field(description="What should have been answered; empty: what was.")
    gap: str
    task: str
    stage: str
    note: str
    similar: list[str] = Field(default=[], description="Other open cases that ask the same.")
    created_at: datetime
    decided_at: datetime | None


class CaseList(BaseModel):
    """Cases, the newest first; open ones that ask the same are one entry."""

    data: list[CaseOut]
    has_more: bool
    after: str | None = Field(default=None, description="Send this as `after` to get the next page.")


class CaseDecision(BaseModel):
    """A curator's decision."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"state": "accepted"}]})

    state: CaseState = Field(
        description="`accepted`: the answer is right, a reader's correction where there is one. "
        "`corrected`: `answer` is. `dropped`: nothing is to be learnt from it."
    )
    answer: Text | None = Field(default=None, max_length=LONGEST, description="Needed for `corrected`.")
    gap: Gap | Literal[""] | None = Field(default=None, description="What was missing.")
    task: Text | None = Field(
        default=None, max_length=32, description="The kind of question, as intents are."
    )
    stage: Stage | Literal[""] | None = None
    note: Text | None = Field(default=None, max_length=4000)
    also: list[str] = Field(default=[], max_length=1000, description="Cases that are decided the same way.")
