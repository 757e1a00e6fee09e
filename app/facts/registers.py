"""Registers by name: those of many names in two queries, each for the peripheral that is asked for.

Stands between the repository's rows and `service`, which words what is found.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from app.facts import repository
from app.facts.answers import Language
from app.facts.owners import instances_of, is_owner, mentioned, split
from app.facts.questions import MOST_NAMES
from app.facts.records import BitField, Register
from app.facts.repository import Located
from app.facts.views import RegisterView, register_views
from retrieval.identifiers import canonical, forms

Fact = TypeVar("Fact")

_NAME = r"([A-Z][A-Za-z0-9]{0,14}[A-Z0-9])"
"""A peripheral's name by its looks; bounded, because a question may be one word of any length."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Who may answer, in the order of preference: newest revision in the question's language first."""

    versions: tuple[str, ...]
    language: Language

    def order(self, version_id: str) -> int:
        """Rank of a version, 0 the most wanted."""
        return self.versions.index(version_id)


@dataclass(frozen=True, slots=True)
class Named:
    """The registers that a name means."""

    views: tuple[RegisterView, ...] = ()
    """One, or that of each peripheral where the question names none."""
    elsewhere: tuple[RegisterView, ...] = ()
    """Those of other peripherals, where the one that the question names has none."""
    owner: str = ""
    """The peripheral that the question names and that has no such register."""


def spellings(name: str) -> tuple[str, ...]:
    """The canonical names to look up: the name's forms, and what follows a peripheral at its beginning."""
    return tuple(dict.fromkeys((*forms(name), *(form for _, rest in split(name) for form in forms(rest)))))


async def find_registers(session: AsyncSession, names: Iterable[str], scope: Scope) -> dict[str, Named]:
    """The registers of each name, in two queries for all of them."""
    asked = list(dict.fromkeys(names))[:MOST_NAMES]
    wanted = list(dict.fromkeys(spelling for name in asked for spelling in spellings(name)))
    if not wanted:
        return {}
    mentions = by_name(await repository.named(session, Register, scope.versions, wanted))
    fields = by_register(await repository.fields_of(session, scope.versions, wanted))

    def views(name: str) -> tuple[RegisterView, ...]:
        return register_views(name, pick(mentions, name), pick(fields, name), scope.order)

    return {name: _named(name, views) for name in asked}


async def find_register(session: AsyncSession, name: str, scope: Scope) -> RegisterView | None:
    """The first register under any spelling of a name."""
    return next(iter((await find_registers(session, [name], scope)).get(name, Named()).views), None)


def _named(name: str, views: Callable[[str], tuple[RegisterView, ...]]) -> Named:
    """The registers of a name; else those of what follows the peripheral at its beginning."""
    if found := views(name):
        return Named(found)
    for owner, rest in split(name):
        found = tuple(view for view in views(rest) if view.owner)
        if found:
            own = tuple(of_instance(view, owner) for view in found if owns(view, owner))
            return Named(own) if own else Named((), found, owner)
    return Named()


def meant(name: str, named: Named, peripherals: Sequence[str], text: str) -> Named:
    """The registers of a name, as far as the question says whose are meant.

    `peripherals` are all that the documents have: another one that is named has no such register.
    """
    views = named.views
    if not views or not all(view.owner for view in views):
        return named
    asked = mentioned(text, [view.owner for view in views])
    if asked:
        chosen = [view for view in views if view.owner in asked]
        own = tuple(
            of_instance(view, word) for view in chosen for word in asked[view.owner] if owns(view, word)
        )
        return Named(tuple(dict.fromkeys(own))) if own else Named((), views, asked[chosen[0].owner][0])
    others = (word for words in mentioned(text, peripherals).values() for word in words)
    stranger = beside(name, text) or next((word for word in others if word != canonical(name)), "")
    return Named((), views, stranger) if stranger else named


def owns(view: RegisterView, asked: str) -> bool:
    """Whether a register is that of an asked peripheral: of USART3 only where there is such an instance."""
    instances = instances_of(view.mentions)
    if instances and re.search(r"\d$", asked):
        return canonical(asked) in instances
    return bool(view.owner) and is_owner(view.owner, asked)


def of_instance(view: RegisterView, asked: str) -> RegisterView:
    """A register with the addresses of one instance of its peripheral alone."""
    own = tuple(one for one in view.addresses if canonical(one.instance) == canonical(asked))
    return replace(view, addresses=own) if own else view


def beside(name: str, text: str) -> str:
    """The name that stands by a register's as its peripheral's does: `CAN STAT`, `STAT of the CAN`."""
    own = re.escape(name)
    before = re.search(rf"(?<![A-Za-z0-9_]){_NAME}(?:['’]s|\s?的|->|\.)? ?{own}(?![A-Za-z0-9_])", text)
    of = r" (?:registers? )?(?:of|in|on|for) (?:the )?"
    behind = re.search(rf"(?<![A-Za-z0-9_]){own}{of}{_NAME}(?![A-Za-z0-9_])", text)
    found = before or behind
    return found[1] if found and found[1] != name else ""


def pick(groups: Mapping[str, list[Located[Fact]]], name: str) -> list[Located[Fact]]:
    """The facts under the forms of a name."""
    return [located for form in dict.fromkeys(forms(name)) for located in groups.get(form, ())]


def by_name(found: Sequence[Located[Register]]) -> dict[str, list[Located[Register]]]:
    """Registers under their canonical names."""
    return grouped(found, lambda located: canonical(located.fact.name))


def by_register(found: Sequence[Located[BitField]]) -> dict[str, list[Located[BitField]]]:
    """Fields under the canonical names of their registers."""
    return grouped(found, lambda located: canonical(located.fact.register))


def grouped(
    found: Sequence[Located[Fact]], key: Callable[[Located[Fact]], str]
) -> dict[str, list[Located[Fact]]]:
    """Facts by what `key` says of each, in their order."""
    groups: dict[str, list[Located[Fact]]] = defaultdict(list)
    for located in found:
        groups[key(located)].append(located)
    return groups
