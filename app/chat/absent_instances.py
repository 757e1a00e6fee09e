"""Instances of a peripheral that a question names and no manual in scope prints: USART2 of a chip with one.

What is known of its siblings' registers is no answer. Stands between linking and `answerers`.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.chat.composing import Draft
from app.chat.wording import say
from app.core.markdown import inline
from app.core.threads import aside
from app.facts.owners import stem
from app.facts.repository import peripherals
from app.resources import Resources
from app.search.service import Found
from retrieval.identifiers import canonical, identifiers_in, parts

_INSTANCE = re.compile(r"(?<![A-Za-z0-9_])[A-Za-z][A-Za-z0-9]{0,14}[A-Za-z]\d{1,2}(?![A-Za-z0-9])")
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
        return self.name not in heads and any(stem(head) == stem(self.name) for head in heads)


async def absent_instance(resources: Resources, question: str, found: Found) -> Absent | None:
    """The first instance in a question that the manuals of its chips do not print at all."""
    if not found.scope.chips:
        return None
    versions = [row.id for row in found.versions if not row.general]
    async with resources.sessions() as session:
        named = instances(question, await peripherals(session, versions))
    for name, siblings in named.items():
        if not await aside(resources.retriever.holds, name.lower(), versions):
            return Absent(name, siblings)
    return None


def instances(text: str, known: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """The instances that a text names of peripherals that are known by other names, each with those; none of
    one that is known by a placeholder (`TIMx`)."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for name in known:
        kinds[stem(name)].append(name)
    kinds = {kind: own for kind, own in kinds.items() if not any("*" in canonical(name) for name in own)}
    named = dict.fromkeys(match[0].upper() for match in _INSTANCE.finditer(text))
    return {
        name: tuple(kinds[stem(name)])
        for name in list(named)[:_MOST]
        if stem(name) != name and stem(name) in kinds and name not in map(canonical, kinds[stem(name)])
    }


def refused(absent: Absent, language: str) -> Draft:
    """Says that the manuals have no such peripheral, and which they have."""
    siblings = ", ".join(f"`{inline(name)}`" for name in absent.siblings[:_MOST])
    said = (
        say(language, "no_name", name=f"`{inline(absent.name)}`"),
        say(language, "did_you_mean", names=siblings),
    )
    return Draft("\n\n".join(said), abstained=True)
