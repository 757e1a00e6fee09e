"""What Prometheus reads: counted per application, so that two in one process do not add up."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
"""Bounds around the budgets: 50 ms for a fact, 100 ms for a search, seconds for a language model."""


class Metrics:
    """The service's measurements. Labels hold route templates, never paths: those name documents."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "chipcite_requests_total",
            "Requests answered.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "chipcite_request_seconds",
            "Time to the end of the reply.",
            ("method", "route"),
            buckets=SECONDS,
            registry=self.registry,
        )
        self.loop = Histogram(
            "chipcite_loop_lag_seconds",
            "Time that the event loop takes for a sign of life.",
            buckets=SECONDS,
            registry=self.registry,
        )
        self.open = Gauge("chipcite_requests_open", "Requests being answered.", registry=self.registry)
        self.versions = Gauge(
            "chipcite_versions", "Document versions by state.", ("state",), registry=self.registry
        )

    def text(self) -> bytes:
        """The exposition format."""
        return generate_latest(self.registry)
