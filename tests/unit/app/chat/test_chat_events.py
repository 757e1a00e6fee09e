"""The events of a streamed answer."""

import json

from hypothesis import given
from hypothesis import strategies as st

from app.chat.events import Stream, event, pieces
from app.chat.schemas import ChipciteReply, Usage

STREAM = Stream("chatcmpl-1", 7, "chipcite", with_usage=True)


def parsed(raw: bytes) -> dict[str, object]:
    assert raw.startswith(b"data: ")
    assert raw.endswith(b"\n\n")
    assert raw.count(b"\n") == 2
    return dict(json.loads(raw[6:]))


def test_chunks_share_id_time_and_model() -> None:
    reply = ChipciteReply(intent="concept")
    usage = Usage(prompt_tokens=1, completion_tokens=2, total_tokens=3)
    for raw in (STREAM.role(), STREAM.content("x"), STREAM.finish(reply), STREAM.usage(usage)):
        chunk = parsed(raw)
        assert (chunk["id"], chunk["created"], chunk["model"]) == ("chatcmpl-1", 7, "chipcite")
        assert chunk["object"] == "chat.completion.chunk"


def test_reply_rides_on_the_chunk_that_finishes() -> None:
    chunk = parsed(STREAM.finish(ChipciteReply(intent="register", abstained=True)))
    assert chunk["choices"] == [{"index": 0, "delta": {}, "logprobs": None, "finish_reason": "stop"}]
    assert chunk["chipcite"]["abstained"] is True  # type: ignore[index]  # an object of a parsed event


def test_usage_has_no_choices() -> None:
    chunk = parsed(STREAM.usage(Usage(prompt_tokens=1, completion_tokens=2, total_tokens=3)))
    assert chunk["choices"] == []


@given(st.text())
def test_no_text_can_break_out_of_its_event(text: str) -> None:
    raw = event({"text": text.encode("utf-8", "replace").decode()})
    assert raw.count(b"\n") == 2
    assert b"\r" not in raw


@given(st.text(max_size=500), st.integers(1, 60))
def test_pieces_are_the_text(text: str, size: int) -> None:
    found = list(pieces(text, size))
    assert "".join(found) == text
    assert all(0 < len(piece) <= size for piece in found)
