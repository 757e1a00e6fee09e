"""What Prometheus reads of the service. Each part records where the thing happens; where several processes
serve, `PROMETHEUS_MULTIPROC_DIR` names the folder in which their measurements meet.

Labels take a few fixed words, or route templates; never paths, names or questions: those have no bound, and
name documents. `docs/deploy.md` lists them.
"""

import os
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, Literal, ParamSpec, TypeVar

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

P = ParamSpec("P")
T = TypeVar("T")

SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The library's own variable. The library reads it when it is imported: it is set before a process starts."""
REGISTRY = CollectorRegistry()
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
"""Bounds around the budgets: 50 ms for a fact, 100 ms for a search, seconds for a language model."""
LONG = (0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800)
"""The same for a manual's steps."""


def _histogram(
    name: str, text: str, *labels: str, buckets: tuple[float, ...] = SECONDS, unit: str = "seconds"
) -> Histogram:
    return Histogram(f"chipcite_{name}_{unit}", text, labels, buckets=buckets, registry=REGISTRY)


def _counter(name: str, text: str, *labels: str) -> Counter:
    return Counter(f"chipcite_{name}_total", text, labels, registry=REGISTRY)


def _gauge(
    name: str, text: str, *labels: str, together: Literal["livesum", "livemax", "mostrecent"]
) -> Gauge:
    """`together` says what the processes of one service have in common."""
    return Gauge(f"chipcite_{name}", text, labels, registry=REGISTRY, multiprocess_mode=together)


REQUESTS = _counter("requests", "Requests answered.", "method", "route", "status")
REQUEST_SECONDS = _histogram("request", "Time to the end of the reply.", "method", "route")
REQUESTS_OPEN = _gauge("requests_open", "Requests being answered.", together="livesum")

TURN_SECONDS = _histogram("turn", "Stages of a chat turn, and the whole of it.", "stage")
TURNS = _counter("turns", "Turns by how they ended: answered, clarified or abstained.", "outcome")
FINDINGS = _counter("verification_findings", "Statements that verification did not find.", "outcome")
SEARCH_SECONDS = _histogram("search", "Stages of a search.", "stage")
DEGRADED = _counter("degraded", "Searches that did without a source.", "source")

LLM_SECONDS = _histogram("llm", "Time to a language model's first piece, and to its last.", "until")
LLM_TOKENS = _counter("llm_tokens", "Tokens that language models read and wrote, as they count.", "kind")
LLM_FAILURES = _counter("llm_failures", "Calls of a language model that failed.")

VERSIONS = _gauge("versions", "Document versions by state.", "state", together="mostrecent")
QUEUE = _gauge(
    "queue_length",
    "Versions that wait: for ingestion, or for their dense vectors.",
    "queue",
    together="mostrecent",
)
STEP_SECONDS = _histogram("ingestion_step", "Steps of ingestion.", "step", buckets=LONG)
PAGES = _counter("ingestion_pages", "Pages that were read.")
INGESTIONS = _counter("ingestions", "Ingestions by how they ended.", "outcome")

DATABASE_WAIT = _histogram("database_wait", "Waiting for a connection, or for the turn to write.", "cause")
TRANSACTION_SECONDS = _histogram(
    "transaction", "How long transactions stay open.", "kind", buckets=(0.01, 0.1, 0.5, 1, 2, 5, 15, 60)
)
LOOP_SECONDS = _histogram("loop_lag", "Time that the event loop takes for a sign of life.")


@contextmanager
def timed(histogram: Histogram, *labels: str) -> Iterator[None]:
    """Measures the block where it ends well; what fails early would look fast."""
    started = time.perf_counter()
    yield
    histogram.labels(*labels).observe(time.perf_counter() - started)


def measured(
    histogram: Histogram, *labels: str
) -> Callable[[Callable[P, Awaitable[T]]], Callable[P, Coroutine[Any, Any, T]]]:
    """The same for all calls of a coroutine function."""

    def around(work: Callable[P, Awaitable[T]]) -> Callable[P, Coroutine[Any, Any, T]]:
        @wraps(work)
        async def timed_work(*arguments: P.args, **named: P.kwargs) -> T:
            with timed(histogram, *labels):
                return await work(*arguments, **named)

        return timed_work

    return around


def exposition() -> bytes:
    """All of it, as Prometheus reads it: of this process, or of all that serve together."""
    return generate_latest(_registry())


def _registry() -> CollectorRegistry:
    if SHARED_FOLDER not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the library has no types here
    return registry
