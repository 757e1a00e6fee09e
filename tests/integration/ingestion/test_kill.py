"""A service that is killed in any step goes on at that step, and leaves what it would have left anyway."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.integration.ingestion.runner import STEPS

VERSION = "0193a5c2-7c1f-7d03-8f5e-5f1c2b3a4d5e"
RUNNER = Path(__file__).with_name("runner.py")

pytestmark = pytest.mark.integration


def run(
    data: Path, manual: Path, embedder: str, *kill: str, database: str = ""
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(RUNNER), str(data), str(manual), VERSION, *kill]
    chosen = {"CHIPCITE_EMBEDDER": embedder, "CHIPCITE_EMBEDDER_MODEL": "test"}
    chosen |= {"CHIPCITE_DATABASE_URL": database}
    return subprocess.run(command, capture_output=True, text=True, timeout=240, env=os.environ | chosen)


def left(result: subprocess.CompletedProcess[str]) -> Any:
    """What the run printed last, after its log."""
    return json.loads(result.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def unkilled(tmp_path_factory: pytest.TempPathFactory, embedder: str, manual: Path) -> Any:
    data = tmp_path_factory.mktemp("unkilled")
    result = run(data, manual, embedder)
    assert result.returncode == 0, result.stderr
    assert (data / "begun").read_text().split() == list(STEPS)
    return left(result)


def test_the_unkilled_run_leaves_a_whole_version(unkilled: Any) -> None:
    version = unkilled["versions"][0]
    assert (version["state"], version["dense_done"]) == ("published", True)
    assert version["page_count"] > 1
    assert unkilled["chunks"] == unkilled["stored"] > 10
    assert unkilled["without_dense"] == []


@pytest.mark.parametrize("moment", ["enter", "leave"])
def test_killed_in_every_step_one_after_the_other(
    moment: str, tmp_path: Path, embedder: str, manual: Path, unkilled: Any
) -> None:
    """Every start begins with the step that the one before was killed in, and gets one further."""
    for step in STEPS:
        result = run(tmp_path, manual, embedder, step, moment)
        assert result.returncode == -signal.SIGKILL, f"{step}: {result.stderr}"
    result = run(tmp_path, manual, embedder)
    assert result.returncode == 0, result.stderr
    assert left(result) == unkilled
    # The last step's second run is not waited for: when it was killed, its work was there for all to see.
    expected = [step for step in STEPS for _ in ("killed", "again")][:-1]
    assert (tmp_path / "begun").read_text().split()[: len(expected)] == expected


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_records_and_workflows_in_postgresql(
    database_url: str, tmp_path: Path, embedder: str, manual: Path, unkilled: Any
) -> None:
    killed = run(tmp_path, manual, embedder, "facts", "leave", database=database_url)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    result = run(tmp_path, manual, embedder, database=database_url)
    assert result.returncode == 0, result.stderr
    assert left(result) == unkilled
