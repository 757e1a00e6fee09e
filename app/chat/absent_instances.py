"""Instances of a peripheral that a question names and no manual in scope prints: USART2 of a chip with one.

What is known of its siblings' registers is no answer. Stands between linking and `answerers`.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from app.chat.composing import Draft
from app.chat.wording import say
from app.core.markdown import inline
from app.core.threads import aside
from app.facts.repository import peripherals
from app.resources import Resources
from app.search.service import Found
from retrieval.identifiers import canonical, identifiers_in, parts

_INSTANCE = re.compile(r"(?<![A-Za-z0-9_])[A-Za-z][A-Za-z0-9]{1,14}[A-Za-z0-9](?![A-Za-z0-9])")
_PORT = re.compile(r"(GPIO|PORT)[A-Z*]")
_NUMBERED = re.compile(r"(?<=[A-Z])(?:\d{1,2}|\*)$")
_NEXT = ("2", "3")
"""Numbers that would be others' of a kind that is printed without any; 0 and 1 are the only one's own, and
larger ones no instance's: EXTI5 is a line, CRC32 an algorithm."""
_MOST = 4


@dataclass(frozen=True, slots=True)
class Absent:
    """An instance that is not there."""

    name: str
    siblings: tuple[str, ...]
    """The peripherals of its kind, as printed."""

    def is_meant(self, text: str) -> bool:
        """Whether a statement is of a sibling, and not of what has this very name."""
        heads = {piece for name in identifiers_in(text) for piece in (canonical(name), *parts(name))}
        kinds = {_kind(canonical(name)) for name in self.siblings}
        return self.name not in heads and any(_kind(head) in kinds for head in heads)


async def absent_instance(resources: Resources, question: str, found: Found) -> Absent | None:
    """The first instance in a question that the manuals of its chips do not print at all."""
    if not (found.scope.chips and _instance_names(question)):
        return None
    versions = [row.id for row in found.versions if not row.general]
    async with resources.sessions() as session:
        named = instances(question, await peripherals(session, versions))
    for name, siblings in named.items():
        spelt = {name, *(_kind(canonical(one)) + name.removeprefix(_kind(name)) for one in siblings)}
        holds = [await aside(resources.retriever.holds, one.lower(), versions) for one in spelt]
        if not any(holds):
            return Absent(name, siblings)
    return None


def instances(text: str, peripheral_names: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """The instances that a text names of peripherals that have other names only, each with those:
    numbers (USART2 beside USART1), and letters of ports (GPIOB beside GPIOA and GPIOC)."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for name in peripheral_names:
        kinds[_kind(canonical(name))].append(name)
    found = {name: tuple(own) for name in _instance_names(text) if (own := _siblings(name, kinds))}
    return dict(islice(found.items(), _MOST))


def _instance_names(text: str) -> Sequence[str]:
    """The names in a text that end as those of instances do, each once."""
    named = dict.fromkeys(canonical(match[0]) for match in _INSTANCE.finditer(text))
    return [name for name in named if _kind(name) != name]


def _siblings(name: str, kinds: Mapping[str, Sequence[str]]) -> Sequence[str]:
    """The peripherals of a name's kind, if it is none of them: UART5 is of the kind of USART1."""
    kind = _kind(name)
    number = name.removeprefix(kind)
    own = next((kinds[one] for one in kinds if _is_kin(kind, one)), ())
    printed = {canonical(one) for one in own}
    if {name, *(_kind(one) + number for one in printed)} & printed:
        return ()
    ports = sum(_PORT.fullmatch(one) is not None for one in printed)
    if number.isalpha() != bool(ports) or ports == 1:
        return ()
    bare = all("*" in one or one == _kind(one) for one in printed)
    named = any("*" not in one for one in printed)
    return own if named and (not bare or number in _NEXT) else ()


def _kind(name: str) -> str:
    """A peripheral without what tells its instances apart."""
    port = _PORT.fullmatch(name)
    return port[1] if port else _NUMBERED.sub("", name)


def _is_kin(one: str, other: str) -> bool:
    """Whether two kinds are the same, or one has a letter more: UART and USART."""
    short, long = sorted((one, other), key=len)
    inserted = (long[:at] + long[at + 1 :] for at in range(len(long)))
    return one == other or (len(short) > 2 and len(long) - len(short) == 1 and short in inserted)


def refused(absent: Absent, language: str) -> Draft:
    """Says that the manuals have no such peripheral, and which they have."""
    printed = [name for name in absent.siblings if "*" not in canonical(name)]
    siblings = ", ".join(f"`{inline(name)}`" for name in printed[:_MOST])
    said = (
        say(language, "no_name", name=f"`{inline(absent.name)}`"),
        say(language, "did_you_mean", names=siblings),
    )
    return Draft("\n\n".join(said), abstained=True)
