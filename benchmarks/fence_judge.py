"""Whether an answer to a register question shows the right value, and whether it shows a wrong one. Pure.

For `benchmarks.fence`. Reads values by rules of its own, none of which verification uses, and knows the
expected answer and what the database says of every register that the answer names.
"""

import re
from collections.abc import Mapping
from typing import Any

from retrieval.identifiers import canonical, identifiers_in, matches

Known = Mapping[str, frozenset[int]]
"""All numbers that the facts state of a register, by its canonical name; of a field none."""
NUMBERS = {
    "addr": re.compile(r"offset|reset|default|偏移|复位|默认", re.I),
    "offs": re.compile(
        r"(?<!offset )address(?! offset)|base|located|reset|absolute|(?<!偏移)地址|复位", re.I
    ),
    "reset": re.compile(r"address|offset|located|地址|偏移", re.I),
}
"""Words that say that a value beside them is another one than the one that is asked for."""
LINK = re.compile(r"\[(\[?[^\]]*\]?)\]\([^)]*\)")
CITED = re.compile(r"(?<![A-Za-z0-9_\])])\s?\[\d{1,3}\](?!\s*:)")
FILE = re.compile(r"\S+\.pdf\b|\b\w+=\"[^\"]*\"", re.I)
PIECE = re.compile(r"(?<=[\w)\]`][\w)\]`][.!?])\s+|[。！？\n]")
"""Sentences and lines; the number of a list's item is no sentence."""
HEX = re.compile(r"0[xX]([0-9A-Fa-fxX]{1,4}(?:[_ ][0-9A-Fa-fxX]{4})+|[0-9A-Fa-fxX]+)")
TO = r"(?:\s*(?::|\.\.|-|–|~|to|到|至)\s*(\d{1,2}))?"
BITS = re.compile(
    rf"\bbits?\s*(?:positions?|numbers?|fields?)?\s*(?:is|are|=|:)?\s*\[?(\d{{1,2}})(?!\d){TO}|(?<![\d ])位(?:域|于|为|是)?\s*[:：]?\s*\[?(\d{{1,2}}){TO}"  # noqa: E501 - one pattern, one line
    rf"|第\s*(\d{{1,2}}){TO}\s*位|\[(\d{{1,2}}){TO}\]|(?<![\w.])(\d{{1,2}}):(\d{{1,2}})(?![\w.])",
    re.I,
)
ALONE = re.compile(r"[\s\-*>#`.,;:()\[\]\d]*\d[\s\-*>#`.,;:()\[\]\d]*")
RANGE = re.compile(r"(?<![\w.])(\d{1,2})(?:\s*[:~-]\s*(\d{1,2}))?(?![\w])")
DENIAL = re.compile(
    r"(?:does|do|did|is|are|was) not (?:\w+ )?"
    r"(?:say|state|give|mention|specify|define|contain|list|stated|given|found)[^“”\"]*$|(?:没有|未)(?:给出|说明|提到|提及|找到|定义)[^“”\"]*$",
    re.I,
)
LONGEST = 16
"""Hexadecimal digits of the longest value of a chip."""


def right(case: Mapping[str, Any], text: str) -> bool:
    """Whether the expected value stands in the text; where none is expected, whether none stands there."""
    values = [value for piece in pieces(text) for value in values_of(case, piece)]
    if case["answer"] is None:
        return not values
    return any(same(case, value) for value in values)


def wrong(case: Mapping[str, Any], text: str, known: Known) -> bool:
    """Whether a text shows a value of the asked kind that is not the expected one.

    Of names only registers' and fields' count: a clock or a unit answers no question for a register.
    """
    values = [value for piece in pieces(text) for value in values_of(case, piece)]
    if case["kind"] in ("which", "desc"):
        values = [value for value in values if "_" in value or canonical(value) in known]
    if not values:
        return False
    if case["answer"] is None or not any(same(case, value) for value in values):
        return True
    return any(_wrong_in(case, piece, known) for piece in pieces(text))


def pieces(text: str) -> list[str]:
    """Sentences and lines, without links, citations and the names of files."""
    plain = FILE.sub(" ", CITED.sub(" ", LINK.sub(" ", text)))
    return [piece for piece in PIECE.split(plain) if piece and piece.strip()]


def values_of(case: Mapping[str, Any], piece: str) -> list[str]:
    """All values of the asked kind in a sentence, as digits, bits or names; those that it denies left out."""
    if case["kind"] in NUMBERS:
        found = [(m.start(), m[1].replace("_", "").replace(" ", "").lower()) for m in HEX.finditer(piece)]
    elif case["kind"] in ("bits", "absent"):
        found = _bits(case, piece)
    else:
        return _names(case, piece)
    return [value for at, value in found if not DENIAL.search(piece[:at])]


def _bits(case: Mapping[str, Any], piece: str) -> list[tuple[int, str]]:
    if ALONE.fullmatch(piece):
        return [(m.start(), _span(m[1], m[2])) for m in RANGE.finditer(piece)]
    found = [(m.start(), _span(*[one for one in m.groups() if one][:2])) for m in BITS.finditer(piece)]
    said = re.compile(rf"{re.escape(case['field'])}\W{{0,4}}(?:is|=|:|为|是)\s*`?(\d{{1,2}})(?![\w.:])")
    return found + [(m.start(1), m[1]) for m in said.finditer(piece)]


def _span(high: str, low: str | None = None) -> str:
    return f"{high}:{low}" if low and low != high else high


def _names(case: Mapping[str, Any], piece: str) -> list[str]:
    asked = {canonical(name) for name in identifiers_in(case["question"])} | {canonical(case["chip"])}
    expected = canonical(case["answer"] or "")
    return [n for n in identifiers_in(piece) if canonical(n) not in asked or canonical(n) == expected]


def same(case: Mapping[str, Any], value: str) -> bool:
    """Whether a value is the expected one."""
    expected = case["answer"]
    if case["kind"] in NUMBERS:
        if len(value) > LONGEST:
            return False
        digits = f"{int(expected, 16):x}".rjust(len(value), "0")
        return len(digits) == len(value) and all(
            a == b or (b == "x" and case["kind"] == "reset") for a, b in zip(digits, value, strict=True)
        )
    if case["kind"] == "bits":
        return value == expected or ":".join(reversed(value.split(":"))) == expected
    return matches(expected, value) > 0 or canonical(value).endswith(canonical(expected))


def _wrong_in(case: Mapping[str, Any], piece: str, known: Known) -> bool:
    """Whether a sentence says a wrong value, in an answer that says the right one somewhere."""
    values = values_of(case, piece)
    others = [value for value in values if not same(case, value)]
    beside = len(others) < len(values)
    asked = {canonical(name) for name in identifiers_in(case["question"])} | {canonical(case["chip"])}
    named = {canonical(name) for name in identifiers_in(piece)} - asked
    if case["kind"] in NUMBERS:
        return any(not _true(case, value, piece, named, known, beside) for value in others)
    if case["kind"] == "bits":
        return bool(others) and not named
    registers = {canonical(value) for value in others if "_" in value}
    field = canonical(case.get("field") or "") in {canonical(name) for name in identifiers_in(piece)}
    return bool(registers) and not beside and (field or named <= registers)


def _true(
    case: Mapping[str, Any], value: str, piece: str, named: set[str], known: Known, beside: bool
) -> bool:
    """A number that is true of another register in the sentence, or another attribute and said to be it."""
    if len(value) > LONGEST or "x" in value:
        return False
    number = int(value, 16)
    if any(number in known.get(name, ()) for name in named):
        return True
    own = number in known.get(canonical(case["register"] or ""), ())
    return own and (beside or bool(NUMBERS[case["kind"]].search(piece)))
