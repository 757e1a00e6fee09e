"""A model that writes the same over and over is stopped; a long answer is not."""

from collections.abc import AsyncGenerator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.chat.looping import LEAST, loops, until_it_loops
from app.llm.types import Delta

ITEM = "{}. **Check the option byte**: if the bit is {}, the flash is readable.\n   - Register: FLASH_OBR\n"


@given(st.text(min_size=1, max_size=200), st.text(max_size=400))
def test_rounds_of_anything_are_a_loop_whatever_stands_before(round_: str, before: str) -> None:
    assert loops(before + round_ * (5 * LEAST // len(round_) + 5))


def test_a_list_that_counts_its_items_is_a_loop() -> None:
    assert loops("To remove it:\n" + "".join(ITEM.format(n, n % 2) for n in range(1, 20)))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "| Bit | Name |\n" + "| 3 | Reserved |\n" * 20,
        " ".join(f"Register R{n} holds the {word} of the channel." for n, word in enumerate("abcdefgh" * 3)),
        "".join(ITEM.format(n, "set " + "x" * n) for n in range(40)),
    ],
)
def test_what_goes_on_with_something_new_is_none(text: str) -> None:
    assert not loops(text)


async def test_the_stream_ends_as_too_long_where_it_loops() -> None:
    asked = 0

    async def endless() -> AsyncGenerator[Delta]:
        nonlocal asked
        while True:
            asked += 1
            yield Delta(content=ITEM.format(asked, 0))

    read = [delta async for delta in until_it_loops(endless())]
    assert read[-1].finish_reason == "length"
    assert asked < 40


async def test_what_does_not_loop_passes_as_it_comes() -> None:
    async def answer() -> AsyncGenerator[Delta]:
        for word in ("a ", "b ", "c."):
            yield Delta(content=word)
        yield Delta(finish_reason="stop")

    assert [delta async for delta in until_it_loops(answer())] == [delta async for delta in answer()]
