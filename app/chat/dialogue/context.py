"""What a question is read against: the question before, the names in focus, the last reply. Pure data."""

from dataclasses import dataclass, field

from app.chat.dialogue.focus import Focus
from app.chat.dialogue.state import ReportedValue
from app.search.scope import language_of


@dataclass(frozen=True, slots=True)
class Context:
    """The conversation before a question, as far as the question may lean on it."""

    known: tuple[str, ...] = ()
    """Names of the library's chips."""
    chip: str = ""
    chips: tuple[str, ...] = ()
    """Those of the newest statement that named any."""
    met: tuple[str, ...] = ()
    """Every chip that was named, in the order of the conversation."""
    left: str = ""
    """The chip that the newest statement leaves for another."""
    asked: str = ""
    """The question before, made complete."""
    named: tuple[str, ...] = ()
    """Names in the questions so far, newest first."""
    asked_names: Focus = field(default_factory=Focus)
    """The names of the question before."""
    asked_focus: Focus = field(default_factory=Focus)
    """The same with the names of its reply behind them."""
    focus: Focus = field(default_factory=Focus)
    """Names of the conversation, most recent first."""
    reply: str = ""
    """The last words of the assistant."""
    values: tuple[ReportedValue, ...] = ()

    @property
    def language(self) -> str:
        """Of the question before."""
        return language_of(self.asked)
