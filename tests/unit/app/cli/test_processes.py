"""What keeps several processes alive: who ended is replaced, who hangs is ended, who has no parent ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from app.cli import processes
from app.cli.processes import (
    Child,
    Supervisor,
    end_with_parent,
    measuring_together,
    shared_port,
    told_to_stop,
)

PATIENCE = 120.0
ORPHAN = """
import sys
from pathlib import Path
from app.cli.processes import Child, measuring_together
from tests.unit.app.cli.test_processes import lives

if __name__ == "__main__":
    with measuring_together():
        child = Child("server", lives, (sys.argv[1],))
        child.start()
        while not Path(sys.argv[1]).exists():
            pass
        sys.stdin.read()
"""


def lives(file: str, beats: Any, line: Any) -> None:
    """Until its parent is gone."""
    end_with_parent(line)
    Path(file).write_text(str(psutil.Process().pid), encoding="utf-8")
    beats.value += 1
    signal.pause()


def refuses(_beats: Any, line: Any) -> None:
    """Says why and ends."""
    line.send("The database has a newer schema.")


def hangs(folder: str, beats: Any, _line: Any) -> None:
    """Shows one sign of life, and none again."""
    (Path(folder) / str(psutil.Process().pid)).touch()
    beats.value += 1
    signal.pause()


def test_a_start_that_is_refused_is_a_sentence_and_the_end() -> None:
    with measuring_together(), told_to_stop() as stop:
        children = [Child("server", refuses, ()) for _ in range(2)]
        assert Supervisor(children, stop).run() == "The database has a newer schema."


def test_a_server_that_hangs_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "LOOK_SECONDS", 0.1)
    monkeypatch.setattr(processes, "HUNG_SECONDS", 0.5)
    monkeypatch.setattr(processes, "FIRST_PAUSE", 0.05)
    with measuring_together():
        child = Child("server", hangs, (str(tmp_path),), watched=True)
        _watch_until(child, lambda: len(list(tmp_path.iterdir())) == 2)
        child.ask_to_end()
        child.end(PATIENCE)


def test_who_has_no_parent_ends(tmp_path: Path) -> None:
    script, file = tmp_path / "parent.py", tmp_path / "pid"
    script.write_text(ORPHAN, encoding="utf-8")
    command = [sys.executable, str(script), str(file)]
    around = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    parent = subprocess.Popen(command, stdin=subprocess.PIPE, env=around)
    end = time.monotonic() + PATIENCE
    while not (file.exists() and file.read_text()):
        assert time.monotonic() < end
        time.sleep(0.02)
    child = psutil.Process(int(file.read_text()))
    parent.kill()
    parent.communicate()
    assert not psutil.wait_procs([child], PATIENCE)[1]


def test_a_port_is_shared_among_those_who_say_so() -> None:
    with shared_port(("127.0.0.1", 0)) as first, shared_port(first.getsockname()) as second:
        assert first.getsockname() == second.getsockname()


def _watch_until(child: Child, holds: Any) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end
        child.start()
        time.sleep(0.05)
        child.has_ended()
        child.look(0.05)
