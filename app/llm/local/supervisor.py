"""Keeps llama.cpp's server alive beside the service: starts it, starts it again when it dies, ends it.

The port is taken once and kept, so that a client's address outlives the process behind it. A key made for
this start keeps other users of the machine out.
"""

import json
import os
import re
import secrets
import socket
import subprocess
import sys
import threading
import time
from importlib.util import find_spec
from pathlib import Path

import structlog

from app.core.errors import StartupError
from app.llm.local import gguf

CONTEXT = 8192
"""Tokens that all answers under way share; more costs memory, and a processor reads no more in good time."""
SLOTS = 2
"""Answers at once; the others wait."""
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 60.0
"""Seconds before a process that died is started again; twice as many each time that it dies young."""
YOUNG = 60.0
GRACE = 5.0
"""Seconds that it has for its end."""
ERRORS = 1
"""llama.cpp's verbosity: what goes wrong, and never a prompt."""
CLOCK = re.compile(r"^[\d.]+ [A-Z] ")
MOST_ERRORS = 20
MISSING = (
    "A model from a file needs llama.cpp, which is not installed: pip install 'chipcite[llm]'. "
    "Or set CHIPCITE_LLM_URL to the URL of a server."
)

log = structlog.get_logger("chipcite.llm")


class LlamaServer:
    """One file behind one address. `start` returns at once: the model loads behind the service."""

    def __init__(self, file: Path, name: str, threads: int = 0) -> None:
        """Raises `StartupError` where the file is none, or llama.cpp is not installed."""
        self.file = gguf.read_gguf(file)
        if find_spec("xllamacpp") is None:
            raise StartupError(MISSING)
        self.key = secrets.token_urlsafe(24)
        self.context = min(CONTEXT, self.file.context or CONTEXT)
        self.threads = threads or default_threads()
        self._name = name
        self._port = _Port()
        self._stopping = threading.Event()
        self._process: subprocess.Popen[str] | None = None
        self.reason = ""
        """The first error of a process that has died; what follows it is its consequence."""
        self._loaded = threading.Event()
        self._thread = threading.Thread(target=self._run, name="llama.cpp")

    @property
    def url(self) -> str:
        """As `CHIPCITE_LLM_URL` would name it."""
        return f"http://127.0.0.1:{self._port.number}/v1"

    @property
    def state(self) -> str:
        """`ok`, `loading`, or why it does not run."""
        if self._loaded.is_set():
            return "ok"
        return f"does not run: {self.reason}" if self.reason else "loading"

    @property
    def pid(self) -> int | None:
        """Of the process that runs now."""
        return self._process.pid if self._process else None

    @property
    def memory(self) -> int:
        """Bytes that the process has taken at most, its mapped file included; 0 where nobody says so."""
        try:
            status = Path(f"/proc/{self.pid}/status").read_text(encoding="utf-8")
        except OSError:
            return 0
        found = re.search(r"^VmHWM:\s*(\d+) kB", status, re.MULTILINE)
        return int(found[1]) * 1024 if found else 0

    def start(self) -> None:
        self._thread.start()

    def wait(self, seconds: float) -> bool:
        """Whether the model is loaded after so many seconds at most."""
        end = time.monotonic() + seconds
        while not (self._stopping.is_set() or time.monotonic() > end):
            if self._loaded.wait(0.2):
                return True
        return False

    def stop(self) -> None:
        """Ends the process, politely first."""
        self._stopping.set()
        self._loaded.clear()
        if self._process is not None:
            self._process.terminate()
        if self._thread.is_alive():
            self._thread.join(GRACE)
        if self._process is not None:
            self._process.kill()
        self._port.close()

    def _run(self) -> None:
        pause = FIRST_PAUSE
        while not self._stopping.is_set():
            began = time.monotonic()
            code, errors = self._once()
            if self._stopping.is_set():
                return
            self.reason = errors[0] if errors else f"its process ended with status {code}"
            pause = FIRST_PAUSE if time.monotonic() - began > YOUNG else min(2 * pause, LONGEST_PAUSE)
            log.error("llm.process_ended", code=code, reason=self.reason, pause=pause)
            self._stopping.wait(pause)

    def _once(self) -> tuple[int, list[str]]:
        """One life of the process: its exit status, and its errors."""
        program = Path(__file__).with_name("program.py")
        self._process = process = subprocess.Popen(  # noqa: S603 - our own program and no shell
            [sys.executable, "-P", str(program)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,  # Ctrl-C ends the service first: it lets answers come to their end
        )
        if self._stopping.is_set():
            process.terminate()
        errors: list[str] = []
        listening = threading.Thread(target=_listen, args=(process, errors), name="llama.cpp errors")
        listening.start()
        with process:
            self._tell(process)
            if process.stdout and process.stdout.readline():
                log.info("llm.loaded", pid=process.pid, threads=self.threads, context=self.context)
                self.reason = ""
                self._loaded.set()
            code = process.wait()
            self._loaded.clear()
            listening.join()
        return code, errors

    def _tell(self, process: subprocess.Popen[str]) -> None:
        """What to run, as its first line of input: a key in its arguments would be seen by everyone."""
        given = {
            "file": str(self.file.path),
            "name": self._name,
            "port": self._port.number,
            "reuse_port": self._port.shared,
            "key": self.key,
            "context": self.context,
            "slots": SLOTS,
            "threads": self.threads,
            "verbosity": ERRORS,
        }
        try:
            if process.stdin:
                process.stdin.write(json.dumps(given) + "\n")
                process.stdin.flush()
        except OSError:  # it died at once; its last words say why
            log.debug("llm.process_deaf")


def _listen(process: subprocess.Popen[str], errors: list[str]) -> None:
    """Keeps the first errors, without llama.cpp's clock, and reads the rest so that it never waits for us."""
    for line in process.stderr or ():
        text = CLOCK.sub("", line.strip())
        if text and len(errors) < MOST_ERRORS:
            errors.append(text)


class _Port:
    """A free port of this machine, kept for us where the system can share one between our two processes."""

    def __init__(self) -> None:
        self.shared = hasattr(socket, "SO_REUSEPORT")
        self._socket = socket.socket()
        if self.shared:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        self._socket.bind(("127.0.0.1", 0))
        self.number: int = self._socket.getsockname()[1]
        if not self.shared:
            self.close()

    def close(self) -> None:
        self._socket.close()


def default_threads() -> int:
    """All cores but one: threads of llama.cpp spin, and on the last core the service would stand still."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(cores - 1, 1)
