"""Whether a chip's name and a name that a document covers speak of the same part. Pure rules.

A small x stands for any letter or digit: `STM32F103x8` covers `STM32F103C8`. A name covers what a vendor
hangs on to it (package, memory size, module): `CH32V003` covers `CH32V003F4P6`. It does not cover another
series of a similar name: `ESP32` is not `ESP32-C3`. Where the form leaves it open the answer is no,
because a missing answer is better than one about another chip.
"""

import re
import unicodedata
from functools import lru_cache

from app.library.part_numbers import WILD, alike, begins, read

__all__ = ["WILD", "chip_key", "covers"]

_SEPARATORS = re.compile(r"[\s_\-]+")
_PLACEHOLDER = re.compile(r"(?<![a-wyz])x(?=x*(?![a-wyz]))")
"""A small x among capitals and digits; in Cortex or ATxmega it is a letter."""
_ONE_GROUP = re.compile(r"[A-Z]+[0-9]+")
"""Letters and one number, such as ESP32: what follows may be a series of its own."""
_SERIES = re.compile(r"[A-Z][1-9][0-9]?(?![0-9])")
"""C3, S3, H2, C61: the name of a series. D0WD is a variant, F103 a member of the family."""


@lru_cache(maxsize=8192)
def chip_key(name: str) -> str:
    """The one form in which names are compared and stored: `CH58x`, `ch58X` and `CH58 X` are `CH58x`."""
    plain = unicodedata.normalize("NFKC", name).strip()
    joined = _SEPARATORS.sub("-", plain).strip("-")
    has_capitals = any(character.isupper() for character in plain)
    marked = _PLACEHOLDER.sub("\0", joined).upper().replace("\0", WILD) if has_capitals else joined.upper()
    # A run of X at the end, behind a digit, is a placeholder in any case: GD32F303XX, but not ESP8266EX.
    return re.sub(r"(?<=\d)[Xx]+$", lambda run: WILD * len(run[0]), marked)


@lru_cache(maxsize=65536)
def covers(covered: str, chip: str) -> bool:
    """Whether a document about `covered` may answer a question about `chip`, whichever is the wider name.

    Where the grammar of a family reads both names, it decides: the device must be the same, and the variant
    as far as both say. One that it does not read whole may be the name of the family.
    """
    one, other = chip_key(covered), chip_key(chip)
    mine, yours = read(one), read(other)
    if mine and yours:
        return mine.speaks_of(yours)
    if (mine and begins(other, mine)) or (yours and begins(one, yours)):
        return True
    short, long = sorted((one, other), key=lambda key: len(key.replace("-", "")))
    rest = _rest(short, long)
    return rest is not None and _same_part(short.replace("-", ""), rest)


def _rest(short: str, long: str) -> str | None:
    """What `long` has behind `short`, its hyphen included; None when they differ before."""
    letters = short.replace("-", "")
    position = 0
    for letter in letters:
        while position < len(long) and long[position] == "-":
            position += 1
        if position == len(long) or not alike(letter, long[position]):
            return None
        position += 1
    return long[position:] if letters else None


def _same_part(head: str, rest: str) -> bool:
    """Whether `rest` only narrows down `head` instead of naming something else."""
    bare = rest.lstrip("-")
    if not bare or bare[0] == WILD or head[-1] == WILD:
        return True
    if head[-1].isdigit() and bare[0].isdigit() and bare == rest:
        return False
    return not (_ONE_GROUP.fullmatch(head) and _SERIES.match(bare))
