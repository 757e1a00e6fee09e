"""What the service adds to a model's time to first token, beside calls of the same upstream without it.

    python -m benchmarks.gateway --data FOLDER [--upstream URL --model NAME] [--streams 1 16 64]

FOLDER is a data folder with manuals ingested (a copy: the service locks it). Without --upstream a double
streams tokens at a fixed pace from a process of its own.

The service shows a sentence only when it is verified, and that it is whole is known from the token after it.
So the first sentence is what both are measured by: directly, when it has come and is known to be whole;
through the service, when it is seen. A tool's call needs no verification and counts from its first piece. The
upstream's first token stands beside it: how long a reader waits for verified words is the model's own pace,
and `benchmarks.fence` measures it.

Three kinds of request: `agent` is small talk with the client's own tools, which passes through; `agent with
evidence` is a question with tools, for which manuals are searched; `reader` is a question, searched,
answered by the model and verified. Streams go on one after the other, each begun at its own time. `added` is
the difference of the medians, and of the 99th percentiles. Prints one Markdown table, row by row.
"""

import argparse
import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx

from benchmarks.gateway_double import MODEL, SENTENCE
from benchmarks.gateway_requests import Kind, Target, alternately, run

HEAD = (
    "| kind | streams | direct: first token p50 ms | first sentence p50 / p99 ms | through p50 / p99 ms "
    "| added p50 ms | added p99 ms | requests/s direct | through | failed |\n"
    "|---|---|---|---|---|---|---|---|---|---|"
)
RUN = "from app.cli import main; main()"
TALK = "Hello!"


def main() -> None:
    """Starts what is needed, measures, prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--upstream", default="", help="a real server's URL, ending in /v1")
    parser.add_argument("--model", default=MODEL)
    parser.add_argument("--question", action="append", default=[], help="for the kinds that need manuals")
    parser.add_argument("--streams", type=int, nargs="+", default=[1, 16, 64])
    parser.add_argument("--kinds", nargs="+", default=["agent", "agent with evidence", "reader"])
    parser.add_argument("--requests", type=int, default=100, help="with 1 stream; several make 8 each")
    parser.add_argument("--tokens", type=int, help="of an answer; 10 with 1 stream and 100 with several")
    options = parser.parse_args()
    questions = tuple(options.question) or ("How do I set up the DMA for a UART?",)
    kinds = [
        Kind("agent", (TALK,), tools=True),
        Kind("agent with evidence", questions, tools=True),
        Kind("reader", questions),
    ]
    chosen = [kind for kind in kinds if kind.name in options.kinds]
    with ExitStack() as stack:
        upstream = options.upstream or stack.enter_context(double())
        service = stack.enter_context(serve(options.data, upstream, options.model))
        answer = "" if options.upstream else SENTENCE
        direct = Target(upstream, options.model, answer, verified=False)
        through = Target(service, "chipcite", answer, verified=True)
        print(HEAD)
        for streams in options.streams:
            for row in measured_rows(chosen, direct, through, streams, options.requests, options.tokens):
                print(row, flush=True)


def measured_rows(
    kinds: Iterable[Kind], direct: Target, through: Target, streams: int, requests: int, tokens: int | None
) -> Iterator[str]:
    """One row for each kind, direct calls and calls through the service in turn."""
    each, usual = (requests, 10) if streams == 1 else (8, 100)
    length = tokens or usual
    for kind in kinds:
        asyncio.run(run(through, kind, 1, 3, 5))  # what is loaded at the first use is not measured
        if streams == 1:
            plain, gate = asyncio.run(alternately((direct, through), kind, each, length))
        else:
            plain = asyncio.run(run(direct, kind, streams, each, length))
            gate = asyncio.run(run(through, kind, streams, each, length))
        start = f"| {kind.name} | {streams} | {plain.first_token:.1f}"
        yield (
            f"{start} | {plain.median:.1f} / {plain.at(0.99):.1f} "
            f"| {gate.median:.1f} / {gate.at(0.99):.1f} | {gate.median - plain.median:.1f} "
            f"| {gate.at(0.99) - plain.at(0.99):.1f} | {plain.rate:.1f} | {gate.rate:.1f} "
            f"| {plain.failed + gate.failed} |"
        )


@contextmanager
def double() -> Iterator[str]:
    """A server of a model's interface, without a model."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "benchmarks.gateway_double:application", "--port", str(port)]
    with process([*command, "--log-level", "warning"], f"http://127.0.0.1:{port}/v1/models"):
        yield f"http://127.0.0.1:{port}/v1"


@contextmanager
def serve(data: Path, upstream: str, model: str) -> Iterator[str]:
    """The service, with the upstream as its model."""
    port = free_port()
    settings = {
        "CHIPCITE_DATA_DIR": str(data),
        "CHIPCITE_LLM_URL": upstream,
        "CHIPCITE_LLM_MODEL": model,
        "CHIPCITE_LOG_LEVEL": "warning",
    }
    command = [sys.executable, "-c", RUN, "serve", "--no-worker", "--port", str(port)]
    with process(command, f"http://127.0.0.1:{port}/readyz", settings):
        yield f"http://127.0.0.1:{port}/v1"


@contextmanager
def process(command: Sequence[str], probe: str, settings: dict[str, str] | None = None) -> Iterator[None]:
    """A process that runs until the block ends, ready when the probe answers."""
    with subprocess.Popen(command, env=os.environ | (settings or {})) as running:
        try:
            for _ in range(600):
                if _answers(probe):
                    break
                time.sleep(0.2)
            else:
                raise TimeoutError(f"{probe} does not answer")
            yield
        finally:
            running.terminate()


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


if __name__ == "__main__":
    main()
