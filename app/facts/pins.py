"""Pins that a question asks for: those that carry a signal, or what one pin carries, in the package named."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from sqlalchemy.ext.asyncio import AsyncSession

from app.facts import repository
from app.facts.other_facts import named_facts
from app.facts.questions import FactQuestion
from app.facts.records import Pin
from app.facts.repository import Located
from retrieval.identifiers import canonical

_MOST = 8
_PACKAGE = re.compile(r"\b[A-Z]{0,4}(?:QFP|QFN|BGA|SOP|SOIC|DFN|CSP|SON)[- ]?\d+\b", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w.])\d{1,3}(?![\w.])")


async def pins_asked(
    session: AsyncSession, question: FactQuestion, versions: Sequence[str]
) -> list[Located[Pin]]:
    """Pins by name, by number in a package, or by a signal that they can carry."""
    packages = {_plain(match) for match in _PACKAGE.findall(question.text)}
    if named := await named_facts(session, Pin, question.names, versions):
        return _in_package(_merged(named), packages)
    whole = {canonical(f"{owner}_{signal}") for owner, signal in pairwise(question.names)}
    single = {canonical(name) for name in question.names}
    for version in versions:
        pins = await repository.load(session, Pin, version)
        found = _carrying(pins, whole) or _carrying(pins, single)
        found = found or _numbered(pins, question.text, packages)
        if found:
            return _in_package(_merged(found), packages)
    return []


def _carrying(pins: Sequence[Located[Pin]], signals: set[str]) -> list[Located[Pin]]:
    return [one for one in pins if signals & set(map(canonical, one.fact.functions))]


def _plain(package: str) -> str:
    return "".join(package.split()).replace("-", "").upper()


def _in_package(pins: list[Located[Pin]], packages: set[str]) -> list[Located[Pin]]:
    """The pins with their numbers in the packages that are named; none where these have no number."""
    if not packages or not any(one.fact.numbers for one in pins):
        return pins
    own = [replace(one, fact=replace(one.fact, numbers=_numbers(one.fact, packages))) for one in pins]
    return [one for one in own if one.fact.numbers]


def _numbers(pin: Pin, packages: set[str]) -> tuple[tuple[str, str], ...]:
    return tuple((package, number) for package, number in pin.numbers if _plain(package) in packages)


def _numbered(pins: Sequence[Located[Pin]], text: str, packages: set[str]) -> list[Located[Pin]]:
    """Pins that have a number that is asked for in a package that is asked for."""
    numbers = set(_NUMBER.findall(_PACKAGE.sub(" ", text)))
    return [one for one in pins if any(number in numbers for _, number in _numbers(one.fact, packages))]


def _merged(pins: Sequence[Located[Pin]]) -> list[Located[Pin]]:
    """One statement for each pin: those that add a number or a function to what was said before."""
    shown: list[Located[Pin]] = []
    known: dict[str, set[str]] = {}
    for one in pins:
        says = {"#".join(pair) for pair in one.fact.numbers} | set(map(canonical, one.fact.functions))
        before = known.setdefault(canonical(one.fact.name), set())
        if says - before or not before:
            shown.append(one)
            before |= says
    return shown[:_MOST]
