"""A Qdrant server of our own for outages: it answers, hangs, or refuses connections, as it is told.

It speaks just enough of the protocol for one collection, and finds every passage for every query.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class QdrantDouble:
    """One server on one port, with the points that were written to it."""

    def __init__(self) -> None:
        self.points: dict[str, dict[str, Any]] = {}
        self.exists = False
        self._free = threading.Event()
        self._free.set()
        self._server: ThreadingHTTPServer | None = None
        self._port = 0
        self.come_back()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def hang(self) -> None:
        """Take connections and requests, and answer none."""
        self._free.clear()

    def refuse(self) -> None:
        """Be gone."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def come_back(self) -> None:
        """Answer again, on the same port."""
        self._free.set()
        if self._server is None:
            self._server = _Server(("127.0.0.1", self._port), self._handler())
            self._port = self._server.server_address[1]
            threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def reply(self, method: str, path: str, body: dict[str, Any]) -> object:
        """The result of a call."""
        match method, path.partition("?")[0].split("/")[1:]:
            case "GET", ["collections"]:
                return {"collections": []}
            case "GET", ["collections", _, "exists"]:
                return {"exists": self.exists}
            case "PUT", ["collections", _]:
                self.exists = True
                return True
            case "PUT", ["collections", _, "points"]:
                self.points |= {str(point["id"]): point["payload"] for point in body["points"]}
            case "POST", ["collections", _, "points"]:
                wanted = [one for one in map(str, body["ids"]) if one in self.points]
                return [{"id": one, "payload": self.points[one]} for one in wanted]
            case "POST", ["collections", _, "points", "query"]:
                passages = [one for one, payload in self.points.items() if "text" in payload]
                return {"points": [{"id": one, "version": 0, "score": 1.0} for one in passages]}
        return {"operation_id": 0, "status": "completed"}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        double = self

        class Handler(BaseHTTPRequestHandler):
            def _answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                double._free.wait(30)
                result = double.reply(self.command, self.path, json.loads(body or b"{}"))
                answer = json.dumps({"result": result, "status": "ok", "time": 0}).encode()
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = _answer  # noqa: N815 - the library's names

            def log_message(self, *_arguments: object) -> None:
                """Silence."""

        return Handler


class _Server(ThreadingHTTPServer):
    allow_reuse_address = True
    daemon_threads = True

    def handle_error(self, *_arguments: object) -> None:
        """A client that gave up is no error."""


@contextmanager
def qdrant_double() -> Iterator[QdrantDouble]:
    """A server that ends with the block."""
    double = QdrantDouble()
    try:
        yield double
    finally:
        double.come_back()
        double.refuse()
