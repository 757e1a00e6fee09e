"""A running service under load: many clients at once, hostile questions among them, beside an ingestion.

    python -m benchmarks.load [URL] [--clients 16] [--seconds 600] [--upload MANUAL.pdf …] [--log SERVICE.log]

Each client asks one thing after the other, drawn by chance from a fixed seed: exact questions and prose in
two languages, follow-ups, texts made to be slow (`benchmarks.load_questions`), searches, page pictures,
lists, and streams that are left in the middle. The manuals are uploaded at the start; `--anew` makes their
bytes new, as what is known already would be no work. Prints the answers, errors and times of each kind,
turns over the deadline, how long the event loop stood (from /metrics; with --log the longest stand, too),
and turns that were not recorded. Ends with status 1 where a server error, a late turn, a stand over half a
second or a turn that was not recorded was seen.
"""

import argparse
import asyncio
import json
import random
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from benchmarks.load_questions import FOLLOW_UPS, PLAIN, SEARCHES, Messages, hostile

MIX = {
    "exact or prose": 40, "follow-up": 12, "hostile": 8, "search": 12, "page": 10, "list": 3, "stream": 8,
    "stream left": 7,
}  # fmt: skip
"""How often each kind of request is drawn."""
LATE = 5.0
"""Seconds above the deadline that a client waits before it gives up."""
SERVER_ERROR = 500
STOOD = 0.5
"""Seconds that the loop may stand; a bound of the histogram."""
LAG = re.compile(
    r'^chipcite_loop_lag_seconds_(?:bucket\{le="([\d.+Inf]+)"\}|count) ([\d.e+]+)$', re.MULTILINE
)


@dataclass(slots=True)
class Seen:
    """What happened to the requests so far."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: Counter[str] = field(default_factory=Counter)
    late: int = 0
    unrecorded: int = 0

    @property
    def server_errors(self) -> int:
        """Replies of 500 and above, and broken connections."""
        return sum(count for what, count in self.errors.items() if " 4" not in what)


@dataclass(slots=True)
class Client:
    """One of the clients: asks until the time is up."""

    http: httpx.AsyncClient
    seen: Seen
    chance: random.Random
    deadline: float
    pause: float
    pages: Sequence[tuple[str, int]]

    async def run(self, until: float) -> None:
        """One request after the other."""
        kinds, weights = list(MIX), list(MIX.values())
        while time.monotonic() < until:
            kind = self.chance.choices(kinds, weights)[0]
            started = time.monotonic()
            try:
                await self._asks()[kind]()
            except httpx.HTTPStatusError as error:
                self.seen.errors[f"{kind}: {error.response.status_code} {_code(error.response)}"] += 1
            except httpx.HTTPError as error:
                self.seen.errors[f"{kind}: {type(error).__name__}"] += 1
            self.seen.seconds[kind].append(time.monotonic() - started)
            await asyncio.sleep(self.pause)

    def _asks(self) -> dict[str, Callable[[], Awaitable[None]]]:
        return {
            "exact or prose": lambda: self._chat(PLAIN),
            "hostile": lambda: self._chat(tuple(hostile().values())),
            "follow-up": self._conversation,
            "search": self._search,
            "page": self._page,
            "list": lambda: self._get("/v1/documents"),
            "stream": lambda: self._stream(whole=True),
            "stream left": lambda: self._stream(whole=False),
        }

    async def _chat(self, questions: Sequence[str]) -> None:
        await self._answer([{"role": "user", "content": self.chance.choice(questions)}])

    async def _conversation(self) -> None:
        messages: Messages = []
        for words in self.chance.choice(FOLLOW_UPS):
            messages.append({"role": "user", "content": words})
            messages.append({"role": "assistant", "content": await self._answer(messages)})

    async def _answer(self, messages: Messages) -> str:
        body = {"model": "chipcite", "messages": messages}
        started = time.monotonic()
        reply = await self.http.post("/v1/chat/completions", json=body)
        self.seen.late += time.monotonic() - started > self.deadline
        answer: dict[str, Any] = reply.raise_for_status().json()
        self.seen.unrecorded += not answer["chipcite"].get("turn_id")
        self.seen.late += "deadline" in answer["chipcite"]["degraded"]
        return str(answer["choices"][0]["message"]["content"])

    async def _search(self) -> None:
        body = {"query": self.chance.choice(SEARCHES)}
        (await self.http.post("/v1/search", json=body)).raise_for_status()

    async def _page(self) -> None:
        if self.pages:
            version, pages = self.chance.choice(self.pages)
            await self._get(f"/v1/versions/{version}/pages/{self.chance.randint(1, pages)}.png")

    async def _get(self, path: str) -> None:
        (await self.http.get(path)).raise_for_status()

    async def _stream(self, whole: bool) -> None:
        """Read to its end, or left after some of its events."""
        question = self.chance.choice(PLAIN)
        body = {"model": "chipcite", "stream": True, "messages": [{"role": "user", "content": question}]}
        left = 10_000 if whole else self.chance.randint(0, 4)
        async with self.http.stream("POST", "/v1/chat/completions", json=body) as reply:
            reply.raise_for_status()
            async for line in reply.aiter_lines():
                if '"error"' in line[:20]:
                    self.seen.errors[f"stream: {json.loads(line[6:])['error']['code']}"] += 1
                left -= line.startswith("data:")
                if left < 0:
                    return


def _code(reply: httpx.Response) -> str:
    try:
        return str(reply.json()["error"]["code"])
    except (ValueError, KeyError, TypeError):
        return ""


async def upload(http: httpx.AsyncClient, path: Path, anew: bool) -> str:
    """The version that the manual became; a comment behind a PDF's end makes its bytes new."""
    data = await asyncio.to_thread(path.read_bytes) + (f"\n% {uuid4()}\n".encode() if anew else b"")
    name = f"{uuid4().hex[:8]}_{path.name}" if anew else path.name
    reply = await http.post("/v1/documents", files={"file": (name, data)}, timeout=300)
    return str(reply.raise_for_status().json()["version_id"])


async def states(http: httpx.AsyncClient, versions: Sequence[str]) -> dict[str, str]:
    """How far the uploads are; what cannot be asked is said so."""
    found = {}
    for version in versions:
        reply = await http.get(f"/v1/versions/{version}")
        found[version] = reply.json()["state"] if reply.is_success else f"HTTP {reply.status_code}"
    return found


async def lags(http: httpx.AsyncClient) -> dict[str, float]:
    """Signs of life of the event loop so far, by the bound in seconds that they came within."""
    text = (await http.get("/metrics")).text
    return {bound or "all": float(count) for bound, count in LAG.findall(text)}


async def pages_of(http: httpx.AsyncClient) -> list[tuple[str, int]]:
    """Versions with pictures, and how many pages each has."""
    found: list[tuple[str, int]] = []
    for document in (await http.get("/v1/documents")).raise_for_status().json()["data"]:
        reply = await http.get(f"/v1/documents/{document['id']}/versions")
        versions = (each for each in reply.json()["data"] if each["file_name"].endswith(".pdf"))
        found += [(each["id"], each["page_count"]) for each in versions if each["page_count"]]
    return found


async def measure(options: argparse.Namespace) -> bool:
    """Runs the load and prints what became of it; whether all went well."""
    limits = httpx.Limits(max_connections=options.clients + 8)
    patience = options.deadline + LATE
    async with httpx.AsyncClient(base_url=options.url, timeout=patience, limits=limits) as http:
        pages, before = await pages_of(http), await lags(http)
        seen = Seen()
        until = time.monotonic() + options.seconds
        clients = [
            Client(http, seen, chance, options.deadline, options.pause, pages)
            for chance in map(random.Random, range(options.clients))
        ]
        asking = asyncio.gather(*(client.run(until) for client in clients))
        versions = [await upload(http, path, options.anew) for path in options.upload]
        await asking
        stood = _since(before, await lags(http))
        ingested = await states(http, versions)
    return report(seen, stood, ingested, options)


def _since(before: dict[str, float], after: dict[str, float]) -> dict[str, float]:
    return {bound: count - before.get(bound, 0.0) for bound, count in after.items()}


def report(
    seen: Seen, stood: dict[str, float], ingested: dict[str, str], options: argparse.Namespace
) -> bool:
    """Prints it; whether nothing of what must not happen did."""
    print("| kind | requests | p50 s | p95 s | max s |\n|---|---|---|---|---|")
    for kind, seconds in sorted(seen.seconds.items()):
        ordered = sorted(seconds)
        middle, most = ordered[len(ordered) // 2], ordered[int(0.95 * len(ordered))]
        print(f"| {kind} | {len(ordered)} | {middle:.2f} | {most:.2f} | {ordered[-1]:.2f} |")
    for what, count in seen.errors.most_common():
        print(f"error: {what}: {count}")
    standing = round(stood.get("all", 0.0) - stood.get(str(STOOD), 0.0))
    longest = _longest(options.log) if options.log else "not asked for"
    print(
        f"turns over {options.deadline:g} s or degraded by it: {seen.late}; not recorded: {seen.unrecorded}"
    )
    print(f"the loop stood over {STOOD} s: {standing} times of {stood.get('all', 0):.0f}; longest: {longest}")
    print(f"uploads: {dict(Counter(ingested.values()))}")
    return not (seen.server_errors or seen.late or seen.unrecorded or standing)


def _longest(log: Path) -> str:
    """The longest stand in the service's log, and the longest in which it computed for half of the time: on
    a busy machine it may stand because it gets no processor."""
    text = log.read_text("utf-8", "replace")
    lines = (json.loads(line) for line in text.splitlines() if '"loop.stalled"' in line)
    stands = [(each["ms"], each["cpu_ms"]) for each in lines]
    own = max((ms for ms, used in stands if used > ms / 2), default=0)
    failed = len(re.findall(r"turn\.not_recorded|database is locked", text))
    longest = max((ms for ms, _ in stands), default=0)
    return f"{longest} ms, {own} ms of them own work, {len(stands)} lines; {failed} lines of failed writes"


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("url", nargs="?", default="http://127.0.0.1:8000")
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--deadline", type=float, default=30)
    parser.add_argument("--pause", type=float, default=0, help="seconds of each client between two questions")
    parser.add_argument("--upload", type=Path, nargs="*", default=[])
    parser.add_argument("--anew", action="store_true", help="upload the manuals as new files")
    parser.add_argument("--log", type=Path, help="the service's log, as CHIPCITE_LOG_JSON=true writes it")
    sys.exit(0 if asyncio.run(measure(parser.parse_args())) else 1)


if __name__ == "__main__":
    main()
