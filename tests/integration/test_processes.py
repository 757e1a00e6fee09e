"""Two server processes of one service on PostgreSQL: what one changes both know, a scrape sums both."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from prometheus_client.parser import text_string_to_metric_families

from app.core.config import Settings
from app.resources import open_resources
from tests.integration import shelf
from tests.integration.retrieval.qdrant_double import qdrant_double

START = "from app.cli import main; main()"
PATIENCE = 120.0

pytestmark = pytest.mark.integration


@dataclass(frozen=True)
class Service:
    """A service in several processes, and how many turns it was asked for."""

    url: str
    process: subprocess.Popen[str]
    asked: list[int]

    @property
    def servers(self) -> list[psutil.Process]:
        """Its server processes."""
        children = psutil.Process(self.process.pid).children()
        return [one for one in children if "spawn_main" in " ".join(one.cmdline())]

    def ask(self, question: str = shelf.QUESTION, **own: Any) -> dict[str, Any]:
        """One answer over a connection of its own, from whichever process gets it."""
        self.asked.append(1)
        body = {"model": "chipcite", "messages": [{"role": "user", "content": question}], "chipcite": own}
        reply = httpx.post(f"{self.url}/v1/chat/completions", json=body, timeout=PATIENCE)
        assert reply.status_code == 200, reply.text
        answer: dict[str, Any] = reply.json()
        return answer

    def measured(self, name: str, **labels: str) -> float:
        """The sum of a measurement over its samples of these labels."""
        text = httpx.get(f"{self.url}/metrics", timeout=PATIENCE).text
        samples = [one for family in text_string_to_metric_families(text) for one in family.samples]
        return sum(one.value for one in samples if one.name == name and labels.items() <= one.labels.items())


@pytest.fixture
def service(database_url: str, tmp_path: Path, unused_tcp_port: int) -> Iterator[Service]:
    """Two servers without a worker, on a small library."""
    with qdrant_double() as vectors:
        environment = {
            "CHIPCITE_DATA_DIR": str(tmp_path / "data"),
            "CHIPCITE_DATABASE_URL": database_url,
            "CHIPCITE_QDRANT_URL": vectors.url,
            "CHIPCITE_EMBEDDER": "none",
        }
        asyncio.run(_fill(tmp_path / "data", database_url, vectors.url))
        command = [sys.executable, "-c", START, "serve", "--no-worker", "--processes", "2"]
        started = subprocess.Popen(
            [*command, "--port", str(unused_tcp_port)], env=os.environ | environment, text=True
        )
        own = Service(f"http://127.0.0.1:{unused_tcp_port}", started, [])
        try:
            _until(lambda: _both_serve(own))
            yield own
        finally:
            started.terminate()
            started.wait(PATIENCE)


async def _fill(folder: Path, database_url: str, vectors: str) -> None:
    settings = Settings(data_dir=folder, database_url=database_url, qdrant_url=vectors, embedder="none")
    async with open_resources(settings) as resources:
        await shelf.fill(resources)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_two_processes_are_one_service(service: Service) -> None:
    first = service.ask()
    assert "0x00000083" in first["choices"][0]["message"]["content"]
    _a_change_reaches_every_process(service)
    _a_conversation_goes_on_in_any_process(service)
    asked = len(service.asked)
    assert service.measured("chipcite_turns_total") == asked
    _a_killed_process_is_replaced(service)
    service.ask()
    assert service.measured("chipcite_turns_total") == asked + 1  # what the killed one counted is not lost
    servers = service.servers
    service.process.terminate()
    assert service.process.wait(PATIENCE) == 0
    assert not any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in servers)


def _a_change_reaches_every_process(service: Service) -> None:
    """One process says which chip a manual covers; the next answer of each reads it so."""
    changed = httpx.patch(
        f"{service.url}/v1/documents/{shelf.key('manual')}", json={"chips": ["QX77Z10"]}, timeout=PATIENCE
    )
    assert changed.status_code == 200, changed.text
    question = "What is the reset value of CLK_CTLR on the QX77Z10?"
    answers = [service.ask(question)["choices"][0]["message"]["content"] for _ in range(8)]
    assert all("0x00000083" in one for one in answers)


def _a_conversation_goes_on_in_any_process(service: Service) -> None:
    """Two tabs ask in one conversation, over connections of their own: no turn is lost."""
    conversation = service.ask(listed=True)["chipcite"]["conversation_id"]
    for _ in range(6):
        again = service.ask(conversation_id=conversation, listed=True)
        assert again["chipcite"]["conversation_id"] == conversation
    shown = httpx.get(f"{service.url}/v1/conversations/{conversation}", timeout=PATIENCE).json()
    assert len(shown["turns"]) == 7


def _a_killed_process_is_replaced(service: Service) -> None:
    before = {one.pid for one in service.servers}
    os.kill(min(before), signal.SIGKILL)
    _until(lambda: len(pids := {one.pid for one in service.servers}) == 2 and pids != before)
    _until(lambda: _both_serve(service))


def _both_serve(service: Service) -> bool:
    """Whether each of the two processes listens: new connections come to either."""
    port = int(service.url.rpartition(":")[2])
    if service.process.poll() is not None:
        pytest.fail("the service has ended")
    listening = [one for server in service.servers for one in server.net_connections("tcp") if one.laddr]
    return sum(one.status == psutil.CONN_LISTEN and one.laddr.port == port for one in listening) == 2


def _until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with suppress(psutil.Error):  # a process that is looked at may end
            if holds():
                return
        time.sleep(0.05)
    pytest.fail("it never came to that")
