"""Facts other than registers, looked up by name, by number or by a row of another edition.

Versions come in the order of preference: what the first one answers, a translation need not say again.
"""

import re
from collections.abc import Iterable, Sequence
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.threads import aside
from app.facts import repository
from app.facts.questions import FactQuestion
from app.facts.records import (
    Interrupt,
    MemoryRegion,
    OrderingOption,
    Parameter,
    Peripheral,
)
from app.facts.repository import Located
from app.facts.word_overlap import best, closest
from retrieval.identifiers import canonical, forms, matches

Fact = TypeVar("Fact")

_SURE = 0.62
"""Least overlap of words for a row to be the one that is described."""
_COLUMNS = "minimum typical maximum min typ max 最小 典型 最大"
"""What stands above the values of each row."""
_MOST = 4
_NUMBER = re.compile(r"(?<![\w.])\d{1,3}(?![\w.])")
_CHANNEL = re.compile(r"(?:channel|stream|通道|数据流)\s*\d+", re.IGNORECASE)
"""The number of a channel is none of an interrupt."""


async def rows_like(
    session: AsyncSession, row: Parameter, versions: Sequence[str]
) -> list[Located[Parameter]]:
    """The rows of other editions that state the same parameter under the same condition."""
    held = await repository.in_order(session, Parameter, versions)
    for own in held:
        if found := [one for one in own.facts if _key(one.fact) == _key(row)]:
            return found[:_MOST]
    return []


async def rows_described(
    session: AsyncSession, text: str, versions: Sequence[str]
) -> list[Located[Parameter]]:
    """The rows that share most words with a text, of the first version that has any like it."""
    for own in await repository.in_order(session, Parameter, versions):
        scored = await aside(
            best, text, own.facts, lambda located: _says(located.fact), _SURE, lambda _: _COLUMNS
        )
        if scored:
            return closest(scored)[:_MOST]
    return []


def _says(row: Parameter) -> str:
    return f"{row.symbol} {row.name} {row.condition}"


def _key(row: Parameter) -> tuple[str, str]:
    """A parameter's symbol, or its name where it has none, and its condition, however they are printed."""
    return _squeezed(row.symbol or row.name), _squeezed(row.condition)


def _squeezed(text: str) -> str:
    return "".join(text.casefold().split())


async def interrupts_named(
    session: AsyncSession, names: Sequence[str], versions: Sequence[str]
) -> list[Located[Interrupt]]:
    """The interrupt that a name means."""
    return (await named_facts(session, Interrupt, names, versions))[:1]


async def interrupts_asked(
    session: AsyncSession, question: FactQuestion, versions: Sequence[str]
) -> list[Located[Interrupt]]:
    """Interrupts by name or by number."""
    if named := await interrupts_named(session, question.names, versions):
        return named
    numbers = {int(number) for number in _NUMBER.findall(_CHANNEL.sub(" ", question.text))}
    for version in versions:
        interrupts = await repository.load(session, Interrupt, version)
        if numbered := [located for located in interrupts if located.fact.number in numbers]:
            return numbered[:_MOST]
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
