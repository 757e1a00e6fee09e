"""Cases changed so that they show whether a model reads or remembers. Pure.

- closed-book: no evidence. What is right now was remembered; it should be refused.
- wrong-document: evidence of another case. It should be refused.
- changed-page: each value of the evidence is replaced. The right answer is the new value; the old one was
remembered.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

from finetune.evaluation.suite import Case, Kind

HEX = re.compile(r"0[xX][0-9A-Fa-f]+\Z")
DECIMAL = re.compile(r"\d+(?:\.\d+)?\Z")
LONGEST_BIT = 2
"""Digits of a number that may be a bit's."""
DIGITS = "0123456789ABCDEF"
NO_EVIDENCE = {
    "en": "No source was found for this question: say that the manuals here do not answer it.",
    "zh": "没有找到与此问题有关的资料:请说明这里的手册没有回答它。",
}
"""The chat turn's own words."""
_SOURCES = re.compile(r"(?:[^\n]*\n\n)?<source\b.*</source>", re.DOTALL)


def variants(cases: Sequence[Case]) -> list[Case]:
    """All three of each case that has evidence and an answer."""
    open_book = [case for case in cases if case.kind is Kind.TASK and case.evidence and case.facts]
    made = [closed_book(case) for case in open_book]
    for at, case in enumerate(open_book):
        other = next((one for one in _after(open_book, at) if not _answers(one, case)), None)
        made.extend([wrong_document(case, other)] if other else [])
        changed = changed_page(case)
        made.extend([changed] if changed else [])
    return made


def closed_book(case: Case) -> Case:
    """The same question without its evidence."""
    text = NO_EVIDENCE["zh" if case.language == "zh" else "en"]
    messages = _with_sources(case.messages, text)
    return replace(
        case, id=f"{case.id}~closed", messages=messages, evidence=(), facts=(), refuse=True,
        variant="closed-book", original=case.facts,
    )  # fmt: skip


def wrong_document(case: Case, other: Case) -> Case:
    """The question with another question's evidence."""
    fenced = _SOURCES.search(str(other.messages[-1]["content"]))
    messages = _with_sources(case.messages, fenced[0] if fenced else "")
    return replace(
        case, id=f"{case.id}~wrong", messages=messages, evidence=other.evidence, facts=(), refuse=True,
        variant="wrong-document", original=case.facts,
    )  # fmt: skip


def changed_page(case: Case) -> Case | None:
    """The question with other values in its evidence; None where a value is no number that can be changed."""
    swaps = {value: new for fact in case.facts for value in fact["values"] if (new := _other(str(value)))}
    if not swaps or len(swaps) < sum(len(fact["values"]) for fact in case.facts):
        return None
    evidence = tuple({**one, "text": _swapped(str(one["text"]), swaps)} for one in case.evidence)
    text = " ".join(str(one["text"]) for one in evidence)
    if not all(_stands(new, text) and not _stands(value, text) for value, new in swaps.items()):
        return None  # the evidence writes it in another way: the old value would still be right
    messages = tuple({**one, "content": _swapped(str(one["content"]), swaps)} for one in case.messages)
    facts = tuple({**fact, "values": [swaps[value] for value in fact["values"]]} for fact in case.facts)
    return replace(
        case, id=f"{case.id}~changed", messages=messages, evidence=evidence, facts=facts,
        variant="changed-page", original=case.facts, reference="",
    )  # fmt: skip


def _other(value: str) -> str | None:
    """A value of the same form: each digit but the leading ones of an address is another one; of a quantity
    the last one."""
    if HEX.match(value):
        digits = value[2:]
        turned = "".join(
            _turned(digit, value, at) if at >= len(digits) - 3 else digit for at, digit in enumerate(digits)
        )
        return value[:2] + (turned.upper() if digits.upper() == digits else turned.lower())
    by = int(sha256(value.encode()).hexdigest(), 16)
    if value.isdigit() and len(value) <= LONGEST_BIT:
        return str((int(value) + 1 + by % 7) % 32)
    if DECIMAL.match(value):
        return value[:-1] + str((int(value[-1]) + 1 + by % 9) % 10)
    return None


def _turned(digit: str, value: str, at: int) -> str:
    by = 1 + int(sha256(f"{value}{at}".encode()).hexdigest(), 16) % 14
    return DIGITS[(int(digit, 16) + by) % 16]


def _swapped(text: str, swaps: Mapping[str, str]) -> str:
    """All at once: a new value may be another's old one."""
    lower = {value.lower(): new for value, new in swaps.items()}
    pattern = "|".join(_alone(value) for value in sorted(swaps, key=len, reverse=True))
    return re.sub(pattern, lambda found: lower[found[0].lower()], text, flags=re.IGNORECASE)


def _stands(value: str, text: str) -> bool:
    return re.search(_alone(value), text, re.IGNORECASE) is not None


def _alone(value: str) -> str:
    return rf"(?<![0-9A-Za-z_.]){re.escape(value)}(?![0-9A-Za-z_]|\.\d)"


def _with_sources(messages: Sequence[Mapping[str, Any]], text: str) -> tuple[Mapping[str, Any], ...]:
    last = dict(messages[-1])
    last["content"] = _SOURCES.sub(lambda _: text, str(last["content"]), count=1)
    return (*messages[:-1], last)


def _after(cases: Sequence[Case], at: int) -> Sequence[Case]:
    return [*cases[at + 1 :], *cases[:at]]


def _answers(other: Case, case: Case) -> bool:
    text = " ".join(str(one["text"]) for one in other.evidence).lower()
    values = [str(value).lower() for fact in case.facts for value in fact["values"]]
    names = [str(name).lower() for fact in case.facts for name in fact.get("names") or () if name]
    return any(value in text for value in values) or any(name in text for name in names)
