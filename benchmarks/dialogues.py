"""Conversations of our own, asked of the service turn by turn, against what each turn should have led to.

    python -m benchmarks.dialogues [SET.jsonl …] [--half tuned|held|strangers] [--data FOLDER] [--show ID]

Without --data the library is built first: the sample manuals, a second fictional chip with the same
register names at other addresses, and an application note that tries to give orders. The assistant's turns
are the service's real replies. A conversation is right when every turn is: state, intent, and what the
reply shows, hides, asks back or admits not to know. Prints the share that is right, by category.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from app.core.config import Settings
from app.main import create_app
from app.worker import working
from benchmarks.second_chip import second_chip

ROOT = Path(__file__).resolve().parent.parent
SETS = ROOT / "tests" / "data" / "dialogues"
MANUALS = (
    "VSK32A1_RM_en_V1.0.pdf",
    "VSK32A1_RM_en_V1.1.pdf",
    "VSK32A1_RM_zh_V1.1.pdf",
    "VSK32A1_ES_en_V2.0.pdf",
)
HALVES = ("tuned", "held", "strangers")
PATIENCE = 300
"""Seconds until all documents are published, on a busy machine."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What the user says, and what must come of it."""

    user: str
    expected: Mapping[str, Any] = field(default_factory=dict)
    """Any of: intent (one or several), state, shows, hides, abstained, clarify, language."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """One case of the set."""

    id: str
    category: str
    half: str
    """tuned, held (not in view while the rules were written), or strangers: as people type in haste."""
    turns: tuple[Turn, ...]
    system: str = ""
    pins: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a conversation went."""

    conversation: Conversation
    faults: tuple[str, ...]
    """What was not as expected, each with the turn's number."""
    replies: tuple[str, ...]


def read_set(paths: Iterable[Path]) -> tuple[Conversation, ...]:
    """The cases of some files, one a line."""
    found = []
    for path in paths:
        for line in path.read_text("utf-8").splitlines():
            raw = json.loads(line)
            turns = tuple(Turn(turn.pop("user"), turn) for turn in raw.pop("turns"))
            found.append(Conversation(turns=turns, **raw))
    return tuple(found)


def build_documents(folder: Path) -> tuple[Path, ...]:
    """Writes the documents that the set is about."""
    build = [sys.executable, str(ROOT / "docs" / "sample" / "build.py"), str(folder)]
    subprocess.run(build, check=True, capture_output=True, timeout=PATIENCE)
    second = folder / "VSK32B2.svd"
    second.write_text(second_chip((folder / "VSK32A1.svd").read_text("utf-8")), "utf-8")
    notes = sorted((SETS / "documents").iterdir())
    return (*(folder / name for name in MANUALS), second, *notes)


@asynccontextmanager
async def serving(data: Path, embedder: str = "none") -> AsyncIterator[tuple[FastAPI, httpx.AsyncClient]]:
    """The service in this process, without a socket and without a model."""
    app = create_app(Settings(data_dir=data, embedder=embedder, workers=1, llm_url=""))
    transport = httpx.ASGITransport(app=app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://chipcite.test", timeout=PATIENCE) as client,
    ):
        yield app, client


async def ingest(data: Path, documents: Sequence[Path]) -> None:
    """Uploads the documents and waits until all of them may answer."""
    async with serving(data) as (app, client):
        resources = app.state.resources
        worker = working(resources.settings, resources.storage, resources.retriever)
        await asyncio.to_thread(worker.__enter__)
        try:
            jobs = [await _upload(client, path) for path in documents]
            async with asyncio.timeout(PATIENCE):
                for job in jobs:
                    await _published(client, job)
        finally:
            await asyncio.to_thread(worker.__exit__, None, None, None)


async def _upload(client: httpx.AsyncClient, path: Path) -> str:
    content = await asyncio.to_thread(path.read_bytes)
    reply = await client.post("/v1/documents", files={"file": (path.name, content)})
    reply.raise_for_status()
    return str(reply.json()["job_id"])


async def _published(client: httpx.AsyncClient, job: str) -> None:
    while True:
        reply = (await client.get(f"/v1/jobs/{job}")).raise_for_status().json()
        if reply["state"] in ("published", "superseded"):
            return
        if reply["state"] == "failed":
            raise RuntimeError(f"A document was not ingested: {reply}")
        await asyncio.sleep(0.2)


async def play(client: httpx.AsyncClient, conversation: Conversation) -> Outcome:
    """Asks each turn with all that went before, as a client does."""
    messages = [{"role": "system", "content": conversation.system}] if conversation.system else []
    faults: list[str] = []
    replies: list[str] = []
    for number, turn in enumerate(conversation.turns, start=1):
        messages.append({"role": "user", "content": turn.user})
        body = {"model": "chipcite", "messages": messages, "chipcite": dict(conversation.pins)}
        reply = (await client.post("/v1/chat/completions", json=body)).raise_for_status().json()
        text = reply["choices"][0]["message"]["content"]
        messages.append({"role": "assistant", "content": text})
        replies.append(text)
        faults.extend(f"turn {number}: {fault}" for fault in compare(turn.expected, text, reply["chipcite"]))
    return Outcome(conversation, tuple(faults), tuple(replies))


def compare(expected: Mapping[str, Any], text: str, reply: Mapping[str, Any]) -> list[str]:
    """What of a reply is not as it should be."""
    faults = [
        f"shows no {value!r}"
        for value in expected.get("shows", ())
        if value.casefold() not in text.casefold()
    ]
    own = _own_words(text).casefold()
    faults += [f"says {value!r}" for value in expected.get("hides", ()) if value.casefold() in own]
    intents = _several(expected.get("intent"))
    if intents and reply["intent"] not in intents:
        faults.append(f"intent {reply['intent']}, not {' or '.join(intents)}")
    abstained = expected.get("abstained", False if expected.get("shows") else None)
    if abstained is not None and bool(reply["abstained"]) != abstained:
        faults.append("abstained" if reply["abstained"] else "did not abstain")
    return [*faults, *_clarify(expected.get("clarify"), reply), *_state(expected.get("state", {}), reply)]


def _own_words(text: str) -> str:
    """The reply without block quotes: they are marked as a manual's words, and answer nothing."""
    return "\n".join(line for line in text.splitlines() if not line.startswith(">"))


def _clarify(choices: Sequence[str] | None, reply: Mapping[str, Any]) -> list[str]:
    asked = (reply.get("clarify") or {}).get("choices", [])
    if choices is None:
        return [f"asked back: {asked}"] if asked and not reply.get("citations") else []
    return [] if set(choices) <= set(asked) else [f"asked back {asked}, not {list(choices)}"]


def _state(expected: Mapping[str, Any], reply: Mapping[str, Any]) -> list[str]:
    """Of a list every expected item must be there; of a text all of it."""
    faults = []
    for key, wanted in expected.items():
        found = reply["state"].get(key)
        if isinstance(wanted, list):
            missing = [item for item in wanted if item not in (found or [])]
            faults += [f"state {key} lacks {missing}, has {found}"] if missing else []
        elif found != wanted:
            faults.append(f"state {key} is {found!r}, not {wanted!r}")
    return faults


def _several(value: str | Sequence[str] | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ())


async def measure(data: Path, conversations: Iterable[Conversation]) -> tuple[Outcome, ...]:
    """All conversations, one after the other."""
    async with serving(data) as (_, client):
        return tuple([await play(client, conversation) for conversation in conversations])


def share(outcomes: Sequence[Outcome]) -> float:
    """Of conversations without a fault."""
    return sum(not outcome.faults for outcome in outcomes) / len(outcomes) if outcomes else 0.0


def report(outcomes: Sequence[Outcome]) -> str:
    """A Markdown table by category and half, and what failed."""
    lines = [f"| category | {' | '.join(HALVES)} | all |", "|---" * (len(HALVES) + 2) + "|"]
    categories = dict.fromkeys(outcome.conversation.category for outcome in outcomes)
    for category in (*categories, "all"):
        chosen = [o for o in outcomes if category in (o.conversation.category, "all")]
        halves = [[o for o in chosen if o.conversation.half == half] for half in HALVES]
        cells = (f"{sum(not o.faults for o in part)}/{len(part)}" for part in (*halves, chosen))
        lines.append(f"| {category} | {' | '.join(cells)} |")
    lines.append(f"\n{100 * share(outcomes):.1f} % of {len(outcomes)} conversations right.")
    for outcome in outcomes:
        lines += [f"- {outcome.conversation.id}: {fault}" for fault in outcome.faults]
    return "\n".join(lines)


def main() -> None:
    """Builds the library where none is given, and prints the report."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sets", nargs="*", type=Path, default=sorted(SETS.glob("*.jsonl")))
    parser.add_argument("--half", choices=HALVES)
    parser.add_argument("--data", type=Path, help="A data folder with the documents in it, or to be filled.")
    parser.add_argument("--show", default="", help="Print the replies of this conversation.")
    arguments = parser.parse_args()
    cases = [case for case in read_set(arguments.sets) if arguments.half in (None, case.half)]
    cases = [case for case in cases if arguments.show in ("", case.id)]
    with tempfile.TemporaryDirectory() as temporary:
        data = arguments.data or Path(temporary) / "data"
        if not data.exists():
            documents = build_documents(Path(temporary))
            asyncio.run(ingest(data, documents))
        outcomes = asyncio.run(measure(data, cases))
    if arguments.show:
        for outcome in outcomes:
            print(*(f"> {reply}\n" for reply in outcome.replies), sep="\n")
    print(report(outcomes))


if __name__ == "__main__":
    main()
