"""Whether what serves a model makes the prompt that it was trained on, token by token.

A server with another chat template, a doubled begin-of-text mark or a thinking block that training did not
have asks a question that the adapter has never seen. Nothing fails then; answers are only worse. So an
adapter is refused for any difference.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from finetune.exporting.errors import ExportError

Messages = Sequence[Mapping[str, Any]]
Encode = Callable[[Messages], list[int]]

THINKING = ("<think>", "<|channel|>analysis", "<seed:think>", "[THINK]", "<thinking>")
"""Marks of templates whose models think before they answer."""
PROBES: tuple[Messages, ...] = (
    ({"role": "user", "content": "At which address is R32_RCC_CTLR?"},),
    (
        {"role": "system", "content": "Answer from the sources."},
        {"role": "user", "content": '复位值是多少?\n\n<source n="1">\n| 0x0000 |\n</source>'},
    ),
    (
        {"role": "system", "content": "Answer from the sources."},
        {"role": "user", "content": "  What is  PLLON?  "},
        {"role": "assistant", "content": "PLLON is bit 24 [1]."},
        {"role": "user", "content": "And PLLRDY?"},
    ),
)
"""Prompts in which templates differ: with and without system, history, Chinese, spaces at the ends."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two prompts part."""

    probe: int
    at: int
    trained: tuple[int, ...]
    served: tuple[int, ...]


def compare(trained: Encode, served: Encode, probes: Sequence[Messages] = PROBES) -> list[Difference]:
    """Each probe whose tokens differ, from the first difference on."""
    differences = []
    for number, messages in enumerate(probes):
        ours, theirs = trained(messages), served(messages)
        if ours != theirs:
            same = next((at for at, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b), None)
            at = min(len(ours), len(theirs)) if same is None else same
            differences.append(Difference(number, at, tuple(ours[at : at + 8]), tuple(theirs[at : at + 8])))
    return differences


def require_equal(
    tokenizer: Any, server: httpx.Client, model: str, probes: Sequence[Messages] = PROBES
) -> None:
    """Refuses with the first difference in words."""
    differences = compare(trained_prompt(tokenizer), served_prompt(server, model), probes)
    if not differences:
        return
    first = differences[0]
    ours, theirs = tokenizer.decode(list(first.trained)), tokenizer.decode(list(first.served))
    thinking = " One of the two opens a thinking block." if thinks(ours) != thinks(theirs) else ""
    raise ExportError(
        f"The server asks another prompt than the one that was trained: prompt {first.probe} differs "
        f"at token {first.at}, trained {ours!r}, served {theirs!r}.{thinking} "
        "Serve it with the chat template of the training run."
    )


def trained_prompt(tokenizer: Any) -> Encode:
    """What training made of the messages before an answer."""

    def encode(messages: Messages) -> list[int]:
        made = tokenizer.apply_chat_template(
            list(messages), tokenize=True, add_generation_prompt=True, return_dict=False
        )
        return [int(one) for one in made]

    return encode


def served_prompt(server: httpx.Client, model: str) -> Encode:
    """What a server makes of them: vLLM's /tokenize, or llama.cpp's /apply-template and /tokenize."""

    def encode(messages: Messages) -> list[int]:
        asked = {"model": model, "messages": list(messages), "add_generation_prompt": True}
        reply = server.post("/tokenize", json=asked)
        if reply.is_success and reply.json().get("tokens"):
            return _numbers(reply.json()["tokens"])
        prompt = (
            server.post("/apply-template", json={"messages": list(messages)})
            .raise_for_status()
            .json()["prompt"]
        )
        wish = {"content": prompt, "add_special": True, "parse_special": True}
        return _numbers(server.post("/tokenize", json=wish).raise_for_status().json()["tokens"])

    return encode


def thinks(text: str) -> bool:
    """Whether a template or prompt knows a thinking block."""
    return any(mark in text for mark in THINKING)


def _numbers(tokens: Sequence[Any]) -> list[int]:
    return [int(one["id"]) if isinstance(one, Mapping) else int(one) for one in tokens]
