"""Reads progress.jsonl, which a run writes while it goes; needs none of the training libraries."""

import json
from pathlib import Path
from typing import Any


def read_progress(file: Path) -> list[dict[str, Any]]:
    """The entries so far. The last line may be half written, if the run was killed."""
    entries = []
    for line in file.read_text(encoding="utf-8").splitlines() if file.is_file() else []:
        try:
            entries.append(json.loads(line))
        except ValueError:
            break
    return entries
