"""A model from a file: llama.cpp runs beside the service as long as it runs, and comes back when it dies."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.cli.checks import FAILED, OK, check_llm
from app.core.config import Settings
from app.core.errors import StartupError
from app.llm.local import LlamaServer
from app.llm.local import supervisor as supervising
from app.resources import SPEEDS
from tests.integration.served import served
from tests.tiny_gguf import write_gguf

HOW = "How do I work out the total ADC conversion time on the ZX90A32?"
SAYS = "TCONV is the sampling time plus 11 clock cycles [1]."
START = "from app.cli import main; main()"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a model that gives the right answer to one question."""
    return write_gguf(tmp_path_factory.mktemp("model") / "tiny.gguf", SAYS)


@pytest.fixture(scope="module")
def gateway(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("gateway"), llm_url=str(model)) as url:
        until(lambda: checks(url)["llm"] == "ok")
        yield url
    assert not children(os.getpid()), "it ends with the service"


def until(is_so: Callable[[], Any], seconds: float = 60) -> Any:
    """What a call gives as soon as it gives something."""
    end = time.monotonic() + seconds
    while not (value := is_so()):
        assert time.monotonic() < end
        time.sleep(0.1)
    return value


def checks(url: str) -> dict[str, str]:
    try:
        return dict(httpx.get(f"{url}/readyz", timeout=30).json()["checks"])
    except httpx.HTTPError:
        return {"llm": ""}


def children(pid: int) -> list[int]:
    """Our processes of llama.cpp under another."""
    listed = subprocess.run(
        ["ps", "-eww", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True
    )
    rows = (line.split(None, 2) for line in listed.stdout.splitlines())
    return [int(own) for own, parent, command in rows if int(parent) == pid and "program.py" in command]


def ask(url: str) -> dict[str, Any]:
    body = {"model": "chipcite", "messages": [{"role": "user", "content": HOW}]}
    return dict(httpx.post(f"{url}/v1/chat/completions", json=body, timeout=60).json())


def test_it_answers_cited_and_verified(gateway: str) -> None:
    done = ask(gateway)
    text = done["choices"][0]["message"]["content"].strip()
    assert text.startswith("TCONV is the sampling time plus 11 clock cycles [1]")
    assert "llm" not in done["chipcite"]["degraded"]
    assert done["chipcite"]["verification"]["removed"] == 0


def test_a_reader_is_told_what_is_waited_for(gateway: str) -> None:
    body = {"model": "chipcite", "stream": True, "messages": [{"role": "user", "content": HOW}]}
    text = httpx.post(f"{gateway}/v1/chat/completions", json=body, timeout=60).text
    remarks = [line for line in text.splitlines() if line.startswith(": chipcite ")]
    assert len(remarks) == 1
    assert '"waiting":{"passages":' in remarks[0]


def test_it_comes_back_when_it_dies(gateway: str) -> None:
    (pid,) = children(os.getpid())
    os.kill(pid, signal.SIGKILL)
    until(lambda: children(os.getpid()) not in ([], [pid]) and checks(gateway)["llm"] == "ok")
    until(lambda: "llm" not in ask(gateway)["chipcite"]["degraded"])


def test_nobody_else_may_ask_it(gateway: str) -> None:
    (pid,) = children(os.getpid())
    arguments = Path(f"/proc/{pid}/cmdline").read_bytes()
    assert b"key" not in arguments
    listening = subprocess.run(["ss", "-Hltnp"], capture_output=True, text=True).stdout
    port = next(
        line.split()[3].rpartition(":")[2] for line in listening.splitlines() if f"pid={pid}," in line
    )
    assert httpx.get(f"http://127.0.0.1:{port}/v1/models", timeout=10).status_code == 401


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_it_ends_with_the_command(model: Path, tmp_path: Path, how: int, unused_tcp_port: int) -> None:
    command = [sys.executable, "-c", START, "serve", "--no-worker", "--port", str(unused_tcp_port)]
    environment = os.environ | {"CHIPCITE_DATA_DIR": str(tmp_path), "CHIPCITE_EMBEDDER": "none"}
    with subprocess.Popen([*command, "--llm", str(model)], env=environment) as started:
        try:
            until(lambda: checks(f"http://127.0.0.1:{unused_tcp_port}")["llm"] == "ok")
            (pid,) = children(started.pid)
            started.send_signal(how)
            started.wait(timeout=60)
            until(lambda: not Path(f"/proc/{pid}").exists(), 15)
        finally:
            started.kill()


def test_a_file_that_llama_cpp_refuses_says_so(tmp_path: Path, model: Path) -> None:
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(model.read_bytes()[:40_000])
    server = LlamaServer(broken, "broken", 1)
    server.start()
    try:
        assert "error loading model" in until(lambda: server.state != "loading" and server.state)
    finally:
        server.stop()


def test_without_llama_cpp_the_error_says_what_to_install(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervising, "find_spec", lambda _: None)
    with pytest.raises(StartupError, match=r"pip install 'chipcite\[llm\]'"):
        LlamaServer(model, "tiny")


def test_the_doctor_says_what_it_costs(model: Path, tmp_path: Path) -> None:
    found = check_llm(Settings(data_dir=tmp_path, llm_url=str(model)))
    assert found.state == OK
    assert "tokens a second" in found.found
    assert (tmp_path / SPEEDS).is_file(), "it is measured once"
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(model.read_bytes()[:40_000])
    assert check_llm(Settings(data_dir=tmp_path, llm_url=str(broken))).state == FAILED
    assert check_llm(Settings(data_dir=tmp_path, llm_url=str(tmp_path / "none.gguf"))).state == FAILED
