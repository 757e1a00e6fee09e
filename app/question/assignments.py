"""Values of registers in a message: written by code, printed by a debugger, or alone. Pure."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

_WRITTEN = re.compile(
    r"(?<![\w.>-])(?P<name>[A-Za-z_]\w*(?:(?:->|\.|::)\w+)*)\s*(?P<operator>\|=|&=|\^=|==|=|:=|:)\s*"
    r"(?=(?P<value>[0-9(~][^;\n,，。?？]{0,80}))"
)
_PRINTED = re.compile(
    r"(?<![\w.])(?P<address>0[xX][0-9A-Fa-f]{6,8})\s*(?::|=|->|：)\s*(?P<value>(?:0[xX])?[0-9A-Fa-f]{2,8})(?![\w.])"
)
_SPACED = re.compile(
    r"(?<![\w.>-])(?P<name>[A-Z][A-Z0-9]*_?[A-Z0-9_]{2,})\s+(?P<value>0[xX][0-9A-Fa-f]+)(?![\w.])"
)
_ECHOED = re.compile(
    r"(?<![\w.>-])(?P<name>[A-Za-z_]\w*(?:(?:->|\.|::)\w+)*)\s*\n\s*\$\d+\s*=\s*(?P<value>0[xX][0-9A-Fa-f]+|\d+)(?![\w.])"
)
"""What gdb answers to `p/x RCC->CR`: `$1 = 0x83` on the next line."""
_PREFIXED = re.compile(r"(?<![\w.])0(?P<base>[xXbB])(?P<digits>[0-9A-Fa-f]{1,16})(?!\w|\.\d)")
_SUFFIXED = re.compile(r"(?<![\w.])(?P<digits>[0-9][0-9A-Fa-f]{0,7})(?P<base>[hH])(?!\w|\.\d)")
_SUFFIX = re.compile(r"(?<=[0-9A-Fa-f])[uUlL]+(?![\w])")
_LEADING = re.compile(r"(?:(?:0[xX][0-9A-Fa-f]+|\d+)[uUlL]*(?![\w.])|<<|[|&~()+-]|\s)+")
_UNIT = re.compile(r"[kKMmµun]?(?:Hz|V|A|W|s)\b|[%°℃]")
_OPERATORS = {
    ast.LShift: int.__lshift__,
    ast.BitOr: int.__or__,
    ast.BitAnd: int.__and__,
    ast.Add: int.__add__,
    ast.Sub: int.__sub__,
}
_WIDEST = 1 << 64
MOST = 8


@dataclass(frozen=True, slots=True)
class Assignment:
    """One register's value."""

    name: str
    """As written; empty where an address stands in its place."""
    address: int | None
    value: int
    cleared: bool = False
    """Whether the value is a mask of bits that are set to 0."""


def assignments(text: str) -> tuple[Assignment, ...]:
    """The values in a text, in its order."""
    return tuple(dict.fromkeys(_found(text)))[:MOST]


def _found(text: str) -> Iterator[Assignment]:
    for match in _PRINTED.finditer(text):
        yield Assignment("", int(match["address"], 16), int(match["value"], 16))
    for match in _WRITTEN.finditer(text):
        value = evaluated(match["value"])
        if value is None:
            continue
        cleared = match["operator"] == "&=" and value < 0
        yield Assignment(match["name"], None, ~value if cleared else value % _WIDEST, cleared)
    for match in _SPACED.finditer(text):
        yield Assignment(match["name"], None, int(match["value"], 16))
    for match in _ECHOED.finditer(text):
        yield Assignment(match["name"], None, int(match["value"], 0))


def values_alone(text: str) -> tuple[int, ...]:
    """Hexadecimal and binary numbers of a text, which may be values of a register that was named before."""
    found = (_number(match) for match in _alone(text))
    return tuple(dict.fromkeys(value for value in found if value))[:MOST]


def _number(match: re.Match[str]) -> int:
    binary = match["base"] in "bB"
    return 0 if binary and set(match["digits"]) - set("01") else int(match["digits"], 2 if binary else 16)


def _alone(text: str) -> Iterator[re.Match[str]]:
    yield from _PREFIXED.finditer(text)
    yield from _SUFFIXED.finditer(text)


def evaluated(expression: str) -> int | None:
    """A constant expression of C; None where it holds anything but numbers."""
    bare = _LEADING.match(expression)
    if bare and _UNIT.match(expression, bare.end()):
        return None
    plain = _SUFFIX.sub("", bare[0]).strip() if bare else ""
    plain = re.sub(r"(?<![\w])0+(?=\d)", "", plain)
    try:
        return _value(ast.parse(plain, mode="eval").body)
    except (SyntaxError, ValueError, KeyError, OverflowError, RecursionError, MemoryError):
        return None


def _value(node: ast.expr) -> int:
    match node:
        case ast.Constant(value=int(number)):
            return number
        case ast.UnaryOp(op=ast.Invert(), operand=operand):
            return ~_value(operand)
        case ast.BinOp(left=left, op=operator, right=right):
            one, other = _value(left), _value(right)
            if isinstance(operator, ast.LShift) and not 0 <= other < 64:
                raise ValueError(other)
            return _OPERATORS[type(operator)](one, other)
        case _:
            raise ValueError(ast.dump(node))
