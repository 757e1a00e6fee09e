"""What a conversation says: the user's own words without an IDE's markup, and what carries over. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.chat.schemas import Message

MOST_CHARACTERS = 2000
"""Of a question; what is longer is a pasted text with the question at its end."""
OWN_WORDS = re.compile(
    r"<(user_input|user_message|userRequest|task|feedback)\b[^>]*>(.*?)</\1>", re.DOTALL | re.IGNORECASE
)
"""Where Cline and VS Code put what the user typed."""
ATTACHED = re.compile(
    r"<(file_content|folder_content|url_content|environment_details|environment_info|attachments?|context|"
    r"editorContext|reminderInstructions|terminal_output|workspace_info)\b[^>]*>.*?(?:</\1>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
FENCED = re.compile(r"^[ \t]*(```+|~~~+)[^\n]*\n.*?(?:^[ \t]*\1[ \t]*$|\Z)", re.DOTALL | re.MULTILINE)
"""Continue sends files as fenced blocks whose info string is the path."""


@dataclass(frozen=True, slots=True)
class Dialogue:
    """The conversation as far as the answer depends on it."""

    question: str
    """The user's last words."""
    earlier: tuple[str, ...] = ()
    """The user's words before, newest first."""


def read_dialogue(messages: Sequence[Message]) -> Dialogue:
    """The user's words, last message first. A conversation without any has an empty question."""
    said = [own_words(message.text) for message in messages if message.role == "user"]
    said = [words for words in said if words]
    return Dialogue(said[-1], tuple(reversed(said[:-1]))) if said else Dialogue("")


def own_words(text: str) -> str:
    """What the user typed, without attached files; all of it where nothing else was typed."""
    typed = [match[2] for match in OWN_WORDS.finditer(text)]
    bare = "\n".join(typed) if typed else ATTACHED.sub("\n", text)
    words = FENCED.sub("\n", bare).strip() or bare.strip()
    return words[-MOST_CHARACTERS:]


def token_count(text: str) -> int:
    """About as many tokens as models count: a Chinese character each, four other characters together."""
    wide = sum(character > "\u2e7f" for character in text)
    return wide + -(-(len(text) - wide) // 4)
