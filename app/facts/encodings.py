"""The values that a field's description lists, each with its meaning: `00: off; 01: PLL`. Pure."""

import re
from collections.abc import Sequence
from functools import lru_cache

from app.facts.decode import value_of
from app.facts.records import EnumeratedValue

_ENTRY = re.compile(
    r"(?:^|(?<=[\s;；,，。.:：(]))"
    r"(?:(?P<value>0[xX][0-9A-Fa-f]{1,8}|0[bB][01xX]{1,16}|[01xX]{2,8}[bB]?|\d{1,3})"
    r"(?:\s?\((?P<called>[^()\n]{2,40})\))?\s?[:：=]\s{0,2}(?!\d)"
    r"|(?P<counted>\d{1,3}) \((?P<hex>0x[0-9A-Fa-f]{1,4})\)\s)(?=\S)",
    re.MULTILINE,
)
"""`100: SYSCLK`, `0x3 = off`, `4 (busy): it works`, `17 (0x11) OVERFLOW`; a range such as `6:0` is none."""
_FEWEST = 2
_ASIDE = re.compile(r"\n\s*(?:notes?|remarks?|注意?|备注)\s*\d*[:：.]", re.IGNORECASE)
"""What follows the last meaning on lines of its own."""


@lru_cache(maxsize=1 << 13)
def encodings(description: str) -> tuple[EnumeratedValue, ...]:
    """Every listed value with its whole meaning; empty where fewer than two are listed."""
    starts = list(_ENTRY.finditer(description))
    if len(starts) < _FEWEST:
        return ()
    ends = [*(match.start() for match in starts[1:]), len(description)]
    return tuple(
        EnumeratedValue(
            match["value"] or match["hex"], _meaning(match["called"], description[match.end() : end])
        )
        for match, end in zip(starts, ends, strict=True)
    )


_BINARY = re.compile(r"(?:0b)?[01xX]+b?")
_TYPED = re.compile(r"(?<![\w.:])(?:0[xX][0-9A-Fa-f]+|0[bB][01]+|[01]{2,8}b?|\d{1,3})(?![\w:]|\.\d)")


def asked_of(values: Sequence[EnumeratedValue], question: str) -> tuple[EnumeratedValue, ...]:
    """Those of the values that a question gives: `100` and `0b100` for 100, `0x11` for 0x11."""
    typed = set(_TYPED.findall(question))
    binary = all(_BINARY.fullmatch(one.value) for one in values) and any(
        not re.match(r"0[xX]\d", one.value) for one in values
    )
    return tuple(one for one in values if any(_is(one.value, text, binary) for text in typed))


def _is(printed: str, typed: str, binary: bool) -> bool:
    """Whether a typed number is a printed value; open digits take any, in a list of binary values."""
    bare, given = (re.sub(r"^0b|b$", "", text.lower()) for text in (printed, typed))
    if binary and len(bare) == len(given):
        return re.fullmatch(bare.replace("x", "[01]"), given) is not None
    if binary and typed.lower().startswith("0x"):
        return "x" not in bare and int(bare, 2) == int(typed, 16)
    return not binary and value_of(printed) == value_of(typed)


def listed(values: Sequence[EnumeratedValue]) -> str:
    """The values as one line."""
    return "; ".join(f"{one.value}: {one.meaning}" for one in values)


def _meaning(called: str | None, text: str) -> str:
    """One meaning, over the lines that it wraps to, behind the value's name."""
    said = " ".join(_ASIDE.split(text, maxsplit=1)[0].split()).strip(" ;；,，。.")
    return f"{called}: {said}" if called else said
