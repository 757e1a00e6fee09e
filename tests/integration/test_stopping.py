"""`chipcite serve` that is stopped while it still makes itself ready ends well."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from retrieval.build import RetrievalConfig, build_retriever
from tests.integration.served import with_embedder

START = "from app.cli import main; main()"


@pytest.fixture
def folder(tmp_path: Path, pytestconfig: pytest.Config) -> Path:
    """A data folder with an embedder, and without the prototypes' vectors."""
    shared = with_embedder(tmp_path / "shared", pytestconfig)
    retriever = build_retriever(RetrievalConfig(folder=shared))
    retriever.embedder.wait()
    retriever.close()
    own = tmp_path / "own" / "embedders"
    own.mkdir(parents=True)
    for entry in (shared / "embedders").iterdir():
        if not entry.name.startswith("intents"):
            (own / entry.name).symlink_to(entry)
    return own.parent


@pytest.mark.parametrize("seconds", [0.0, 2.5])
def test_stopped_while_the_embedder_works(folder: Path, seconds: float, unused_tcp_port: int) -> None:
    command = [sys.executable, "-c", START, "serve", "--no-worker", "--port", str(unused_tcp_port)]
    started = subprocess.Popen(
        command,
        env=os.environ | {"CHIPCITE_DATA_DIR": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        _await(f"http://127.0.0.1:{unused_tcp_port}/healthz")
        time.sleep(seconds)
        started.send_signal(signal.SIGTERM)
        said, _ = started.communicate(timeout=60)
    finally:
        started.kill()
    assert started.returncode == 0, said
    assert "terminate called" not in said


def _await(url: str) -> None:
    for _ in range(600):
        try:
            if httpx.get(url, timeout=5).is_success:
                return
        except httpx.HTTPError:
            time.sleep(0.05)
    raise TimeoutError(url)
