"""How far a job's bar is, and what is said beside it."""

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cli.hosting import listen
from app.cli.output import CommandFailedError, printable, size
from app.cli.progress import STEPS, fraction, note
from app.cli.search import SNIPPET, shortened


def job(step: str, done: int, total: int, state: str = "converting") -> dict[str, object]:
    return {"state": state, "step": step, "pages_done": done, "pages_total": total}


@given(st.integers(1, 9000), st.data())
def test_a_bar_never_goes_back(total: int, data: st.DataObject) -> None:
    pages = sorted(data.draw(st.lists(st.integers(0, total), max_size=5)))
    course = [job("", 0, 0, "received"), *(job("convert", done, total) for done in pages)]
    course += [job(step, total, total) for step in STEPS[1:]] + [job("publish", total, total, "published")]
    shown = [fraction(one) for one in course]
    assert shown == sorted(shown)
    assert shown[0] == 0
    assert shown[-1] == 1


def test_what_is_said_beside_a_bar() -> None:
    assert note(job("convert", 3, 10)) == "convert 3/10 pages"
    assert note(job("", 0, 0, "received")) == "waiting"
    assert note(job("index", 10, 10)) == "index"
    assert note(job("convert", 3, 10, "failed")) == "failed"


@given(st.text())
def test_nothing_printed_can_steer_the_terminal(text: str) -> None:
    assert all(c.isprintable() or c in "\n\t�" for c in printable(text))


def test_a_long_passage_is_cut() -> None:
    assert shortened("a  b\nc") == "a b c"
    assert len(shortened("x" * 1000)) == SNIPPET + 2


@pytest.mark.parametrize(("count", "shown"), [(999, "999 B"), (1500, "1.5 kB"), (2_000_000_000, "2.0 GB")])
def test_sizes(count: int, shown: str) -> None:
    assert size(count) == shown


def test_a_taken_port_is_said_before_anything_starts() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(CommandFailedError, match="--port"):
            listen("127.0.0.1", taken.getsockname()[1])
