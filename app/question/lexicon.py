"""Which aspect of a thing a text asks for, by the words of one table. Pure."""

import re
from functools import cache
from importlib.resources import files

from app.facts.kinds.card import Aspect
from retrieval.tokens import tokens

_WORD = re.compile(r"(?<![\w>.-])(?:[A-Za-z][a-z]+(?:-[a-z]+)*|[A-Z]{2,})(?![A-Z0-9_>]|-\w|\.\w)")

_OF_REGISTERS = frozenset({Aspect.ADDRESS, Aspect.OFFSET, Aspect.RESET})
"""Beside these `register` says of what they are asked, and asks for none."""
_ASKING = frozenset(
    {Aspect.ADDRESS, Aspect.OFFSET, Aspect.RESET, Aspect.BITS, Aspect.ACCESS, Aspect.MEANING, Aspect.REGISTER}
    | {Aspect.REASON}
    | {Aspect.MINIMUM, Aspect.TYPICAL, Aspect.MAXIMUM}
)


def read_aspects(text: str) -> tuple[frozenset[Aspect], str]:
    """The aspects that a text asks for, and the text without the words for these. A name's parts are none:
    JOFFSET3 asks for no offset."""
    found, rest = _read(text)
    if found & _OF_REGISTERS:
        found.discard(Aspect.REGISTER)
    if found & _ASKING:
        found.discard(Aspect.QUANTITY)  # `how much is the reset value`
    return frozenset(found), rest


def mentioned_aspects(text: str) -> frozenset[Aspect]:
    """All aspects that a text has words for, whichever of them it asks for."""
    return frozenset(_read(text)[0])


def _read(text: str) -> tuple[set[Aspect], str]:
    english, chinese = _surfaces()
    found: set[Aspect] = set()

    def asked(match: re.Match[str]) -> str:
        aspects = english.get(match[0].lower(), ())
        found.update(aspects)
        return " " if _only_asks(aspects) else match[0]

    rest = _WORD.sub(asked, text)
    for surface, aspects in chinese:
        if surface in rest:
            found.update(aspects)
            rest = rest.replace(surface, " ") if _only_asks(aspects) else rest
    return found, rest


@cache
def limits() -> dict[Aspect, frozenset[str]]:
    """The words of the least, the usual and the largest value, as texts are cut into words."""
    english, chinese = _surfaces()
    surfaces = (*english.items(), *chinese)
    return {
        limit: frozenset(
            word for surface, aspects in surfaces if limit in aspects for word in tokens(surface)
        )
        for limit in (Aspect.MINIMUM, Aspect.TYPICAL, Aspect.MAXIMUM)
    }


def _only_asks(aspects: tuple[Aspect, ...]) -> bool:
    """Whether a word says what is asked and nothing of what it is asked about, as `channel` may."""
    return bool(aspects) and _ASKING.issuperset(aspects)


@cache
def _surfaces() -> tuple[dict[str, tuple[Aspect, ...]], tuple[tuple[str, tuple[Aspect, ...]], ...]]:
    """English words, and Chinese ones, the longest first: 复位值 before 复位."""
    english: dict[str, tuple[Aspect, ...]] = {}
    chinese: dict[str, tuple[Aspect, ...]] = {}
    lines = (files("app.question") / "lexicon.tsv").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if not line or line.startswith("#"):
            continue
        aspect, _, surfaces = line.partition("\t")
        for surface in surfaces.split():
            table = english if surface.isascii() else chinese
            table[surface] = (*table.get(surface, ()), Aspect(aspect))
    return english, tuple(sorted(chinese.items(), key=lambda pair: -len(pair[0])))
