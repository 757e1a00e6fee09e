"""The values that a field's description lists, each with its meaning: `00: off; 01: PLL`. Pure."""

import re

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


def listed(values: tuple[EnumeratedValue, ...]) -> str:
    """The values as one line."""
    return "; ".join(f"{one.value}: {one.meaning}" for one in values)


def _meaning(called: str | None, text: str) -> str:
    """One meaning, over the lines that it wraps to, behind the value's name."""
    said = " ".join(_ASIDE.split(text, maxsplit=1)[0].split()).strip(" ;；,，。.")
    return f"{called}: {said}" if called else said
