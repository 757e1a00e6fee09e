"""Whether any transaction keeps writers waiting: clients who ask, beside manuals that are ingested.

    python -m benchmarks.transactions --data FOLDER --manuals FILE... [--clients 16] [--questions FILE.jsonl]

FOLDER is a data folder with manuals ingested (a copy: the service locks it and keeps what is uploaded).
Starts the service on it, uploads the manuals, and asks until all are ingested. Prints one Markdown row: how
long transactions stayed open and waited, as `/metrics` counts them, and what failed. Ends with 1 where one
that writes took over 2 s, a request failed, or a turn was not recorded.
"""

import argparse
import asyncio
import itertools
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
from prometheus_client.parser import text_string_to_metric_families

RUN = "from app.cli import main; main()"
QUESTIONS = ("What is the reset value of RCC_CTLR?", "复位值是多少?", "How do I set up the DMA for a UART?")
LONGEST_S = 3600
ENDED = ("published", "superseded", "failed")
HEAD = (
    "| clients | answers/s | p50 / p95 ms | writes | write > 1 s | > 2 s | waits > 1 s | failed |\n"
    "|---|---|---|---|---|---|---|---|"
)


def main() -> None:
    """Starts the service, loads it, prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--manuals", type=Path, nargs="+", required=True)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--questions", type=Path, help="JSON lines with `question`")
    options = parser.parse_args()
    questions = _questions(options.questions) if options.questions else QUESTIONS
    with _service(options.data) as url:
        manuals = [(path.name, path.read_bytes()) for path in options.manuals]
        slow = asyncio.run(_measure(url, manuals, options.clients, questions))
    sys.exit(slow)


def _questions(path: Path) -> Sequence[str]:
    rows = [json.loads(line) for line in path.read_text().splitlines() if line.strip()]
    return [row["question"] for row in rows if row.get("question")]


@contextmanager
def _service(data: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"CHIPCITE_DATA_DIR": str(data)}
    process = subprocess.Popen([sys.executable, "-c", RUN, "serve", "--port", str(port)], env=environment)
    url = f"http://127.0.0.1:{port}"
    try:
        while True:
            try:
                if httpx.get(f"{url}/readyz", timeout=5).status_code == httpx.codes.OK:
                    break
            except httpx.TransportError:
                time.sleep(0.2)
        yield url
    finally:
        process.terminate()
        process.wait(60)


async def _measure(
    url: str, manuals: Sequence[tuple[str, bytes]], clients: int, questions: Sequence[str]
) -> bool:
    seconds: list[float] = []
    failed = 0
    over = asyncio.Event()
    turn = itertools.cycle(questions)

    async def asking(http: httpx.AsyncClient) -> None:
        nonlocal failed
        while not over.is_set():
            body = {"model": "chipcite", "messages": [{"role": "user", "content": next(turn)}]}
            began = time.perf_counter()
            reply = await http.post("/v1/chat/completions", json=body)
            seconds.append(time.perf_counter() - began)
            failed += reply.status_code != httpx.codes.OK or not reply.json()["chipcite"]["turn_id"]

    async with httpx.AsyncClient(base_url=url, timeout=300) as http:
        began = time.perf_counter()
        askers = [asyncio.create_task(asking(http)) for _ in range(clients)]
        states = await asyncio.gather(*(_ingest(http, *manual) for manual in manuals))
        over.set()
        await asyncio.gather(*askers)
        took = time.perf_counter() - began
        counts = _counts((await http.get("/metrics")).text)
    failed += states.count("failed")
    seconds.sort()
    p50, p95 = (1000 * seconds[int(share * len(seconds))] for share in (0.5, 0.95))
    rate, counted = len(seconds) / took, " | ".join(map(str, counts))
    print(f"{HEAD}\n| {clients} | {rate:.1f} | {p50:.0f} / {p95:.0f} | {counted} | {failed} |")
    return bool(counts[2] or failed)


async def _ingest(http: httpx.AsyncClient, name: str, data: bytes) -> str:
    reply = await http.post("/v1/documents", files={"file": (name, data)})
    job = reply.json()["job_id"]
    for _ in range(LONGEST_S):
        state = str((await http.get(f"/v1/jobs/{job}")).json()["state"])
        if state in ENDED:
            return state
        await asyncio.sleep(1)
    return "failed"


def _counts(text: str) -> tuple[int, int, int, int]:
    """Transactions that write, those over 1 and over 2 seconds, and waits for the turn to write over 1."""
    writes = _buckets(text, "chipcite_transaction_seconds_bucket", "write")
    waits = _buckets(text, "chipcite_database_wait_seconds_bucket", "turn to write")
    total = writes["+Inf"]
    return total, total - writes["1.0"], total - writes["2.0"], waits["+Inf"] - waits["1.0"]


def _buckets(text: str, name: str, label: str) -> dict[str, int]:
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    own = [sample for sample in samples if sample.name == name and label in sample.labels.values()]
    return {sample.labels["le"]: int(sample.value) for sample in own}


if __name__ == "__main__":
    main()
