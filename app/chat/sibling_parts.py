"""Sentences and rows about a sibling of the chip that is asked about: the row of the ATtiny45 in a table of
three. Pure.
"""

import re
from collections.abc import Collection

from app.library.chips import chip_key, covers
from app.library.part_numbers import read
from app.search.chips import TOKEN

_GOES_ON = re.compile(r"\s?[/,、～~]\s?[A-Za-z]{0,2}\d|[/\-]|\s?(?:to|and|or|和|及|到|至)\s")
"""Behind the first name of a list that need not repeat what they share: `ATtiny25/45/85`."""


def is_of_a_sibling(text: str, chips: Collection[str]) -> bool:
    """Whether a text names parts of the make of the chips that are asked about, and none of these."""
    grammars = {part.grammar for chip in chips if (part := read(chip_key(chip)))}
    if not grammars:
        return False
    siblings = False
    for match in TOKEN.finditer(text):
        part = read(chip_key(match[0])) if any(map(str.isdigit, match[0])) else None
        if part is None or part.grammar not in grammars:
            continue
        if _GOES_ON.match(text, match.end()) or any(covers(match[0], chip) for chip in chips):
            return False
        siblings = True
    return siblings
