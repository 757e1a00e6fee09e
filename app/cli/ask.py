"""`chipcite ask`: questions answered with citations while the answers are written, one or a conversation."""

import json
import sys
from collections.abc import Iterable, Iterator
from typing import Annotated, Any

import typer

from app.cli.client import DEFAULT_URL, Service, Url
from app.cli.output import NOT_RUNNING, AsJson, CommandFailedError, complain, print_json, printable

PATH = "/v1/chat/completions"
REMARK = ": chipcite "
"""A comment in a stream by which the service says what it is at."""


def ask(
    question: Annotated[str, typer.Argument(help="The question, in English or Chinese.")] = "",
    follow_up: Annotated[
        bool,
        typer.Option("--chat", "-i", help="Go on with the questions on stdin, one a line, until it ends."),
    ] = False,
    chip: Annotated[str | None, typer.Option(help="The chip that it is about.")] = None,
    revision: Annotated[str | None, typer.Option(help="Answer from this revision.")] = None,
    document: Annotated[list[str] | None, typer.Option(help="Only this document; may be repeated.")] = None,
    as_json: AsJson = False,
    url: Url = DEFAULT_URL,
) -> None:
    """Ask the manuals a question, or with -i several, each of which may follow up on the one before.

    Where an answer is a question back, its choices are numbered, and a number chooses one. With --json each
    reply is printed whole, in a conversation one a line.
    """
    if not question and not follow_up:
        raise CommandFailedError('Give a question: chipcite ask "…", or -i for several.')
    pins = {k: v for k, v in (("chip", chip), ("revision", revision), ("documents", document)) if v}
    with Service(url) as service:
        conversation = Conversation(service, pins, as_json=as_json, lines=follow_up)
        if not follow_up:
            conversation.ask(question)
            return
        if question:
            conversation.attempt(question)
        for line in questions():
            conversation.attempt(line)


def questions() -> Iterator[str]:
    """The lines of stdin that are not blank; a person is shown where to write."""
    watched = sys.stdin.isatty()
    while True:
        if watched:
            sys.stderr.write("> ")
            sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            return
        if line.strip():
            yield line.strip()


class Conversation:
    """The turns so far, which the service wants to see with each question."""

    def __init__(self, service: Service, pins: dict[str, Any], *, as_json: bool, lines: bool) -> None:
        self._service = service
        self._pins = pins
        self._as_json = as_json
        self._lines = lines
        self._messages: list[dict[str, str]] = []
        self._choices: list[str] = []

    def attempt(self, question: str) -> None:
        """A question whose failure ends itself and not the conversation, unless nobody answers at all."""
        try:
            self.ask(question)
        except CommandFailedError as error:
            if error.exit_code == NOT_RUNNING:
                raise
            complain(error.sentence)

    def ask(self, question: str) -> None:
        """Prints the answer, and remembers both."""
        asked = [*self._messages, {"role": "user", "content": self._chosen(question)}]
        body: dict[str, Any] = {"model": "chipcite", "messages": asked}
        body |= {"chipcite": self._pins} if self._pins else {}
        answer, about = self._whole(body) if self._as_json else self._streamed(body)
        self._messages = [*asked, {"role": "assistant", "content": answer}]
        self._choices = (about.get("clarify") or {}).get("choices") or []
        if self._lines and not self._as_json:
            for number, choice in enumerate(self._choices, 1):
                typer.echo(printable(f"  {number}. {choice}"))

    def _chosen(self, question: str) -> str:
        """What a number stands for, if there is something to choose from."""
        number = int(question) if question.isdecimal() and len(question) < 4 else 0
        return self._choices[number - 1] if 0 < number <= len(self._choices) else question

    def _whole(self, body: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        reply = self._service.post(PATH, body)
        if self._lines:
            typer.echo(json.dumps(reply, ensure_ascii=False))
        else:
            print_json(reply)
        return reply["choices"][0]["message"].get("content") or "", reply.get("chipcite") or {}

    def _streamed(self, body: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        about: dict[str, Any] = {}
        written = []
        with self._service.stream(PATH, body | {"stream": True}) as lines:
            for piece in contents(lines, about):
                written.append(piece)
                sys.stdout.write(printable(piece))
                sys.stdout.flush()
        sys.stdout.write("\n")
        return "".join(written), about


def contents(lines: Iterable[str], about: dict[str, Any]) -> Iterator[str]:
    """The text in a stream of chat completion chunks; an error in it ends the command.

    What the last chunk says of the answer is put into `about`.
    """
    for line in lines:
        if line.startswith(REMARK) and sys.stderr.isatty():
            _tell(json.loads(line.removeprefix(REMARK)).get("waiting"))
        data = line.removeprefix("data:").strip()
        if not line.startswith("data:") or data == "[DONE]":
            continue
        chunk = json.loads(data)
        if "error" in chunk:
            raise CommandFailedError(chunk["error"]["message"])
        about |= chunk.get("chipcite") or {}
        for choice in chunk.get("choices", ()):
            if text := choice.get("delta", {}).get("content"):
                yield text


def _tell(waiting: dict[str, Any] | None) -> None:
    """What a person waits for."""
    if waiting:
        seconds = f", about {waiting['seconds']} s" if waiting["seconds"] else ""
        sys.stderr.write(f"The model reads {waiting['passages']} passages{seconds} …\n")
