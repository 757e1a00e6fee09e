"""Ends a run early and well: asked to stop, it finishes its step, saves a checkpoint and leaves."""

import os
import signal
import threading
from typing import Any

from transformers import TrainerCallback


class StoppedError(Exception):
    """The run was asked to stop and has saved where it was."""


class Stopping(TrainerCallback):  # type: ignore[misc]  # transformers has no types here
    """Hears SIGTERM, in a run of one process: several would stop at different steps, and wait for ever."""

    def __init__(self) -> None:
        self.stopped = False
        self._asked = False
        alone = int(os.environ.get("WORLD_SIZE") or 1) == 1
        if alone and threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, self._hear)

    def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        """The last step ends the run anyway."""
        if self._asked and state.global_step < state.max_steps:
            control.should_save = control.should_training_stop = self.stopped = True

    def _hear(self, _signal: int, _frame: object) -> None:
        self._asked = True
