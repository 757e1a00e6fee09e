"""Another embedder builds another index while questions go on being answered; a kill costs nothing."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

MANUAL = "0193a5c2-7c1f-7d03-8f5e-5f1c2b3a4d5e"
LATER = "0193a5c2-7c1f-7d03-8f5e-5f1c2b3a4d5f"
HERE = Path(__file__).parent

pytestmark = pytest.mark.integration


def run(script: str, model: str, embedder: str, *arguments: object) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, str(HERE / script), *map(str, arguments)]
    chosen = {"CHIPCITE_EMBEDDER": embedder, "CHIPCITE_EMBEDDER_MODEL": model}
    return subprocess.run(command, capture_output=True, text=True, timeout=400, env=os.environ | chosen)


def last(result: "subprocess.CompletedProcess[str]") -> Any:
    assert result.returncode == 0, result.stderr
    return json.loads(next(line for line in reversed(result.stdout.splitlines()) if line.startswith("{")))


def test_an_index_is_built_beside_the_one_that_answers(tmp_path: Path, embedder: str, manual: Path) -> None:
    data, note = tmp_path / "data", tmp_path / "note.md"
    note.write_text("# Errata\n\nThe second one says that the first errata are wrong.\n")
    before = last(run("runner.py", "usual", embedder, data, manual, MANUAL))
    killed = run("reindexer.py", "longer", embedder, data, note, LATER, "kill")
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert {path.name for path in data.glob("vectors*")} == {"vectors", "vectors-2"}
    seen = last(run("reindexer.py", "longer", embedder, data, note, LATER))
    assert seen["least"] > 0
    # What was uploaded meanwhile has no dense vectors for a moment; nothing else was missing from an answer.
    assert set(seen["degraded"]) <= {"dense"}
    assert seen["answered_by"] == [1, 2]
    # What was uploaded meanwhile came in, and went again when it was deleted.
    assert seen["held"] == {MANUAL: before["stored"]}
    assert seen["passages"] == before["stored"]
    assert seen["folders"] == ["vectors-2"]
