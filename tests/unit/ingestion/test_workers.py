"""The process pool outlives what files do to it."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from functools import partial
from pathlib import Path

import pytest

from ingestion.worker_process import TaskFailedError, WorkerLimits
from ingestion.workers import WorkerDiedError, WorkerPool


@pytest.fixture
def pool() -> Iterator[WorkerPool]:
    pool = WorkerPool(2, WorkerLimits(memory=1 << 30, cpu_seconds=1, nice=3))
    yield pool
    pool.shutdown(wait=False, cancel_futures=True)


def double(value: int) -> int:
    return 2 * value


def refuse(text: str) -> None:
    raise ValueError(text)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def eat() -> int:
    return len(bytearray(3 << 30))


def spin() -> None:
    while True:
        pass


def wait_and_double(value: int) -> int:
    time.sleep(0.3)
    return 2 * value


def sleep() -> None:
    time.sleep(60)


def niceness() -> int:
    return os.nice(0)


def test_results_and_errors_come_back(pool: WorkerPool) -> None:
    assert pool.submit(double, 21).result(30) == 42
    with pytest.raises(ValueError, match="no manual"):
        pool.submit(refuse, "no manual").result(30)


def test_others_can_wait_until_it_is_idle(pool: WorkerPool) -> None:
    pool.wait_until_idle()
    running = [pool.submit(wait_and_double, n) for n in range(4)]
    pool.wait_until_idle()
    assert all(future.done() for future in running)


def test_a_killer_fails_alone_and_the_pool_goes_on(pool: WorkerPool) -> None:
    beside = [pool.submit(wait_and_double, n) for n in range(3)]
    killer = pool.submit(die)
    with pytest.raises(WorkerDiedError):
        killer.result(60)
    assert [future.result(60) for future in beside] == [0, 2, 4]
    assert pool.submit(double, 4).result(30) == 8


def test_memory_is_limited(pool: WorkerPool) -> None:
    with pytest.raises(MemoryError):
        pool.submit(eat).result(30)
    assert pool.submit(double, 1).result(30) == 2


def test_processor_time_is_limited(pool: WorkerPool) -> None:
    with pytest.raises(WorkerDiedError):
        pool.submit(spin).result(60)


def test_reading_yields_to_answering(pool: WorkerPool) -> None:
    assert pool.submit(niceness).result(30) == os.nice(0) + 3


def test_shutting_down_lets_go_of_whoever_waits(pool: WorkerPool) -> None:
    waiting = [pool.submit(sleep) for _ in range(4)]
    began = time.monotonic()
    pool.shutdown(wait=False, cancel_futures=True)
    for future in waiting:
        with pytest.raises(CancelledError):
            future.result(10)
    assert time.monotonic() - began < 10


def test_processes_that_have_nothing_to_do_end_and_come_back() -> None:
    pool = WorkerPool(1, WorkerLimits(idle_seconds=0.2))
    first = pool.submit(os.getpid).result(30)
    for _ in range(500):
        if not alive(first):
            break
        time.sleep(0.02)
    assert not alive(first)
    assert pool.submit(double, 2).result(30) == 4
    pool.shutdown(wait=False, cancel_futures=True)


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def note(path: Path, text: str) -> None:
    time.sleep(0.05)
    with path.open("a") as file:
        file.write(text)


def test_what_is_nearly_done_goes_first(tmp_path: Path) -> None:
    pool = WorkerPool(1, WorkerLimits())
    pool.submit(double, 1).result(30)
    pages = [pool.submit(note, tmp_path / "order", "p") for _ in range(10)]
    pool.submit_first(note, tmp_path / "order", "F").result(30)
    for page in pages:
        page.result(30)
    pool.shutdown()
    assert (tmp_path / "order").read_text().index("F") <= 3


def test_what_nobody_waits_for_is_not_done(tmp_path: Path) -> None:
    pool = WorkerPool(1, WorkerLimits())
    pages = [pool.submit(note, tmp_path / "order", "p") for _ in range(50)]
    for page in pages:
        page.cancel()
    pool.submit(double, 1).result(30)
    pool.shutdown()
    assert (tmp_path / "order").read_text().count("p") <= 3


def test_a_death_costs_few_a_second_try(tmp_path: Path) -> None:
    pool = WorkerPool(2, WorkerLimits())
    killer = pool.submit(die)
    pages = [pool.submit(note, tmp_path / "order", "p") for _ in range(30)]
    with pytest.raises(WorkerDiedError):
        killer.result(60)
    for page in pages:
        page.result(60)
    pool.shutdown()
    assert (tmp_path / "order").read_text().count("p") <= 33


class LibraryError(Exception):
    """As libraries raise it: it holds what cannot be pickled."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.pointer = threading.Lock()


class ForgetfulError(Exception):
    """Pickled without complaint, and not made anew: it wants an argument that it does not keep."""

    def __init__(self, text: str, code: int) -> None:
        super().__init__(text)


def raise_library_error() -> None:
    raise LibraryError("cycle in page tree")


def raise_forgetful_error() -> None:
    raise ForgetfulError("cycle in page tree", 7)


@pytest.mark.parametrize("task", [raise_library_error, raise_forgetful_error])
def test_an_error_that_cannot_travel_arrives_as_ours(pool: WorkerPool, task: Callable[[], None]) -> None:
    beside = pool.submit(wait_and_double, 4)
    with pytest.raises(TaskFailedError, match="cycle in page tree") as caught:
        pool.submit(task).result(30)
    assert task.__name__ in caught.value.__notes__[0]
    assert beside.result(30) == 8


def test_processes_are_prepared_first(tmp_path: Path) -> None:
    pool = WorkerPool(1, WorkerLimits(), prepare=partial(note, tmp_path / "prepared", "x"))
    pool.submit(double, 1).result(30)
    pool.shutdown()
    assert (tmp_path / "prepared").read_text() == "x"
