"""A server of vectors and a manual, for services that are killed."""

import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

LENGTHS = {"longer": 12}
"""Of the vectors of models that are not the usual one."""


@pytest.fixture(scope="session")
def embedder() -> Iterator[str]:
    """A server of vectors that follow from the text: what matters here is that each passage has one."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # http.server looks for this name
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            texts, length = asked["input"], LENGTHS.get(asked["model"], 8)
            rows = [
                {
                    "index": index,
                    "embedding": [byte + 1 for byte in hashlib.sha256(text.encode()).digest()[:length]],
                }
                for index, text in enumerate(texts)
            ]
            body = json.dumps({"data": rows}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def manual(sample: Path) -> Path:
    """A manual with tables and more than one page, and the shortest of ours."""
    return next(sample.glob("*_ES_en_*.pdf"))
