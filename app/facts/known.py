"""Facts for the verification of an answer: what is known of every name that it may speak of.

Read in a few queries for many names, because verification must not hold up the first sentence.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from app.facts import repository
from app.facts.records import BitField, Register
from app.facts.repository import Located
from app.facts.service import Scope
from app.facts.views import RegisterView, register_view
from retrieval.identifiers import canonical, forms

Fact = TypeVar("Fact")
MOST_NAMES = 120
"""Names of a question and its evidence that are looked up; each has a handful of forms."""


async def known_registers(
    session: AsyncSession, names: Iterable[str], scope: Scope
) -> tuple[RegisterView, ...]:
    """The registers of these names, and those that have fields of these names, merged over the scope."""
    asked = list(dict.fromkeys(names))[:MOST_NAMES]
    wanted = {form for name in asked for form in forms(name)}
    fields = await repository.named(session, BitField, scope.versions, wanted)
    holders = list(dict.fromkeys(located.fact.register for located in fields))[:MOST_NAMES]
    asked += [name for name in holders if canonical(name) not in wanted]
    every = {form for name in asked for form in forms(name)}
    mentions = _grouped(await repository.named(session, Register, scope.versions, every), _name)
    bits = _grouped(await repository.fields_of(session, scope.versions, every), _register)
    views = (register_view(name, _of(mentions, name), _of(bits, name), scope.order) for name in asked)
    once = {canonical(view.name): view for view in views if view is not None}
    return tuple(once.values())


async def known_elsewhere(
    session: AsyncSession, record: type[Fact], names: Iterable[str], scope: Scope
) -> list[Fact]:
    """Facts of another kind (peripherals, interrupts) under these names."""
    wanted = {form for name in list(dict.fromkeys(names))[:MOST_NAMES] for form in forms(name)}
    return [located.fact for located in await repository.named(session, record, scope.versions, wanted)]


def _name(located: Located[Register]) -> str:
    return canonical(located.fact.name)


def _register(located: Located[BitField]) -> str:
    return canonical(located.fact.register)


def _grouped(
    found: Sequence[Located[Fact]], key: Callable[[Located[Fact]], str]
) -> dict[str, list[Located[Fact]]]:
    groups: dict[str, list[Located[Fact]]] = defaultdict(list)
    for located in found:
        groups[key(located)].append(located)
    return groups


def _of(groups: dict[str, list[Located[Fact]]], name: str) -> list[Located[Fact]]:
    """The facts under the forms of a name."""
    return [located for form in dict.fromkeys(forms(name)) for located in groups.get(form, ())]
