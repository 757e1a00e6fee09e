"""Ends an answer whose model writes the same over and over, up to the end of its context."""

import re
from collections.abc import AsyncGenerator
from contextlib import aclosing

from app.llm.types import Delta

TAIL = 4000
"""Characters at the end of an answer that are looked at."""
ROUNDS = 4
"""Times that a loop has been written before it counts as one."""
LEAST = 800
"""Characters that its rounds fill together: a table may well have a dozen equal rows."""
EVERY = 200
"""Characters between two looks."""
_NUMBER = re.compile(r"\d{1,4}")


def loops(text: str) -> bool:
    """Whether a text ends in rounds of the same, numbers aside: a list counts its items on.

    The smallest period of each suffix follows from the prefix function of the reversed text (Knuth, Morris,
    Pratt 1977).
    """
    tail = _NUMBER.sub("0", text)[-TAIL:][::-1]
    border = [0] * len(tail)
    for at in range(1, len(tail)):
        length = border[at - 1]
        while length and tail[at] != tail[length]:
            length = border[length - 1]
        border[at] = length + (tail[at] == tail[length])
        if at + 1 >= LEAST and (at + 1 - border[at]) * ROUNDS <= at + 1:
            return True
    return False


async def until_it_loops(deltas: AsyncGenerator[Delta]) -> AsyncGenerator[Delta]:
    """The deltas of a stream. Where the model loops it is stopped, as if its answer had become too long."""
    text, looked = "", 0
    async with aclosing(deltas):
        async for delta in deltas:
            yield delta
            text += delta.content
            if len(text) - looked >= EVERY:
                text = text[-2 * TAIL :]
                looked = len(text)
                if loops(text):
                    yield Delta(finish_reason="length")
                    return
