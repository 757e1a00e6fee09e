"""Facts for the verification of an answer: what is known of every name that it may speak of.

Read in a few queries for many names, because verification must not hold up the first sentence.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from app.facts import repository
from app.facts.records import BitField, Register
from app.facts.registers import Scope, by_name, by_register, grouped, pick
from app.facts.repository import Located
from app.facts.views import RegisterView, register_views
from retrieval.identifiers import canonical, forms

Fact = TypeVar("Fact")
MOST_NAMES = 120
"""Names of a question and its evidence that are looked up; each has a handful of forms."""


async def known_registers(
    session: AsyncSession, names: Iterable[str], scopes: Sequence[Scope]
) -> tuple[RegisterView, ...]:
    """The registers of these names, and those that have fields of these names, merged over each scope."""
    asked = list(dict.fromkeys(names))[:MOST_NAMES]
    wanted = _forms(asked)
    versions = _versions(scopes)
    fields = _by_version(await repository.named(session, BitField, versions, wanted))
    searched = [[*asked, *_holders(_within(fields, scope), set(wanted))] for scope in scopes]
    every = _forms(name for names in searched for name in names)
    mentions = _by_version(await repository.named(session, Register, versions, every))
    bits = _by_version(await repository.fields_of(session, versions, every))
    return tuple(
        view
        for scope, names in zip(scopes, searched, strict=True)
        for view in _views(names, _within(mentions, scope), _within(bits, scope), scope)
    )


async def known_elsewhere(
    session: AsyncSession, record: type[Fact], names: Iterable[str], scopes: Sequence[Scope]
) -> list[Fact]:
    """Facts of another kind (peripherals, interrupts) under these names."""
    wanted = _forms(list(dict.fromkeys(names))[:MOST_NAMES])
    return [located.fact for located in await repository.named(session, record, _versions(scopes), wanted)]


def _holders(fields: Sequence[Located[BitField]], known: Container[str]) -> list[str]:
    """The registers of these fields that were not asked for by name."""
    names = list(dict.fromkeys(located.fact.register for located in fields))[:MOST_NAMES]
    return [name for name in names if canonical(name) not in known]


def _views(
    names: Iterable[str],
    mentions: Sequence[Located[Register]],
    bits: Sequence[Located[BitField]],
    scope: Scope,
) -> Iterable[RegisterView]:
    """What one scope's documents say of registers, each of an array's and each peripheral's for itself."""
    named, pictured = by_name(mentions), by_register(bits)
    views = (
        view
        for name in names
        for view in register_views(name, pick(named, name), pick(pictured, name), scope.order)
    )
    return {(view.asked, view.owner): view for view in views}.values()


def _forms(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(form for name in names for form in forms(name)))


def _versions(scopes: Iterable[Scope]) -> list[str]:
    return list(dict.fromkeys(version for scope in scopes for version in scope.versions))


def _by_version(found: Sequence[Located[Fact]]) -> dict[str, list[Located[Fact]]]:
    return grouped(found, lambda located: located.version_id)


def _within(found: Mapping[str, list[Located[Fact]]], scope: Scope) -> list[Located[Fact]]:
    """What a scope's documents say."""
    return [located for version in scope.versions for located in found.get(version, ())]
