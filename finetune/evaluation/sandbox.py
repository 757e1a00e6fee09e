"""Compiles a C function that a model wrote and runs its test, in a process that can do nothing else.

The program gets one second of processor time, 256 MB, no files beyond 1 MB, no further processes, an empty
folder and an empty environment; where the kernel allows it, no network and no view of other processes either
(`unshare`). The compiler sees the text alone: includes of anything but the standard headers are refused
before.
"""

import re
import resource
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SECONDS, MEMORY, WRITTEN = 1, 256 << 20, 1 << 20
PATIENCE = 20.0
"""Seconds of waiting for compiler and program, on a busy machine."""
HEADERS = frozenset({"stdint.h", "stddef.h", "stdbool.h", "string.h", "limits.h", "inttypes.h", "assert.h"})
FLAGS = ("-std=c11", "-O1", "-Wall", "-fno-builtin-main", "-x", "c")
OUTPUT = 400
"""Characters of a compiler's complaint that are kept."""
_FENCED = re.compile(r"```[a-zA-Z]*\n(.*?)(?:```|\Z)", re.DOTALL)
_DIRECTIVE = re.compile(r"(?m)^\s*(?:#|%:|\?\?=)\s*(\w+)\s*(.*)$")
_ALLOWED = frozenset({"define", "undef", "if", "ifdef", "ifndef", "else", "elif", "endif", "error"})
_REACHING = re.compile(r"\b(?:asm|__asm__|__asm|__attribute__|__has_include|__has_embed|embed)\b")


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of one piece of code."""

    passed: bool
    stage: str
    """refused, compile, run, or passed."""
    reason: str = ""


def code_of(answer: str) -> str:
    """The first fenced block of an answer, or all of it."""
    fenced = _FENCED.search(answer)
    return fenced[1] if fenced else answer


def attempt(answer: str, prelude: str, check: str) -> Tried:
    """Compiles and runs prelude, the answer's code and the check as one file."""
    code = code_of(answer)
    if reason := refusal(code):
        return Tried(False, "refused", reason)
    with tempfile.TemporaryDirectory(prefix="chipcite-c-") as folder:
        source = "\n".join([prelude, code, check, ""])
        return _compiled_and_run(Path(folder), source)


def refusal(code: str) -> str:
    """Why code is not given to the compiler; empty where it may be."""
    joined = code.replace("\\\n", "")
    for word, rest in _DIRECTIVE.findall(joined):
        name = rest.strip().strip('<>"')
        if word == "include" and name not in HEADERS:
            return f"includes {rest.strip()}"
        if word != "include" and word not in _ALLOWED:
            return f"has a directive {word}"
    if match := _REACHING.search(joined):
        return f"uses {match[0]}"
    return ""


def _compiled_and_run(folder: Path, source: str) -> Tried:
    program = folder / "program"
    line = [_gcc(), *FLAGS, "-o", str(program), "-"]
    try:
        made = subprocess.run(  # noqa: S603 - our own words; the source goes in as text
            line, input=source, capture_output=True, text=True, timeout=PATIENCE, check=False, cwd=folder
        )
        if made.returncode:
            return Tried(False, "compile", made.stderr[:OUTPUT])
        ran = subprocess.run(  # noqa: S603 - what it may do is limited below
            [*_apart(), str(program)],
            capture_output=True,
            timeout=PATIENCE,
            check=False,
            cwd=folder,
            env={},
            stdin=subprocess.DEVNULL,
            preexec_fn=_limited,
        )
    except subprocess.TimeoutExpired:
        return Tried(False, "run", "did not end")
    passed = ran.returncode == 0
    return Tried(passed, "passed" if passed else "run", "" if passed else f"ended with {ran.returncode}")


def _limited() -> None:
    """In the child, before the program begins."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (WRITTEN, WRITTEN))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@cache
def _apart() -> tuple[str, ...]:
    """A command before the program that takes network and processes away, where this machine can."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return ()
    line = (unshare, "--user", "--net", "--ipc", "--pid", "--fork", "--kill-child", "--")
    tried = subprocess.run([*line, "/bin/true"], capture_output=True, check=False)  # noqa: S603 - our own words
    return line if tried.returncode == 0 else ()


@cache
def _gcc() -> str:
    match = shutil.which("gcc")
    if match is None:
        raise FileNotFoundError("gcc is not installed: code exercises need it")
    return match
