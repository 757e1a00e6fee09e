"""A service of a few canned answers, on a real socket."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

Answer = tuple[int, Any] | str
"""Status and JSON, or the text of an event stream."""


@dataclass
class Canned:
    """What the service answers, and what it was asked."""

    url: str = ""
    answers: dict[str, Answer | Callable[[], Answer]] = field(default_factory=dict)
    asked: list[tuple[str, bytes]] = field(default_factory=list)

    def bodies(self, path: str) -> list[Any]:
        """The JSON bodies that were sent to a path."""
        return [json.loads(body) for asked, body in self.asked if asked.endswith(path)]


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Canned]:
    index = {"active": {"number": 1, "embedder": "default"}, "construction": None}
    canned = Canned(answers={"GET /healthz": (200, {"status": "ok"}), "GET /v1/index": (200, index)})

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            route = f"{self.command} {self.path.partition('?')[0]}"
            canned.asked.append((route, self.rfile.read(length)))
            answer = canned.answers.get(route, (404, {"error": {"message": "There is no such thing here."}}))
            answer = answer() if callable(answer) else answer
            stream = isinstance(answer, str)
            body = answer.encode() if isinstance(answer, str) else json.dumps(answer[1]).encode()
            self.send_response(200 if stream else int(answer[0]))
            self.send_header("Content-Type", "text/event-stream" if stream else "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PATCH = do_DELETE = _answer  # noqa: N815  # http.server looks for these names

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    canned.url = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setenv("CHIPCITE_URL", canned.url)
    monkeypatch.setenv("CHIPCITE_API_KEY", "")
    yield canned
    server.shutdown()
    server.server_close()
    thread.join()
