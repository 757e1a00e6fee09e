"""What answers cost in a library and in the same one several times over: search and exact facts.

    python -m benchmarks.library_size DATA_FOLDER [--copies 5] [--rounds 2] [--apart]

DATA_FOLDER belongs to a service that does not run, and that this release has run on; it is copied, never
changed. In a second copy all manuals stand `--copies` times, each under names of its own: rows, facts,
passages and vectors are copied, nothing is read anew. With `--apart` the copies count as manuals that say
something else, as five times as many would. Both services then run side by side and are asked in turns, one
question at a time, so that whatever else the machine does falls on both. Prints times of each (seconds that
passed, and seconds of processor that the service spent) and the ratios of their p95; ends with status 1 where
that of the processor is over 1.3. Processor time is the service's own: it hardly hears what else runs.
"""

import argparse
import json
import os
import random
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import httpx

from app.models.facts import FACT_TABLES
from retrieval.types import Point, SparseVector
from retrieval.vector_store.edge import EdgeStore
from retrieval.vector_store.records import IDENTIFIERS, META_ID, WORDS, dense_name, to_passage

MOST_RATIO = 1.3
QUESTIONS = 80
"""Of each kind, drawn from what the library holds."""
PART = 500
"""Passages that are copied at a time."""
READY_S = 180
FACTS = [table.__tablename__ for table in FACT_TABLES]  # type: ignore[attr-defined]  # of every mapped class
EXACT = """
    SELECT DISTINCT chips.name, register_facts.name FROM register_facts
    JOIN versions ON versions.id = version_id AND versions.state = 'published'
    JOIN document_chips USING (document_id) JOIN chips ON chips.id = chip_id
    WHERE register_facts.reset <> '' ORDER BY 1, 2
"""
SEARCHED = "SELECT DISTINCT name FROM parameter_facts WHERE length(name) > 12 ORDER BY 1"


def copied(name: str, number: int) -> str:
    """The id of a copy; an id that is none stays empty."""
    return str(uuid5(UUID(name), f"copy {number}")) if name else name


def multiply(folder: Path, copies: int, apart: bool = False) -> None:
    """Puts each manual of a data folder there several times."""
    with sqlite3.connect(folder / "chipcite.db") as database:
        # What was read before digests were kept says something of its own.
        database.execute("UPDATE versions SET content_digest = substr(id, -20) WHERE content_digest = ''")
        for number in range(1, copies):
            _copy_rows(database, number, apart)
    store = EdgeStore(folder / "vectors")
    try:
        _copy_passages(store, copies)
    finally:
        store.close()


def _copy_rows(database: sqlite3.Connection, number: int, apart: bool) -> None:
    """`documents`, `versions` and what hangs on them, as they were at first."""
    other = f"copy {number} of "
    made: dict[str, dict[str, Any]] = {
        "documents": {"id": 1, "merged_into": 1, "title": other, "title_key": other, "number_key": other},
        "versions": {"id": 1, "document_id": 1, "file_name": other.replace(" ", "_"), "sha256": f"{number}"},
        "document_chips": {"document_id": 1},
        "pages": {"version_id": 1},
    }
    if apart:
        made["versions"] |= {"content_digest": f"{number}"}
    made |= {table: {"version_id": 1, "passage_id": 1, "id": None} for table in FACTS}
    database.create_function("copied", 1, lambda name: copied(name, number) if name else name)
    originals = database.execute("SELECT id FROM versions WHERE file_name NOT LIKE 'copy~_%' ESCAPE '~'")
    database.execute("CREATE TEMP TABLE IF NOT EXISTS originals AS SELECT '' AS id WHERE 0")
    database.execute("DELETE FROM originals")
    database.executemany("INSERT INTO originals VALUES (?)", originals.fetchall())
    of = "version_id IN (SELECT id FROM originals)"
    documents = "IN (SELECT document_id FROM versions WHERE id IN (SELECT id FROM originals))"
    where = {
        "documents": f"id {documents}",
        "versions": "id IN (SELECT id FROM originals)",
        "document_chips": f"document_id {documents}",
    }
    for table, changed in made.items():
        columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
        taken = ", ".join(f'"{name}"' for name in columns if changed.get(name, 0) is not None)
        values = ", ".join(_value(name, changed) for name in columns if changed.get(name, 0) is not None)
        database.execute(
            f"INSERT INTO {table} ({taken}) SELECT {values} FROM {table} WHERE {where.get(table, of)}"  # noqa: S608 - names of our own tables
        )


def _value(column: str, changed: Mapping[str, Any]) -> str:
    match changed.get(column):
        case None:
            return f'"{column}"'
        case 1:
            return f'copied("{column}")'
        case prefix:
            return f"'{prefix}' || \"{column}\""


def _copy_passages(store: EdgeStore, copies: int) -> None:
    everything = [one for one in store._scroll(None) if one != META_ID]
    for start in range(0, len(everything), PART):
        with store._use() as shard:
            records = shard.retrieve(everything[start : start + PART], True, True)
        for number in range(1, copies):
            store.upsert([_point(record, number, store.meta.dimension) for record in records])


def _point(record: Any, number: int, dimension: int) -> Point:
    passage = to_passage(record.id, record.payload)
    other = replace(
        passage,
        id=copied(passage.id, number),
        version_id=copied(passage.version_id, number),
        document_id=copied(passage.document_id, number),
        document=f"copy_{number}_of_{passage.document}",
    )
    dense = record.vector.get(dense_name(dimension))
    words, names = (_sparse(record.vector.get(name)) for name in (WORDS, IDENTIFIERS))
    return Point(other, words, names, tuple(dense) if dense else None)


def _sparse(vector: Any) -> SparseVector:
    return SparseVector(tuple(vector.indices), tuple(vector.values)) if vector else SparseVector((), ())


def questions(folder: Path) -> dict[str, list[str]]:
    """Of each kind the same for both services."""
    chance = random.Random(7)  # noqa: S311 - repeatable, not secret
    with sqlite3.connect(folder / "chipcite.db") as database:
        registers, limits = database.execute(EXACT).fetchall(), database.execute(SEARCHED).fetchall()
    return {
        "exact": [
            f"What is the reset value of {register} on the {chip}?"
            for chip, register in chance.sample(registers, min(QUESTIONS, len(registers)))
        ],
        "search": [name for (name,) in chance.sample(limits, min(QUESTIONS, len(limits)))],
    }


@dataclass(frozen=True, slots=True)
class Service:
    """One that runs, and the process that it is."""

    http: httpx.Client
    pid: int

    def processor(self) -> float:
        """Seconds of processor that its threads have spent."""
        threads = Path(f"/proc/{self.pid}/task").glob("*/schedstat")
        return sum(int(one.read_text().split()[0]) for one in threads) / 1e9


@contextmanager
def service(folder: Path) -> Iterator[Service]:
    """One that runs on a data folder until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "from app.cli import main; main()", "serve", "--port", str(port)]
    environment = os.environ | {"CHIPCITE_DATA_DIR": str(folder), "CHIPCITE_LOG_LEVEL": "error"}
    process = subprocess.Popen(command, env=environment)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as http:
            _wait(http)
            yield Service(http, process.pid)
            rss = Path(f"/proc/{process.pid}/status").read_text().partition("VmRSS:")[2].split()[0]
            print(f"{folder.name}: {int(rss) / 1024:.0f} MB resident")
    finally:
        process.terminate()
        process.wait(30)


def _wait(http: httpx.Client) -> None:
    end = time.monotonic() + READY_S
    while time.monotonic() < end:
        try:
            if http.get("/readyz").is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise SystemExit("a service did not become ready")


def ask(http: httpx.Client, kind: str, question: str) -> float:
    """The seconds that one question takes."""
    began = time.perf_counter()
    if kind == "search":
        http.post("/v1/search", json={"query": question}).raise_for_status()
    else:
        messages = [{"role": "user", "content": question}]
        reply = http.post("/v1/chat/completions", json={"model": "chipcite", "messages": messages})
        reply.raise_for_status()
    return time.perf_counter() - began


@dataclass(slots=True)
class Times:
    """Of one kind of question in one library."""

    passed: list[float] = field(default_factory=list)
    """Seconds of each question."""
    spent: list[float] = field(default_factory=list)
    """Seconds of processor of each."""


def measure(
    services: Mapping[str, Service], asked: Mapping[str, Sequence[str]], rounds: int
) -> dict[tuple[str, str], Times]:
    """Times by kind and library. The first round reads what the later ones find in memory, and counts too."""
    times: dict[tuple[str, str], Times] = defaultdict(Times)
    for _ in range(rounds):
        for kind, texts in asked.items():
            for text in texts:
                for name, one in services.items():
                    before, own = one.processor(), times[kind, name]
                    own.passed.append(ask(one.http, kind, text))
                    own.spent.append(one.processor() - before)
    return times


def report(times: Mapping[tuple[str, str], Times], names: Sequence[str]) -> bool:
    """Prints them; whether growth costs no more processor than it may."""
    print(
        "| kind | library | p50, p95 ms | ratio | processor p50, p95 ms | ratio |\n|---|---|---|---|---|---|"
    )
    flat = True
    for kind in dict.fromkeys(kind for kind, _ in times):
        first = times[kind, names[0]]
        for name in names:
            own = times[kind, name]
            grown = [_at(one, 0.95) / _at(other, 0.95) for one, other in _pairs(own, first)]
            flat = flat and grown[1] <= MOST_RATIO
            shown = [f"{1000 * _at(one, 0.5):.0f}, {1000 * _at(one, 0.95):.0f}" for one in _lists(own)]
            print(f"| {kind} | {name} | {shown[0]} | {grown[0]:.2f} | {shown[1]} | {grown[1]:.2f} |")
    return flat


def _lists(times: Times) -> tuple[list[float], list[float]]:
    return times.passed, times.spent


def _pairs(own: Times, first: Times) -> Iterator[tuple[list[float], list[float]]]:
    return zip(_lists(own), _lists(first), strict=True)


def _at(seconds: Sequence[float], share: float) -> float:
    return sorted(seconds)[int(share * len(seconds))]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--copies", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--apart", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, ExitStack() as running:
        once, many = Path(scratch) / "once", Path(scratch) / f"{options.copies} times"
        for folder in (once, many):
            shutil.copytree(options.folder, folder, ignore=shutil.ignore_patterns("storage"))
        multiply(many, options.copies, options.apart)
        print(json.dumps({"copies": options.copies, "of other contents": options.apart}))
        services = {folder.name: running.enter_context(service(folder)) for folder in (once, many)}
        flat = report(measure(services, questions(once), options.rounds), list(services))
    sys.exit(0 if flat else 1)


if __name__ == "__main__":
    main()
