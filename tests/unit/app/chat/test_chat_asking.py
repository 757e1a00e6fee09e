"""How long a model's prompt and answer may be."""

from app.chat.asking import SHORTEST, Room


def test_a_slow_model_writes_for_a_minute_and_a_fast_one_its_share_of_the_context() -> None:
    assert Room(8192, None, writable=SHORTEST).bounded == SHORTEST
    assert Room(8192, None, writable=6000).bounded == 2048
    assert Room(8192).bounded is None, "its speed was not measured yet"
