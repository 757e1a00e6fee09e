"""`chipcite ask`: one question, answered with citations while the answer is written."""

import json
import sys
from collections.abc import Iterable, Iterator
from typing import Annotated, Any

import typer

from app.cli.client import DEFAULT_URL, Service, Url
from app.cli.output import AsJson, CommandFailedError, print_json, printable


def ask(
    question: Annotated[str, typer.Argument(help="The question, in English or Chinese.")],
    chip: Annotated[str | None, typer.Option(help="The chip that it is about.")] = None,
    revision: Annotated[str | None, typer.Option(help="Answer from this revision.")] = None,
    document: Annotated[list[str] | None, typer.Option(help="Only this document; may be repeated.")] = None,
    as_json: AsJson = False,
    url: Url = DEFAULT_URL,
) -> None:
    """Ask the manuals a question."""
    pins = {k: v for k, v in (("chip", chip), ("revision", revision), ("documents", document)) if v}
    body: dict[str, Any] = {"model": "chipcite", "messages": [{"role": "user", "content": question}]}
    if pins:
        body["chipcite"] = pins
    with Service(url) as service:
        if as_json:
            print_json(service.post("/v1/chat/completions", body))
            return
        with service.stream("/v1/chat/completions", body | {"stream": True}) as lines:
            for piece in contents(lines):
                sys.stdout.write(printable(piece))
                sys.stdout.flush()
    sys.stdout.write("\n")


def contents(lines: Iterable[str]) -> Iterator[str]:
    """The text in a stream of chat completion chunks; an error in it ends the command."""
    for line in lines:
        data = line.removeprefix("data:").strip()
        if not line.startswith("data:") or data == "[DONE]":
            continue
        chunk = json.loads(data)
        if "error" in chunk:
            raise CommandFailedError(chunk["error"]["message"])
        for choice in chunk.get("choices", ()):
            if text := choice.get("delta", {}).get("content"):
                yield text
