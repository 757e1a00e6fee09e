"""The process of one run: started, found again by a later worker, asked to stop, ended.

It is held by a lock that the process inherits and the system frees when it dies: whether it lives needs no
guess from process ids, and no run is ever started twice, however a worker ended.
"""

import contextlib
import json
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from finetune.training.config import ConfigError

try:
    import fcntl
except ModuleNotFoundError:  # Windows has no locks that a process inherits
    fcntl = None  # type: ignore[assignment]  # the absence is what the code asks for

LOCK, PID, LOG = "process.lock", "process.json", "log"
LOG_BYTES = 4000
"""Of the end of a log: what is looked through for the reason of a failure."""
OWN_WORDS = "chipcite: "
"""Before the sentence with which our own programs end."""


class TrainingProcess:
    """The process that trains in one folder, whoever started it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._own: subprocess.Popen[bytes] | None = None

    @property
    def code(self) -> int | None:
        """How it ended: as `subprocess` has it; None while it lives, or where another worker started it."""
        return None if self._own is None else self._own.poll()

    def alive(self) -> bool:
        """Whether it runs."""
        if self._own is not None and self._own.poll() is None:
            return True
        lock = self._lock()
        if lock is not None:
            os.close(lock)
        return lock is None

    def start(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        """Starts it in a session of its own: what ends the worker does not end it. Raises `ConfigError`."""
        lock = self._lock()
        if lock is None:
            raise ConfigError(f"Another process is training in {self._folder}.")
        try:
            with (self._folder / LOG).open("ab") as log:
                self._own = subprocess.Popen(  # noqa: S603 - our own words
                    command,
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    pass_fds=[lock],
                    start_new_session=True,
                )
        finally:
            os.close(lock)
        (self._folder / PID).write_text(json.dumps({"pid": self._own.pid}), encoding="utf-8")

    def ask_to_stop(self) -> None:
        """It finishes its step, saves a checkpoint and leaves."""
        self._signal(signal.SIGTERM, group=False)

    def kill(self) -> None:
        """Ends it and all that it has started, at once."""
        self._signal(signal.SIGKILL, group=True)
        if self._own is not None:
            self._own.wait()

    def reason(self) -> str:
        """Why it ended, in a sentence: its own, else what its log says last."""
        lines = self._last_lines()
        own = [line.removeprefix(OWN_WORDS) for line in lines if line.startswith(OWN_WORDS)]
        if own:
            return own[-1]
        code = self.code
        how = f"was ended by signal {-code}" if code is not None and code < 0 else f"ended with {code}"
        said = f": {lines[-1].strip().rstrip('.')}" if lines and how.startswith("ended") else ""
        return f"The training process {how}{said}. Its log is {self._folder / LOG}."

    def _signal(self, number: int, *, group: bool) -> None:
        if not self.alive():
            return
        with contextlib.suppress(OSError, ValueError, KeyError):
            pid = int(json.loads((self._folder / PID).read_text(encoding="utf-8"))["pid"])
            os.killpg(pid, number) if group else os.kill(pid, number)

    def _lock(self) -> int | None:
        """The lock's descriptor; None while a process holds it."""
        if fcntl is None:
            raise ConfigError("Training jobs need Linux or macOS; here use chipcite train.")
        self._folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._folder / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        return descriptor

    def _last_lines(self) -> list[str]:
        try:
            with (self._folder / LOG).open("rb") as log:
                log.seek(0, os.SEEK_END)
                log.seek(max(0, log.tell() - LOG_BYTES))
                return [line for line in log.read().decode("utf-8", "replace").splitlines() if line.strip()]
        except OSError:
            return []
