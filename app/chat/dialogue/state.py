"""What a conversation has established: the state that the API shows and that a request may override."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class ChipSource(StrEnum):
    """Who named the chip, strongest first."""

    REQUEST = "request"
    QUESTION = "question"
    CONVERSATION = "conversation"
    FILE = "file"
    NONE = ""


class DebugStage(StrEnum):
    """Where the reader's project stands."""

    SELECTION = "selection"
    SCHEMATIC = "schematic"
    BRING_UP = "bring-up"
    CLOCK_AND_POWER = "clock-and-power"
    DRIVER = "driver"
    INTEGRATION = "integration"
    FIELD_FAILURE = "field-failure"


@dataclass(frozen=True, slots=True)
class ReportedValue:
    """A register value that the user has read somewhere."""

    register: str
    """The name or address as written; empty where only the value was reported."""
    value: str
    """Verbatim."""


@dataclass(frozen=True, slots=True)
class DialogueState:
    """What carries over from turn to turn. Empty strings and tuples are what nobody has said."""

    chip: str = ""
    """The one chip in focus: the library's name where it has one, else as written. Empty while the newest
    statement names several, as a comparison does."""
    chips: tuple[str, ...] = ()
    """All chips of the newest statement."""
    chip_source: str = ChipSource.NONE
    board: str = ""
    stepping: str = ""
    """Of the silicon, as written: ECO3, B, v3.0."""
    revision: str = ""
    """Of the documents: the number alone."""
    toolchain: str = ""
    rtos: str = ""
    debug_stage: str = ""
    """One of DebugStage, or what the request says."""
    peripherals: tuple[str, ...] = ()
    """In focus, as written, most recent first."""
    registers: tuple[str, ...] = ()
    """In focus, as written, most recent first."""
    fields: tuple[str, ...] = ()
    """Bit fields in focus, as written, most recent first."""
    values: tuple[ReportedValue, ...] = ()
    """In the order of the conversation."""
    errors: tuple[str, ...] = ()
    """Messages verbatim, in the order of the conversation."""

    def as_dict(self) -> dict[str, Any]:
        """As JSON; what is empty is there too, so that a client can show what is open."""
        plain = asdict(self)
        plain["chip_source"] = str(self.chip_source)
        return {key: list(value) if isinstance(value, tuple) else value for key, value in plain.items()}
