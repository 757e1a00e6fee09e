"""A loop that stands still is seen, with what it stands at; one that moves is not."""

import asyncio
import time

import pytest
from structlog.testing import capture_logs

from app.core import watchdog
from app.core.watchdog import watching


async def test_a_loop_that_stands_is_logged_with_its_stack() -> None:
    with capture_logs() as logs, watching():
        await asyncio.sleep(0.1)
        _stand(0.5)
        await asyncio.sleep(0.2)
    (stalled,) = [entry for entry in logs if entry["event"] == "loop.stalled"]
    assert stalled["ms"] >= 1000 * watchdog.STALLED
    assert "_stand" in stalled["stack"]


async def test_a_loop_that_moves_is_measured_and_not_logged() -> None:
    seconds: list[float] = []
    with capture_logs() as logs, watching(seconds.append):
        await asyncio.sleep(0.4)
    assert len(seconds) >= 2
    assert not [entry for entry in logs if entry["event"] == "loop.stalled" and entry["ms"] > 1000]


async def test_stalls_in_a_row_are_one_log_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watchdog, "STALLED", 0.05)
    with capture_logs() as logs, watching():
        for _ in range(3):
            await asyncio.sleep(0.1)
            _stand(0.2)
        await asyncio.sleep(0.2)
    assert len([entry for entry in logs if entry["event"] == "loop.stalled"]) == 1


def _stand(seconds: float) -> None:
    time.sleep(seconds)
