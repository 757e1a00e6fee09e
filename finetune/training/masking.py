"""Tokens of a conversation, and which of them the model learns to write: the answers with their end mark, no
prompt.

Works with any chat template, because it only compares what the template makes of the conversation's
beginnings.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

IGNORED = -100
"""What torch's cross entropy leaves out."""

Learnt = Literal["last", "answers", "all"]
Messages = Sequence[Mapping[str, Any]]


class ChatTokenizer(Protocol):
    """What is used of transformers' tokenizers."""

    def apply_chat_template(
        self, conversation: Any, *, tokenize: bool, add_generation_prompt: bool, return_dict: bool
    ) -> Any: ...


@dataclass(frozen=True, slots=True)
class Labelled:
    """A conversation as the model reads it."""

    input_ids: list[int]
    labels: list[int]
    """The token where it is learnt, `IGNORED` elsewhere."""


class TemplateError(ValueError):
    """A chat template that writes a conversation's beginning otherwise than the whole; the message says
    which.
    """


def labelled(tokenizer: ChatTokenizer, messages: Messages, learn: Learnt = "last") -> Labelled:
    """The conversation's tokens, with those that are learnt marked."""
    ids = _ids(tokenizer, messages, prompt=False)
    if learn == "all":
        return Labelled(ids, list(ids))
    labels = [IGNORED] * len(ids)
    answers = [at for at, message in enumerate(messages) if message["role"] == "assistant"]
    for at in answers[-1:] if learn == "last" else answers:
        start, end = _answer(tokenizer, messages, at, ids)
        labels[start:end] = ids[start:end]
    return Labelled(ids, labels)


def _answer(tokenizer: ChatTokenizer, messages: Messages, at: int, ids: Sequence[int]) -> tuple[int, int]:
    """Where the answer stands: between the prompt before it and the beginning of the conversation that ends
    with it.

    What the template writes after an answer's end mark (a line break) is learnt with it and does no harm.
    """
    prompt = _ids(tokenizer, messages[:at], prompt=True)
    through = _ids(tokenizer, messages[: at + 1], prompt=False)
    if list(ids[: len(prompt)]) != prompt:
        raise TemplateError(
            f"The chat template writes the prompt before answer {at} otherwise than the served prompt; "
            "what is trained would not be what is asked. Use a template that keeps its history unchanged."
        )
    return len(prompt), min(len(through), len(ids))


def _ids(tokenizer: ChatTokenizer, messages: Messages, *, prompt: bool) -> list[int]:
    made = tokenizer.apply_chat_template(
        list(messages), tokenize=True, add_generation_prompt=prompt, return_dict=False
    )
    return [int(one) for one in made]
