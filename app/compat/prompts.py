"""What a prompt of `/v1/completions` is: a text to fill in, a conversation, or a question. Pure."""

import re

from app.chat.schemas import Message

FILL_IN = re.compile(
    r"<\|?(?:fim_prefix|fim_suffix|fim_middle|fim_begin|fim_hole|fim-prefix|fim-suffix|fim-middle)\|?>"
    r"|<｜fim▁(?:begin|hole|end)｜>|<(?:PRE|SUF|MID)>|\[(?:PREFIX|SUFFIX|MIDDLE)\]"
)
"""The marks of StarCoder, Qwen, DeepSeek, Code Llama, Codestral and Granite: a code model's own language."""

_TURN = re.compile(r"^(system|user|assistant): ?", re.MULTILINE)


def is_fill_in(prompt: str, suffix: str | None) -> bool:
    """Whether a language model must see this text as it is."""
    return bool(suffix) or FILL_IN.search(prompt) is not None


def conversation(prompt: str) -> list[Message]:
    """The messages that a client wrote out as text, as LlamaIndex does; else one message of the user."""
    turns = list(_TURN.finditer(prompt))
    roles = [turn[1] for turn in turns]
    written_out = turns and turns[0].start() == 0 and roles[-1] == "assistant" and "user" in roles
    if not written_out or prompt[turns[-1].end() :].strip():
        return [Message(role="user", content=prompt)]
    ends = [turn.start() for turn in turns[1:]]
    texts = [prompt[turn.end() : end].strip() for turn, end in zip(turns, ends, strict=False)]
    said = [_message(role, text) for role, text in zip(roles, texts, strict=False) if text]
    return said or [Message(role="user", content=prompt)]


def _message(role: str, text: str) -> Message:
    return Message.model_validate({"role": role, "content": text})
