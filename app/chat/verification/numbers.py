"""Plain numbers that assert something: counts, values of a field, pin and interrupt numbers. Pure."""

import re
from collections.abc import Sequence
from functools import lru_cache

from app.chat.verification.atoms import Atom
from app.chat.verification.comparing import agrees
from app.chat.verification.index import Index
from app.chat.verification.judging import (
    Situation,
    Verdict,
    elsewhere,
    score,
    wanted_words,
)
from app.chat.verification.plain import squeezed
from app.chat.verification.polarity import polarity
from app.chat.verification.quantities import judge_quantity
from app.chat.verification.statements import Statement
from app.chat.verification.types import Kind, Reason

_PIN = re.compile(
    r"\bpins?(?: numbers?| no\.?)?[\s:#]*(?:is\s+)?\d|\d\s?(?:号|脚)|(?:引脚|管脚)(?:号|编号|序号)?\s?(?:是|为|:)?\s?\d",  # noqa: E501 - one pattern or case, one line
    re.IGNORECASE,
)
_SIZE = re.compile(r"(?:-\s?pin|\s?(?:引脚|脚)(?:封装|的))", re.IGNORECASE)
_INTERRUPT = re.compile(r"\binterrupts?\b|\bvectors?\b|\bIRQn?\b|中断|向量", re.IGNORECASE)


_OWN = re.compile(
    r"(?:\w+ )?(?:fields?|things?|steps?|ways?|points?|options?|values?|settings?|parts?|cases?|reasons?)\b"
)
"""What an answer counts of itself."""
_ACCESS = re.compile(r"\s*\((?:R/?[WO]?|WO?)\)\s*$")
"""What some manuals print behind the last meaning of a field."""


def judge_number(index: Index, atom: Atom, names: Sequence[str], here: Situation) -> Verdict:
    """A number without a unit."""
    if _SIZE.match(here.sentence[atom.span[1] :]) and _is_size(index, atom.text):
        return Verdict(True)
    stated = index.of(names or here.carried)
    if typed := _typed(index, atom, stated, here):
        agreeing = [s for s in typed if agrees(atom, s.atom)]
        return Verdict(bool(agreeing), Reason.CONTRADICTED, sources=frozenset(s.source for s in agreeing))
    values = [s for s in index.of(names) if s.atom.role == "enum"] if names else []
    if values:
        return _enumerated(index, atom, values, here)
    if names and (of_name := _of_name(index, atom, names)):
        return of_name
    if _OWN.match(atom.noun):
        return Verdict(True)
    if not atom.noun and atom.values and atom.values[0] in (0.0, 1.0):
        return Verdict(True)
    return judge_quantity(index, atom, here)


def _is_size(index: Index, number: str) -> bool:
    """Whether a package of so many pins is known: `48-pin` of QFN48."""
    return any(re.fullmatch(rf"[A-Z]{{2,}}{number}[A-Z]?", name) for name in index.names)


def _typed(index: Index, atom: Atom, stated: Sequence[Statement], here: Situation) -> list[Statement]:
    """Facts about the number of an interrupt or a pin, where the clause speaks of one."""
    around = here.sentence[max(0, atom.span[0] - 24) : atom.span[1] + 8]
    if _PIN.search(around):
        pins = [s for s in stated if s.atom.role == "pin"] or [
            s for s in index.of(here.own) if s.atom.role == "pin"
        ]
        if pins:
            return _in_package(pins, here.sentence.upper())
    if _INTERRUPT.search(here.sentence):
        return [s for s in stated if s.atom.role in ("number", "position") and atom.kind is Kind.NUMBER]
    return []


def _in_package(pins: list[Statement], sentence: str) -> list[Statement]:
    """Those of the package that a sentence names, be it `LQFP48` or `48-pin LQFP`; else all."""
    named = [s for s in pins if s.atom.noun and s.atom.noun.upper() in sentence]
    parts = {s.atom.noun: re.findall(r"[A-Z]+|\d+", s.atom.noun.upper()) for s in pins}
    apart = [
        s for s in pins if len(parts[s.atom.noun]) > 1 and all(p in sentence for p in parts[s.atom.noun])
    ]
    return named or apart or pins


def _of_name(index: Index, atom: Atom, names: Sequence[str]) -> Verdict | None:
    """A value that is stated of the name itself."""
    agreeing = [s for s in index.of(names) if s.atom.kind is not Kind.BITS and agrees(atom, s.atom)]
    return Verdict(True, sources=frozenset(s.source for s in agreeing)) if agreeing else None


def _enumerated(index: Index, atom: Atom, values: Sequence[Statement], here: Situation) -> Verdict:
    """A field's value with a meaning: of the listed meanings the one that the clause speaks of decides."""
    agreeing = [s for s in values if _is_value(atom, s.atom)]
    if not agreeing and _part_of_meaning(atom, values, here):
        return Verdict(True)
    if not agreeing:
        return _of_name(index, atom, here.own) or Verdict(False, elsewhere(index, atom))
    if (meant := _verbatim(values, here.sentence)) is not None:
        agreeing = [s for s in meant if _is_value(atom, s.atom)]
        return Verdict(bool(agreeing), Reason.CONTRADICTED, sources=frozenset(s.source for s in agreeing))
    said = polarity(here.clause)
    if said:
        opposed = [s for s in agreeing if polarity(s.meaning) == -said]
        if opposed and len(opposed) == len(agreeing) and any(polarity(s.meaning) == said for s in values):
            return Verdict(False, Reason.CONTRADICTED)
        return Verdict(True, sources=frozenset(s.source for s in agreeing))
    return _meant(index, atom, values, agreeing, here)


def _part_of_meaning(atom: Atom, values: Sequence[Statement], here: Situation) -> bool:
    """`01: divided by 2`: the 2 belongs to the meaning of a value that the clause says."""
    said = [s for s in values if any(_is_value(one, s.atom) for one in here.beside)]
    return any(re.search(rf"(?<![\d.]){re.escape(atom.text)}(?![\d.])", s.meaning) for s in said)


def _is_value(atom: Atom, listed: Atom) -> bool:
    """Whether a number is a listed value of a field: `10` is two where values are listed in binary."""
    binary = len(listed.noun) > 1 and re.fullmatch(r"[01]{2,}", atom.text) and set(listed.noun) <= {"0", "1"}
    return float(int(atom.text, 2)) in listed.values if binary else agrees(atom, listed)


def quoted_in(index: Index, atom: Atom, names: Sequence[str], sentence: str) -> bool:
    """Whether a value stands within a quoted meaning: `Divided by 2`, `mapped to PA[15]`."""
    values = [s for s in index.of(names) if s.meaning]
    meant = _verbatim(values, sentence) if values else None
    return meant is not None and _verbatim(meant, _without(sentence, atom)) is None


def _without(sentence: str, atom: Atom) -> str:
    start, end = atom.span
    return f"{sentence[:start]}#{sentence[end:]}"


def _verbatim(values: Sequence[Statement], text: str) -> list[Statement] | None:
    """The values whose meaning a sentence quotes, where it quotes one of them only."""
    sentence = squeezed(text)
    quoted = [(_bare(s.meaning), s) for s in values]
    held = [(text, s) for text, s in quoted if len(text) >= 6 and text in sentence]
    longest = max((len(text) for text, _ in held), default=0)
    found = [s for text, s in held if len(text) == longest]
    return found if len({text for text, _ in held if len(text) == longest}) == 1 else None


@lru_cache(maxsize=4096)
def _bare(meaning: str) -> str:
    return squeezed(_ACCESS.sub("", meaning)).strip(".,;:。；")


def _meant(
    index: Index, atom: Atom, values: Sequence[Statement], agreeing: Sequence[Statement], here: Situation
) -> Verdict:
    wanted = wanted_words(here)
    scores = {id(s): score(index, wanted, s) for s in values}
    best = max(scores.values())
    held = max(scores[id(s)] for s in agreeing)
    if len({s.atom.text for s in values}) > 1 and held < best * 0.6 and best > 2.0:
        return Verdict(False, Reason.CONTRADICTED)
    return Verdict(True, sources=frozenset(s.source for s in agreeing))
