"""Names of pins and signals in the cells of pin tables: wrapped ones mended, marks left out. Pure."""

import re
from collections.abc import Sequence

from ingestion.extraction.cells import line

MOST_SIGNALS = 40
"""In one cell; more words than that are prose."""
AF = re.compile(r"AF\s?(\d{1,2})", re.IGNORECASE)
_PORT = re.compile(r"P[A-K]\d{1,2}|P\d\.\d{1,2}|P\d_\d{1,2}|GPIO_?\d{1,2}|IO\d{1,2}|PT[A-E]\d{1,2}")
_PIN_NAME = re.compile(r"(?:P[A-K]\d{1,2}|P\d[._]\d{1,2}|GPIO_?\d{1,2}|IO\d{1,2})(?!\d)")
_BRACKETED_PORT = re.compile(r"\b(P[A-K])\[(\d{1,2})\]")
_NONE = re.compile(r"(?:-+|–|—|/|none|n\.?a\.?|nc|无|\s)*", re.IGNORECASE)
_SIGNAL = re.compile(r"[A-Za-z][A-Za-z0-9_+\-#./:\[\]]*")
_MARK = re.compile(r"\s*[(（]\^?\d{1,2}\^?[)）]\s*|\^\d{1,2}")
_PROSE = re.compile(r"[(（][^()（）]*\s[^()（）]*[)）]")
_LED = re.compile(r"(?:default|alternate|remap|additional|默认|复用|重映射)\s*[:：]\s*", re.IGNORECASE)
_OVERLINE = "\u00af"
"""Drawn over the name of a signal that is active low."""
_PLAIN = re.compile(r"[a-z]+|[A-Z]?[a-z]{2,}")


def clean(text: str) -> str:
    """A cell on one line, without footnote marks and overlines."""
    return line(_MARK.sub("", text).replace(_OVERLINE, ""))


def nothing(text: str) -> bool:
    """Whether a cell only says that nothing is there."""
    return _NONE.fullmatch(text) is not None


def pin_name(text: str) -> str:
    """The port pin that a name begins with: PC13 of `PC13-TAMPER-RTC`; empty for any other name."""
    match = _PIN_NAME.match(clean(text))
    return match.group() if match else ""


def is_signal(text: str) -> bool:
    """Whether a cell holds one name."""
    return _SIGNAL.fullmatch("".join(clean(text).split())) is not None


def signals(text: str) -> tuple[str, ...]:
    """The names of a cell; none where it is prose."""
    bare = _LED.sub(",", _PROSE.sub("", _MARK.sub("", text).replace(_OVERLINE, "")))
    joined = re.sub(r"(?<=[_/,])\s*\n\s*|\s*\n\s*(?=[_/])", "", bare)
    joined = re.sub(r"(?<=[A-Za-z0-9])\s+(?=_)|(?<=_)\s+(?=[A-Za-z0-9])", "", joined)
    pieces = (piece.strip() for piece in re.split(r"[,/、;；，\s]", joined))
    found = [piece for piece in pieces if _SIGNAL.fullmatch(piece) and not nothing(piece)]
    plain = sum(1 for word in found if _PLAIN.fullmatch(word))
    return tuple(dict.fromkeys(found)) if len(found) <= MOST_SIGNALS and plain <= len(found) / 3 else ()


def ports(text: str) -> list[str]:
    """All port pins of a cell: `PA[8]/PA[9]` are PA8 and PA9."""
    return _PORT.findall(_BRACKETED_PORT.sub(r"\1\2", clean(text)))


def begins_with_port(text: str) -> bool:
    """Whether a cell lists port pins."""
    return _PORT.match(_BRACKETED_PORT.sub(r"\1\2", clean(text))) is not None


def paired(names: Sequence[str], pins: Sequence[str]) -> list[tuple[str, str]]:
    """`RXD1/TXD1` beside `PA8/PA9`: in order where there are as many of both, else each with each."""
    if len(names) == len(pins):
        return list(zip(names, pins, strict=True))
    return [(name, pin) for name in names for pin in pins]
