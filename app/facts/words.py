"""Facts other than registers, found by name, by number or by what a question says of them.

Versions come in the order of preference: what the first one answers, a translation need not say again.
"""

import re
from collections.abc import Iterable, Sequence
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.deadline import check
from app.core.threads import aside
from app.facts import repository
from app.facts.cache import Stated
from app.facts.matching import best, closest
from app.facts.parameter_rows import parameter_rows
from app.facts.parameters import meant
from app.facts.quantities import wanted
from app.facts.questions import FactQuestion
from app.facts.records import (
    Interrupt,
    MemoryRegion,
    OrderingOption,
    Parameter,
    Peripheral,
)
from app.facts.repository import Located
from retrieval.identifiers import canonical, forms, matches

Fact = TypeVar("Fact")

_SURE = 0.62
"""Least overlap for a description to be taken for the one asked for; below it the passages may answer."""
_MOST = 4
_NUMBER = re.compile(r"(?<![\w.])\d{1,3}(?![\w.])")
_CHANNEL = re.compile(r"(?:channel|stream|通道|数据流)\s*\d+", re.IGNORECASE)
"""The number of a channel is none of an interrupt."""
_ASKING = re.compile(
    r"interrupts?|vectors?|number|\birq\b|address|priority|中断|向量|编号|地址|优先级|号", re.IGNORECASE
)
"""Words that every row of an interrupt table would match."""


async def parameters_described(
    session: AsyncSession, question: str, versions: Sequence[str]
) -> list[Located[Parameter]]:
    """Rows of electrical tables that are about what is asked, from the first version that has any."""
    if wanted(question) is None:
        return []
    held = await repository.in_order(session, Parameter, versions)
    return await aside(_described, question, held)


def _described(question: str, held: Sequence[Stated[Parameter]]) -> list[Located[Parameter]]:
    for own in held:
        check()
        if own.facts and (found := meant(question, own.derive(parameter_rows))):
            return [own.facts[index] for index in sorted(found)]
    return []


async def interrupts_named(
    session: AsyncSession, names: Sequence[str], versions: Sequence[str]
) -> list[Located[Interrupt]]:
    """The interrupt that a name means."""
    return (await named_facts(session, Interrupt, names, versions))[:1]


async def interrupts_asked(
    session: AsyncSession, question: FactQuestion, versions: Sequence[str]
) -> list[Located[Interrupt]]:
    """Interrupts by name, by number, or by what they are for."""
    if named := await interrupts_named(session, question.names, versions):
        return named
    numbers = {int(number) for number in _NUMBER.findall(_CHANNEL.sub(" ", question.text))}
    asked = _ASKING.sub(" ", question.text)
    for version in versions:
        interrupts = await repository.load(session, Interrupt, version)
        if numbered := [located for located in interrupts if located.fact.number in numbers]:
            return numbered[:_MOST]
        scored = await aside(best, asked, interrupts, lambda located: _says(located.fact), _SURE)
        if scored:
            return closest(scored)[:_MOST]
    return []


async def bases_named(
    session: AsyncSession, names: Sequence[str], versions: Sequence[str]
) -> list[Located[Peripheral]]:
    """Peripherals with a base address, by name; each statement of another address once."""
    rows = [
        row
        for row in await named_facts(session, Peripheral, names, versions)
        if row.fact.base_address is not None
    ]
    return list({row.fact.base_address: row for row in reversed(rows)}.values())[::-1][:_MOST]


async def regions_asked(
    session: AsyncSession, question: FactQuestion, versions: Sequence[str]
) -> list[Located[MemoryRegion]]:
    """The smallest range around an address, or ranges by name."""
    for version in versions:
        regions = await repository.load(session, MemoryRegion, version)
        if question.value is not None:
            around = [one for one in regions if one.fact.start <= question.value <= one.fact.end]
            around.sort(key=lambda one: one.fact.end - one.fact.start)
        else:
            names = {canonical(name) for name in question.names}
            around = [one for one in regions if canonical(one.fact.name) in names]
        if around:
            return around[: 1 if question.value is not None else _MOST]
    return []


async def parts_named(
    session: AsyncSession, text: str, versions: Sequence[str]
) -> list[Located[OrderingOption]]:
    """Orderable parts whose number stands in a question; of several rows about one part the fullest."""
    upper = text.upper()
    for version in versions:
        rows = await repository.load(session, OrderingOption, version)
        found = [
            row
            for row in rows
            if re.search(rf"(?<![A-Z0-9]){re.escape(row.fact.part.upper())}(?![A-Z0-9])", upper)
        ]
        if found:
            ordered = sorted(found, key=lambda row: -len(row.fact.attributes))
            return list({row.fact.part: row for row in reversed(ordered)}.values())[:_MOST]
    return []


async def named_facts(
    session: AsyncSession, record: type[Fact], names: Iterable[str], versions: Sequence[str]
) -> list[Located[Fact]]:
    """Facts of the first name that any has, the best match and the most wanted version first."""
    asked = list(names)
    wanted = dict.fromkeys(form for name in asked for form in forms(name))
    rows = await repository.named(session, record, versions, wanted) if wanted else []
    for name in asked:
        scores = [(matches(name, _name(row.fact)), row) for row in rows]
        most = max((score for score, _ in scores), default=0.0)
        if most > 0:
            best_rows = [row for score, row in scores if score == most]
            return sorted(best_rows, key=lambda row: versions.index(row.version_id))
    return []


def _name(fact: object) -> str:
    return str(getattr(fact, "name", "") or getattr(fact, "request", ""))


def _says(interrupt: Interrupt) -> str:
    return f"{interrupt.name} {_ASKING.sub(' ', interrupt.description)}"
