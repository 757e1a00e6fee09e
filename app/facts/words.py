"""Facts found by a description instead of a name: parameters, interrupts, pins."""

import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from app.facts import repository
from app.facts.matching import best
from app.facts.parameters import meant
from app.facts.quantities import wanted
from app.facts.questions import FactQuestion
from app.facts.records import Interrupt, Parameter, Pin
from app.facts.repository import Located
from retrieval.identifiers import canonical

Fact = TypeVar("Fact")

_SURE = 0.62
"""Least overlap for a description to be taken for the one asked for; below it the passages may answer."""
_CLOSE = 0.92
"""Share of the best score at which a further fact is shown beside the best one."""
_MOST = 4
_NUMBER = re.compile(r"(?<![\w.])\d{1,3}(?![\w.])")
_ASKING = re.compile(
    r"interrupt|vector|number|\birq\b|address|priority|中断|向量|编号|地址|优先级|号", re.IGNORECASE
)
"""Words that every row of an interrupt table would match."""


async def parameters_described(
    session: AsyncSession, question: str, versions: Sequence[str]
) -> list[Located[Parameter]]:
    """Rows of electrical tables that are about what is asked, from the first version that has any."""
    if wanted(question) is None:
        return []
    for version in versions:
        rows = await repository.load(session, Parameter, version)
        if found := meant(question, [located.fact for located in rows]):
            return [rows[index] for index in found]
    return []


async def interrupts_described(
    session: AsyncSession, question: FactQuestion, versions: Sequence[str]
) -> list[Located[Interrupt]]:
    """Interrupts by number, or by what they are for."""
    interrupts = await _all(session, Interrupt, versions)
    numbers = {int(number) for number in _NUMBER.findall(question.text)}
    numbered = [located for located in interrupts if located.fact.number in numbers]
    if numbered:
        return numbered[:_MOST]
    scored = best(_ASKING.sub(" ", question.text), interrupts, lambda located: _says(located.fact), _SURE)
    return _unique(scored, lambda located: (located.fact.name,))


async def pins_with_function(
    session: AsyncSession, names: Iterable[str], versions: Sequence[str]
) -> list[Located[Pin]]:
    """Pins that can carry a signal."""
    wanted = {canonical(name) for name in names}
    pins = await _all(session, Pin, versions)
    found = [
        located for located in pins if wanted & {canonical(function) for function in located.fact.functions}
    ]
    return found[: _MOST * 2]


async def _all(session: AsyncSession, record: type[Fact], versions: Sequence[str]) -> list[Located[Fact]]:
    return [located for version in versions for located in await repository.load(session, record, version)]


def _unique(
    scored: Sequence[tuple[float, Located[Fact]]], key: Callable[[Located[Fact]], Hashable]
) -> list[Located[Fact]]:
    """The best and what comes close to it, the same fact of another revision or language left out."""
    if not scored:
        return []
    near = [located for score, located in scored if score >= scored[0][0] * _CLOSE]
    return list({key(located): located for located in reversed(near)}.values())[::-1][:_MOST]


def _says(interrupt: Interrupt) -> str:
    return f"{interrupt.name} {_ASKING.sub(' ', interrupt.description)}"
