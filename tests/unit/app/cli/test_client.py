"""A service whose first connections break: what may be sent twice arrives, once its sender is patient."""

import socket
import struct
import threading
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from app.cli import client, server
from app.cli.client import Service
from app.cli.files import Upload
from app.cli.ingest import follow, send
from app.cli.output import NOT_RUNNING, CommandFailedError
from app.cli.progress import Progress, Watched

ACCEPTED = b'{"document_id": "d", "version_id": "v", "job_id": "ingest-v", "state": "published"}'


class Breaking:
    """Resets so many connections, each in the midst of its request, then answers every call the same."""

    def __init__(self) -> None:
        self.resets = 0
        self.requests: list[bytes] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            with connection:
                if self.resets:
                    self.resets -= 1
                    connection.recv(10)
                    # Nothing lingers: closing sends a reset, as a process does that dies or drops a call.
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    continue
                self.requests.append(_request(connection))
                head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
                connection.sendall(head + b"Content-Length: %d\r\n\r\n" % len(ACCEPTED) + ACCEPTED)

    def close(self) -> None:
        """As often as one likes."""
        if self._listening.fileno() < 0:
            return
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join()


def _request(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = [int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if b"content-length" in line]
    while len(body) < sum(lengths):
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


@pytest.fixture
def breaking(monkeypatch: pytest.MonkeyPatch) -> Iterator[Breaking]:
    monkeypatch.setattr(client, "FIRST_PAUSE", 0.01)
    monkeypatch.setenv("CHIPCITE_API_KEY", "")
    server = Breaking()
    yield server
    server.close()


def test_files_are_sent_and_followed_through_resets(breaking: Breaking, tmp_path: Path) -> None:
    path = tmp_path / "manual.pdf"
    path.write_bytes(b"%PDF-" + b"x" * 500_000)
    files = [Upload(path, "manual.pdf")]
    breaking.resets = 3
    with Service(breaking.url) as service, Progress(files, quiet=True) as progress:
        results = send(service, files, {"vendor": "Own"}, progress)
        breaking.resets = 3
        follow(service, [result | {"state": "received"} for result in results], progress)
    assert results[0]["job_id"] == "ingest-v"
    upload, job = breaking.requests
    assert upload.count(path.read_bytes()) == 1
    assert job.startswith(b"GET /v1/jobs/ingest-v ")


def test_patience_ends(breaking: Breaking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "PATIENCE", 0.1)
    breaking.resets = 10_000
    with Service(breaking.url) as service, pytest.raises(CommandFailedError, match="broke") as failed:
        service.get("/v1/documents")
    assert "try again" in failed.value.sentence
    breaking.resets = 0


@pytest.mark.parametrize("call", ["post", "delete"])
def test_what_may_not_be_done_twice_is_sent_once(breaking: Breaking, call: str) -> None:
    breaking.resets = 1
    arguments: tuple[Any, ...] = ("/v1/search", {}) if call == "post" else ("/v1/documents/d",)
    with Service(breaking.url) as service, pytest.raises(CommandFailedError, match="broke"):
        getattr(service, call)(*arguments)
    assert breaking.requests == []


def test_a_service_that_never_answered_is_not_waited_for() -> None:
    with Service("http://127.0.0.1:9") as service, pytest.raises(CommandFailedError) as failed:
        service.get("/v1/documents")
    assert failed.value.exit_code == NOT_RUNNING


def test_a_service_that_did_answer_is_waited_for(breaking: Breaking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "PATIENCE", 0.2)
    with Service(breaking.url) as service:
        service.get("/v1/documents")
        breaking.close()
        naps: list[float] = []
        monkeypatch.setattr("time.sleep", naps.append)
        with pytest.raises(CommandFailedError, match="chipcite serve"):
            service.get("/v1/documents")
    assert len(naps) > 3


def test_a_second_try_does_not_move_the_bar_again() -> None:
    moved: list[int] = []
    file = Watched(BytesIO(b"x" * 100), moved.append)
    file.read(60)
    file.seek(0)
    assert len(file.read(-1)) == 100
    assert sum(moved) == 100


def test_the_service_keeps_connections_longer_than_clients_do() -> None:
    others = 5  # seconds: what httpx, and with it OpenAI's client, keeps an idle connection for
    assert client.IDLE_SECONDS < others < server.KEEP_ALIVE_SECONDS
