"""Server-sent events in every cut and with every line end that the standard allows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.llm import sse
from app.llm.sse import EventTooLongError, SseDecoder


def _read(*pieces: bytes) -> list[str]:
    decoder = SseDecoder()
    found = [event for piece in pieces for event in decoder.feed(piece)]
    return found + decoder.end()


@pytest.mark.parametrize(
    ("stream", "events"),
    [
        (b"data: a\n\ndata: b\n\n", ["a", "b"]),
        (b"data:a\n\n", ["a"]),
        (b"data:  a\n\n", [" a"]),
        (b"data: a\r\n\r\ndata: b\r\r", ["a", "b"]),
        (b": keep-alive\n\n: another\ndata: a\n\n", ["a"]),
        (b"event: x\nid: 7\nretry: 10\ndata: a\n\n", ["a"]),
        (b"data: a\ndata: b\n\n", ["a\nb"]),
        (b"data\n\n", [""]),
        (b"\xef\xbb\xbfdata: a\n\n", ["a"]),
        (b"data: a\n\ndata: [DONE]", ["a", "[DONE]"]),
        (b"data: \xff\n\n", ["�"]),
        (b"\n\n\n", []),
        (b"", []),
    ],
)
def test_streams(stream: bytes, events: list[str]) -> None:
    assert _read(stream) == events


LINES = st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=12)


@given(st.lists(LINES, min_size=1, max_size=5), st.sampled_from(["\n", "\r\n", "\r"]), st.data())
def test_where_the_network_cuts_changes_nothing(events: list[str], end: str, data: st.DataObject) -> None:
    stream = "".join(f": note{end}data: {event}{end}{end}" for event in events).encode()
    cuts = sorted(data.draw(st.sets(st.integers(0, len(stream)), max_size=8)))
    pieces = [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    assert _read(*pieces) == events


def test_a_line_end_in_two_halves_is_one() -> None:
    decoder = SseDecoder()
    assert decoder.feed(b"data: a\r") == []
    assert decoder.feed(b"\ndata: b\r\n\r") == []
    assert decoder.feed(b"\n") == ["a\nb"]


@pytest.mark.parametrize("stream", [b"data: " + b"x" * 200, b"data: xxxxxxxxxxxxx\n" * 20])
def test_an_event_without_an_end_is_given_up(stream: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sse, "MAX_EVENT", 100)
    with pytest.raises(EventTooLongError):
        SseDecoder().feed(stream)
