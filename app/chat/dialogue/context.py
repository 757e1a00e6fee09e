"""What a question is read against: the question before, the chips spoken of, the last reply. Pure data."""

from dataclasses import dataclass, field

from app.chat.dialogue.focus import Focus


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
    pair: tuple[str, ...] = ()
    """The two parts that were named together last: the former and the latter."""
    left: str = ""
    """The chip that the newest statement leaves for another."""
    asked: str = ""
    """The question before, or the one that a choice answered."""
    asked_names: Focus = field(default_factory=Focus)
    """Its names, those of its reply behind them."""
    reply: str = ""
    """The last words of the assistant."""
