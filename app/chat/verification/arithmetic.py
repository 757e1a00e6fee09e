"""Calculations in answers: sums that are written out, and values that follow from stated ones. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.chat.verification.atoms import Atom
from app.chat.verification.index import Index
from app.chat.verification.judging import Situation
from app.chat.verification.statements import PROSE, Statement
from app.chat.verification.types import Kind
from retrieval.identifiers import canonical

Span = tuple[int, int]
_LONGEST = 70
"""Characters of a number of 64 bits in any base; what is longer is none."""


@dataclass(frozen=True, slots=True)
class Calculation:
    """`1 << 24 = 0x01000000`"""

    text: str
    span: Span
    result: Span
    """Where the value stands that it comes to."""
    right: bool
    expected: str = ""


_LITERAL = r"(?:0[xX]_?[0-9A-Fa-f][0-9A-Fa-f_]*|0[bB]_?[01][01_]*|\d+(?:\.\d+)?)[uUlL]{0,3}"
_UNITS = r"(?:\s?(?:[kKMG]?Hz|[mµunp]?s|[mµun]?A|m?V|[kKM]?B|[kM]?Ω|%|bits?))?"
_OPERAND = rf"\(?\s?{_LITERAL}{_UNITS}\s?\)?"
_SUM = re.compile(
    rf"(?<![A-Za-z0-9_.])(?P<left>{_OPERAND}(?:\s?(?:<<|>>|[-+*/×÷|&^])\s?~?{_OPERAND}){{1,6}})\s?(?:=|==|≈|is|equals|gives|等于|得到|得)\s?"
    rf"(?P<right>{_LITERAL}){_UNITS}(?![A-Za-z0-9_]|\s?(?:<<|>>|[*/×÷+]))"
)
_TOKEN = re.compile(rf"(?P<n>{_LITERAL})(?P<u>{_UNITS})|(?P<o><<|>>|[-+*/×÷|&^~()])")
_SCALE = {"k": 1e3, "K": 1e3, "M": 1e6, "G": 1e9, "m": 1e-3, "µ": 1e-6, "u": 1e-6, "n": 1e-9, "p": 1e-12}
_PRECEDENCE = {"|": 1, "^": 2, "&": 3, "<<": 4, ">>": 4, "+": 5, "-": 5, "*": 6, "/": 6}
_TOLERANCE = 0.006
"""Results are often rounded to three digits."""


def calculations(text: str, atoms: Sequence[Atom]) -> list[Calculation]:
    """The sums that a sentence writes out, with whether they are right."""
    found = []
    for match in _SUM.finditer(text):
        said, worked = (
            _number(match["right"], match.group(0)[match.end("right") - match.start() :]),
            evaluate(match["left"]),
        )
        if worked is None:
            continue
        exact = "0x" in match["right"].lower()
        right = said == worked if exact else _near(said, worked)
        result = next(
            (a.span for a in atoms if a.span[0] <= match.start("right") < a.span[1]), match.span("right")
        )
        expected = f"0x{int(worked):X}" if exact else f"{worked:g}"
        found.append(Calculation(match[0], match.span(), result, right, expected))
    return found


def evaluate(expression: str) -> float | None:
    """The value of an expression of literals; None for what is none."""
    output: list[float] = []
    waiting: list[str] = []
    for match in _TOKEN.finditer(expression):
        if match["n"]:
            output.append(_number(match["n"], match["u"]))
        elif match["o"] == "(":
            waiting.append("(")
        elif match["o"] == ")":
            while waiting and waiting[-1] != "(":
                _apply(output, waiting.pop())
            if waiting:
                waiting.pop()
        else:
            operator = {"×": "*", "÷": "/"}.get(match["o"], match["o"])
            if operator == "~":
                return None
            while waiting and waiting[-1] != "(" and _PRECEDENCE[waiting[-1]] >= _PRECEDENCE[operator]:
                _apply(output, waiting.pop())
            waiting.append(operator)
    while waiting:
        operator = waiting.pop()
        if operator != "(":
            _apply(output, operator)
    return output[0] if len(output) == 1 else None


def _apply(output: list[float], operator: str) -> None:
    if len(output) < 2:
        output.clear()
        return
    right, left = output.pop(), output.pop()
    if operator in ("+", "-", "*"):
        output.append({"+": left + right, "-": left - right, "*": left * right}[operator])
    elif operator == "/":
        output.append(left / right if right else float("nan"))
    elif operator in ("<<", ">>") and not 0 <= right < 64:
        output.append(float("nan"))
    else:
        one, two = int(left), int(right)
        results = {
            "<<": lambda: one << two,
            ">>": lambda: one >> two,
            "|": lambda: one | two,
            "&": lambda: one & two,
            "^": lambda: one ^ two,
        }
        output.append(float(results[operator]()))


def _number(literal: str, unit: str = "") -> float:
    bare = re.sub(r"[uUlL]+$", "", literal.replace("_", ""))
    if len(bare) > _LONGEST:
        return float("nan")
    value = float(int(bare, 0)) if bare.lower().startswith(("0x", "0b")) else float(bare)
    unit = unit.strip()
    return value * _SCALE.get(unit[0], 1.0) if len(unit) > 1 and not unit.startswith("bit") else value


def _near(one: float, other: float) -> bool:
    return abs(one - other) <= _TOLERANCE * max(abs(one), abs(other))


def computed(index: Index, atom: Atom, names: Sequence[str], beside: Sequence[Atom], here: Situation) -> bool:
    """Whether a number follows from sentence and evidence: base and offset, mask, field values."""
    if atom.kind is not Kind.HEX or not atom.values or atom.role in ("offset", "reset"):
        return False
    value = int(atom.values[0])
    subject = tuple(names) or here.carried
    if atom.role in ("address", "base", ""):
        return _is_sum(index, value, subject) or (not atom.role and _is_mask(index, value, subject, beside))
    return _is_mask(index, value, subject, beside)


def wrong_mask(index: Index, atom: Atom, names: Sequence[str]) -> bool:
    """Whether a number is called a mask of fields whose bits are known, and is none."""
    fields = [name for name in names if index.is_field(name)]
    stated = index.of(fields)
    if atom.role != "mask" or atom.kind is not Kind.HEX or not atom.values or not _spans(stated):
        return False
    told = any(s.atom.role == "mask" and atom.values == s.atom.values for s in stated)
    return not told and not _is_mask(index, int(atom.values[0]), fields, ())


def _is_sum(index: Index, value: int, names: Sequence[str]) -> bool:
    """The base address of a register's peripheral and the register's offset."""
    for name in names:
        offsets = {
            int(s.atom.values[0]) for s in index.of([name]) if s.atom.role == "offset" and s.atom.values
        }
        owner = canonical(name).split("_")[0]
        bases = {
            int(s.atom.values[0])
            for s in index.of([owner])
            if s.atom.role in ("base", "address") and s.atom.values
        }
        if any(base + offset == value for base in bases for offset in offsets):
            return True
    return False


def _is_mask(index: Index, value: int, names: Sequence[str], beside: Sequence[Atom]) -> bool:
    """Bits that the sentence speaks of, or that its fields have, as a mask."""
    spans = {atom.values for atom in beside if atom.kind is Kind.BITS and atom.role != "index"}
    stated = _spans(index.of([name for name in names if index.is_field(name)]))
    masks = {_mask(span) for span in stated or spans}
    whole = 0
    for mask in masks:
        whole |= mask
    return (
        value in masks
        or (value == whole != 0)
        or any((value ^ mask) in (0xFF, 0xFFFF, 0xFFFFFFFF) for mask in masks)
    )


def _spans(stated: Sequence[Statement]) -> set[tuple[float, ...]]:
    bits = [s for s in stated if s.atom.kind is Kind.BITS and s.atom.role != "index"]
    sure = [s for s in bits if s.rank > PROSE]
    return {s.atom.values for s in sure or bits}


def _mask(span: tuple[float, ...]) -> int:
    high, low = int(span[0]), int(span[1])
    return ((1 << (high - low + 1)) - 1) << low
