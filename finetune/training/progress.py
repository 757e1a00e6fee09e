"""What a run shows while it goes: a line in the terminal, a line in progress.jsonl, and progress.svg."""

import json
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from transformers import TrainerCallback

from finetune.charts import Points, line_chart
from finetune.training.progress_file import read_progress

SHOWN = {
    "loss": "loss",
    "eval_loss": "validation",
    "learning_rate": "rate",
    "grad_norm": "gradient",
    "reward": "reward",
    "rewards/margins": "margin",
    "eval_rewards/margins": "validation margin",
}
"""Of what the trainer logs: the names in the terminal."""
PLOTTED = (
    ("loss", "eval_loss"),
    ("rewards/margins", "eval_rewards/margins"),
    ("reward",),
    ("learning_rate",),
)
"""One chart each, where it was measured."""


class Progress(TrainerCallback):  # type: ignore[misc]  # transformers has no types here
    """Writes down what the trainer logs."""

    def __init__(self, folder: Path, *, quiet: bool = False) -> None:
        self._folder = folder
        self._file = folder / "progress.jsonl"
        self._quiet = quiet
        self._entries: list[dict[str, Any]] = []

    def on_train_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        """A run that goes on keeps what was logged before its checkpoint, and forgets what came after."""
        if not state.is_world_process_zero:
            return
        self._entries = [entry for entry in read_progress(self._file) if entry["step"] <= state.global_step]
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text("".join(map(_line, self._entries)), encoding="utf-8")

    def on_log(
        self, args: Any, state: Any, control: Any, logs: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> None:
        """One entry, in all three places."""
        if not state.is_world_process_zero or not logs:
            return
        numbers = {name: float(value) for name, value in logs.items() if isinstance(value, int | float)}
        entry = {
            "step": state.global_step,
            "steps": state.max_steps,
            "time": round(time.time(), 1),
            **numbers,
        }
        self._entries.append(entry)
        with self._file.open("a", encoding="utf-8") as file:
            file.write(_line(entry))
        (self._folder / "progress.svg").write_text(chart(self._entries), encoding="utf-8")
        if not self._quiet and SHOWN.keys() & entry.keys():  # the last one has only times
            sys.stdout.write(spoken(entry) + "\n")
            sys.stdout.flush()


def spoken(entry: Mapping[str, Any]) -> str:
    """An entry for a person."""
    figures = [f"{name} {entry[key]:.4g}" for key, name in SHOWN.items() if key in entry]
    return f"step {entry['step']}/{entry['steps']}  " + "  ".join(figures)


def chart(entries: Sequence[Mapping[str, Any]]) -> str:
    """All figures that were measured, one chart under the other, as one SVG."""
    drawn = []
    for names in PLOTTED:
        series: dict[str, Points] = {
            SHOWN[name]: [(entry["step"], entry[name]) for entry in entries if name in entry]
            for name in names
        }
        if any(series.values()):
            drawn.append(line_chart(" and ".join(series), series))
    return _stacked(drawn)


def _stacked(charts: Sequence[str]) -> str:
    nested = [chart.strip().replace("<svg ", f'<svg y="{300 * at}" ', 1) for at, chart in enumerate(charts)]
    height = 300 * max(len(nested), 1)
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="720" height="{height}">{"".join(nested)}</svg>\n'


def _line(entry: Mapping[str, Any]) -> str:
    return json.dumps(entry) + "\n"
