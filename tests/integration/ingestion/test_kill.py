"""A service that is killed in any step goes on at that step, and leaves what it would have left anyway."""

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from retrieval.embedders import EmbedderConfig
from retrieval.embedders.default import build
from tests.integration.ingestion.runner import STEPS

VERSION = "0193a5c2-7c1f-7d03-8f5e-5f1c2b3a4d5e"
RUNNER = Path(__file__).with_name("runner.py")

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def embedders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The default embedder, built once for all data folders of this module."""
    folder = tmp_path_factory.mktemp("embedders")
    build(EmbedderConfig(cache=folder).cache)
    return folder


@pytest.fixture(scope="module")
def manual(sample: Path) -> Path:
    """A manual with registers, tables and more than one page."""
    return sorted(sample.rglob("*errata*.pdf"))[0]


def run(data: Path, manual: Path, *kill: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(RUNNER), str(data), str(manual), VERSION, *kill]
    return subprocess.run(command, capture_output=True, text=True, timeout=240)


def data_folder(place: Path, embedders: Path) -> Path:
    place.mkdir()
    (place / "embedders").symlink_to(embedders)
    return place


@pytest.fixture(scope="module")
def unkilled(tmp_path_factory: pytest.TempPathFactory, embedders: Path, manual: Path) -> Any:
    result = run(data_folder(tmp_path_factory.mktemp("unkilled") / "data", embedders), manual)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def test_the_unkilled_run_leaves_a_whole_version(unkilled: Any) -> None:
    version = unkilled["versions"][0]
    assert (version["state"], version["dense_done"]) == ("published", True)
    assert version["page_count"] > 1
    assert unkilled["chunks"] == unkilled["stored"] > 10
    assert unkilled["without_dense"] == []


@pytest.mark.parametrize("moment", ["enter", "leave"])
def test_killed_in_every_step_one_after_the_other(
    moment: str, tmp_path: Path, embedders: Path, manual: Path, unkilled: Any
) -> None:
    """Every start gets one step further, because the steps before are never done again."""
    data = data_folder(tmp_path / "data", embedders)
    for step in STEPS:
        result = run(data, manual, step, moment)
        assert result.returncode == -signal.SIGKILL, f"{step}: {result.stderr}"
    result = run(data, manual)
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout) == unkilled
    begun = (data / "begun").read_text().split()
    assert begun == [step for step in STEPS for _ in ("killed", "again")]
