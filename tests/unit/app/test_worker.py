"""The worker's name and its processes: what a crash must find again, and what two must never share."""

from pathlib import Path

import pytest

from app.core.config import Settings
from app.worker import MOST_PROCESSES, executor_name, processes


def test_two_workers_never_share_a_name_and_a_dead_one_leaves_its_own(tmp_path: Path) -> None:
    with executor_name(tmp_path) as first:
        with executor_name(tmp_path) as second:
            assert first != second
        with executor_name(tmp_path) as again:
            assert again == second
    with executor_name(tmp_path) as later:
        assert later == first


@pytest.mark.parametrize(("cores", "given", "expected"), [(2, 0, 2), (64, 0, MOST_PROCESSES), (64, 40, 40)])
def test_as_many_processes_as_cores_unless_told(
    monkeypatch: pytest.MonkeyPatch, cores: int, given: int, expected: int
) -> None:
    monkeypatch.setattr("app.worker.cores", lambda: cores)
    assert processes(Settings(workers=given)) == expected
