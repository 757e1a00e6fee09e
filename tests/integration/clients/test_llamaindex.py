"""LlamaIndex's OpenAILike against the service, as it is set up by default and as a chat model."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.integration.served import served

ROOT = Path(__file__).resolve().parents[3]
PYTHON = ROOT / ".venv-llamaindex" / "bin" / "python"


@pytest.fixture(scope="module")
def python() -> Path:
    """The interpreter that has LlamaIndex; deploy/scripts/llamaindex_client.sh makes it."""
    if os.environ.get("CI"):
        script = ROOT / "deploy" / "scripts" / "llamaindex_client.sh"
        made = subprocess.run([str(script)], capture_output=True, text=True, timeout=300)
        assert made.returncode == 0, made.stderr
    elif not PYTHON.exists():
        pytest.skip("LlamaIndex's client is not installed; deploy/scripts/llamaindex_client.sh")
    return PYTHON


def test_default_settings_and_a_chat_model(python: Path, tmp_path: Path) -> None:
    script = Path(__file__).with_name("llamaindex_client.py")
    with served(tmp_path / "data") as url:
        done = subprocess.run(
            [python, script, url],
            env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=180,
        )
    assert done.returncode == 0, done.stderr[-3000:]
