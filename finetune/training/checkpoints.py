"""Where a run goes on after it was stopped: its last checkpoint that was written to the end."""

import json
import shutil
from pathlib import Path

from finetune.training.config import ConfigError

STATE = "trainer_state.json"
"""The last file of a checkpoint that transformers writes."""


def last_checkpoint(output: Path) -> Path | None:
    """The newest whole checkpoint. One that was being written when the run was killed is removed."""
    for folder in sorted(output.glob("checkpoint-*"), key=_step, reverse=True):
        if _is_whole(folder):
            return folder
        shutil.rmtree(folder)
    return None


def claim(output: Path, fingerprint: str) -> None:
    """Takes the folder for this configuration; another one's half-done run is not gone on with."""
    mark = output / "configuration.sha256"
    if mark.is_file() and mark.read_text(encoding="utf-8").strip() != fingerprint:
        raise ConfigError(f"{output} holds a run of another configuration; choose another output folder.")
    output.mkdir(parents=True, exist_ok=True)
    mark.write_text(fingerprint + "\n", encoding="utf-8")


def _step(folder: Path) -> int:
    number = folder.name.rpartition("-")[2]
    return int(number) if number.isdigit() else -1


def _is_whole(folder: Path) -> bool:
    try:
        json.loads((folder / STATE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return True
