"""The training environment, with torch and trl imported once, and a tiny model with a dataset version."""

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[3]
PYTHON = ROOT / ".venv-finetune" / "bin" / "python"
PLAIN: dict[str, Any] = {
    "adapter": {"kind": "lora", "r": 8},
    "length": 512,
    "batch": 2,
    "accumulation": 2,
    "steps": 12,
    "learning_rate": 0.01,
    "log_every": 1,
    "evaluate_every": 6,
    "save_every": 4,
    "threads": 1,
    "checkpointing": False,
}
"""A run of a few seconds."""


class Environment:
    """Runs modules in the training environment, one after the other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}
        self._process = subprocess.Popen(
            [PYTHON, ROOT / "tests" / "integration" / "finetune" / "forked.py"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
            cwd=ROOT,
        )
        assert self._answer() == "ready"

    def begin(self, module: str, *argv: object) -> int:
        """Starts a module and gives its process id; `finish` must follow."""
        job = {"module": module, "argv": [str(one) for one in argv], "log": str(self.folder / "log")}
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        return int(self._answer().removeprefix("pid "))

    def finish(self) -> tuple[int, str]:
        """Exit status and output of what was begun."""
        status = int(self._answer().removeprefix("exit "))
        return status, (self.folder / "log").read_text(encoding="utf-8")

    def run(self, module: str, *argv: object, status: int = 0) -> str:
        """The module's output; another exit status than the expected fails the test."""
        self.begin(module, *argv)
        ended, log = self.finish()
        assert ended == status, log
        return log

    def config(self, name: str, more: Mapping[str, Any] | None = None) -> Path:
        """A configuration file over the tiny model, and the folder of its run."""
        paths = {"dataset": "dataset/1", "base": "model", "output": f"runs/{name}"}
        file = self.folder / f"{name}.yaml"
        file.write_text(yaml.safe_dump({**PLAIN, **paths, **(more or {})}), encoding="utf-8")
        return file

    def train(self, method: str, name: str, more: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Runs `finetune.training` to its end and gives the run's record."""
        self.run("finetune.training", method, "--config", self.config(name, more))
        return json.loads((self.folder / "runs" / name / "run.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]

    def close(self) -> None:
        """Ends the process."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()

    def _answer(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


@pytest.fixture(scope="session")
def training(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Environment]:
    """Skipped where .venv-finetune was not made; CI makes it."""
    if not PYTHON.exists():
        assert not os.environ.get("CI"), "run deploy/scripts/finetune.sh"
        pytest.skip("run deploy/scripts/finetune.sh")
    made = Environment(tmp_path_factory.mktemp("finetune"))
    try:
        made.run("tests.integration.finetune.tiny", made.folder)
        yield made
    finally:
        made.close()
