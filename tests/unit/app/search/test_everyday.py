"""What people call things in haste."""

import pytest

from app.search.everyday import in_print


@pytest.mark.parametrize(
    ("said", "printed"),
    [
        ("how do I kick the dog", "how do I reload the watchdog counter"),
        ("喂狗写啥", "重装看门狗计数器写啥"),
        ("how much does it draw in stop mode", "what is the supply current in stop mode"),
        ("擦一页要多久", "页擦除要多久"),
        ("How long does a page erase take?", "How long does a page erase take?"),
    ],
)
def test_everyday_words_are_printed_ones(said: str, printed: str) -> None:
    assert in_print(said) == printed
