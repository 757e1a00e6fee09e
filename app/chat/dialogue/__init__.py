"""What a conversation says: the question made complete, and the state that carries over. Pure."""

from app.chat.dialogue.history import compress, token_count
from app.chat.dialogue.markup import AttachedFile, own_words, read_markup
from app.chat.dialogue.reading import Dialogue, read_dialogue, statement
from app.chat.dialogue.state import ChipSource, DebugStage, DialogueState, ReportedValue

__all__ = [
    "AttachedFile",
    "ChipSource",
    "DebugStage",
    "Dialogue",
    "DialogueState",
    "ReportedValue",
    "compress",
    "own_words",
    "read_dialogue",
    "read_markup",
    "statement",
    "token_count",
]
