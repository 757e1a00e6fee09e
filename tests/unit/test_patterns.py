"""No pattern of ours takes long on a text made to be slow: each is run over strings that grow.

A reader's text comes bounded (`app.core.runs`): long runs of one character are gone before any pattern sees
it. What is left to go wrong is a pattern whose time grows with the square of the whole text.
"""

import importlib
import pkgutil
import re
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import fields, is_dataclass
from functools import cache
from types import ModuleType
from typing import Any

import pytest

from app.core.runs import bounded

PACKAGES = (
    "app.chat",
    "app.compat",
    "app.core",
    "app.facts",
    "app.library",
    "app.search",
    "app.tools",
    "retrieval",
)
SEEDS = (
    "a", "7", " ", "\t", "\n", "(", "()", "[", '"', "`", "_", "A_", ".", ", ", "-", "的", "寄存器", "bit ",
    "0x", "0x40 ", "register ", "the ", "RCC_CTLR ", "RCC->CTLR |= (1 << 4);\n", "12.5 V ", "3:0 ", "| a ",
    "->", "= ", "“a", "```\n", "A1", "v1.", "# ", "/", "what is the ", "这个是什么", "The clock is 8 MHz. ",
    "<a ", "{", "ABC ", "1 2 ", "[3:0], ", "and 3, ", "a.b", "a-b ", "> ", "A = 1; ", "不是 ",
)  # fmt: skip
LENGTH = 8_000
"""Characters; a reader's own words are cut at a quarter of it, a passage has at most half."""
FLOOR = 0.1
"""Seconds of the processor below which nothing is slow, whatever grew: less is not measured well."""
BOUND = 0.5
"""Seconds of the processor after which a pattern is slow in any case."""
GROWTH = 8.0
"""Four times the text may take four times as long; at the power of 1.5 it is eight times."""


def test_no_pattern_is_slow_on_a_text_made_to_be_slow() -> None:
    slow = [
        f"{where}: {growth:.1f} times as long for 4 times of {seed!r}, {seconds:.2f} s"
        for pattern, where in _patterns().items()
        for seed in SEEDS
        for seconds, growth in [_steadily(pattern, seed)]
        if seconds > FLOOR and growth > GROWTH
    ]
    assert not slow, "\n".join(slow)


def _steadily(pattern: re.Pattern[str], seed: str) -> tuple[float, float]:
    """What is measured again where it looked slow: a pattern that is slow is so each time, a busy machine's
    clock and caches are not."""
    for _ in range(3):
        seconds, growth = _measured(pattern, seed)
        if seconds <= FLOOR or growth <= GROWTH:
            return 0.0, 1.0
    return seconds, growth


def _measured(pattern: re.Pattern[str], seed: str) -> tuple[float, float]:
    """The time for the long text, and how many times that for a quarter of it it is."""
    short = _seconds(pattern, _text(seed, LENGTH // 4))
    if short < FLOOR / 30:  # even a cube would stay below the floor
        return 0.0, 1.0
    long = min(_seconds(pattern, _text(seed, LENGTH)) for _ in range(2))
    stopped = max(short, long) > 0.8 * BOUND
    return long, GROWTH + 1 if stopped else long / short


def _seconds(pattern: re.Pattern[str], text: str) -> float:
    """Of the processor, which other work on the machine does not count into; no more than the bound."""
    started = time.process_time()
    signal.setitimer(signal.ITIMER_VIRTUAL, BOUND)
    with suppress(TimeoutError):
        for _ in pattern.finditer(text):
            pass
        pattern.fullmatch(text)
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return time.process_time() - started


@pytest.fixture(autouse=True)
def _bounded_time() -> Iterator[None]:
    """A pattern that would take for ever is stopped: the engine looks for signals while it tries."""

    def stop(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGVTALRM, stop)
    yield
    signal.signal(signal.SIGVTALRM, before)


@cache
def _text(seed: str, length: int) -> str:
    return bounded(seed * (length // len(seed))) + "\x01"


def _patterns() -> dict[re.Pattern[str], str]:
    """Every compiled pattern that stands in a module, by itself or in a table, with its place."""
    found: dict[re.Pattern[str], str] = {}
    for module in _modules():
        for name, value in vars(module).items():
            for pattern in _inside(value):
                found.setdefault(pattern, f"{module.__name__}.{name}")
    return found


def _modules() -> Iterator[ModuleType]:
    for package in map(importlib.import_module, PACKAGES):
        for each in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            try:
                yield importlib.import_module(each.name)
            except ImportError:  # an optional engine that is not installed
                continue


def _inside(value: Any, depth: int = 0) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield value
    elif depth > 4:
        return
    elif isinstance(value, list | tuple | set | frozenset):
        for item in value:
            yield from _inside(item, depth + 1)
    elif isinstance(value, dict):
        for item in (*value, *value.values()):
            yield from _inside(item, depth + 1)
    elif is_dataclass(value) and not isinstance(value, type):
        for each in fields(value):
            yield from _inside(getattr(value, each.name, None), depth + 1)


def test_there_are_patterns_to_look_at() -> None:
    assert len(_patterns()) > 300


@pytest.mark.parametrize(("pattern", "seed"), [(r"(a+)+b", "a"), (r"(?:\w+ ?)*+!", "ab ")])
def test_a_slow_pattern_is_seen(pattern: str, seed: str) -> None:
    seconds, growth = _steadily(re.compile(pattern), seed)
    assert seconds > FLOOR
    assert growth > GROWTH
