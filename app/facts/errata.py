"""Known faults that a question is about: by number, by peripheral, by what they say in either language."""

import re
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from app.facts import repository
from app.facts.questions import FactQuestion
from app.facts.records import Erratum
from app.facts.repository import Located
from app.facts.word_overlap import bag, best, closest, words
from retrieval.expansion import expand
from retrieval.identifiers import canonical, identifiers_in

_MOST = 4
_OWN, _ANY = 0.3, 0.4
"""Least overlap with an erratum of a peripheral that is named, and with any."""
_SHORTEST_NAME = 4
"""Letters of a register's or field's name that tells an erratum by its title."""
_SHARED = 2
"""Words of the other language, by the glossary, that an erratum of the peripheral must share."""
_ABOUT_ERRATA = re.compile(
    r"errat(?:um|a)|known|issues?|bugs?|faults?|silicon|work-?arounds?|there|any|about|affect\w*|revisions?|"
    r"stepping|version|勘误|已知|问题|缺陷|解决(?:方法|办法)|版本|有没有|有哪些|哪些|什么|有关|关于|吗|的",
    re.IGNORECASE,
)
"""Words that every erratum would match."""
_STEPPING = re.compile(
    r"(?:revisions?|rev\.?|steppings?|silicon|版本|ECO)\s*([A-Z]|\d+(?:\.\d+)?)\b|([A-Z]|\d+(?:\.\d+)?)\s*版",
)


async def errata_asked(
    session: AsyncSession, question: FactQuestion, versions: Sequence[str]
) -> list[Located[Erratum]]:
    """Errata by number, by peripheral and revision, or by what they say.

    Where none is of the revision that is named, those of others: they say which ones they are of.
    """
    asked = _ABOUT_ERRATA.sub(" ", _STEPPING.sub(" ", question.text))
    steppings = {name for match in _STEPPING.finditer(question.text) for name in match.groups() if name}
    for version in versions:
        errata = await repository.load(session, Erratum, version)
        affected = [one for one in errata if _affects(one.fact, steppings)]
        if numbered := [one for one in affected if _stands(one.fact.number, question.text)]:
            return numbered[:_MOST]
        if found := about(asked, question.names, affected) or about(asked, question.names, errata):
            return found[:_MOST]
    return []


def about(asked: str, names: Sequence[str], errata: Sequence[Located[Erratum]]) -> list[Located[Erratum]]:
    """Errata that say what is asked; where nothing but peripherals is, those of the peripherals."""
    wanted_names = {canonical(part) for name in names for part in (name, name.partition("_")[0])}
    own = [one for one in errata if wanted_names & set(map(canonical, one.fact.peripherals))]
    rest = set(words(asked)) - {word for name in names for word in words(name)}
    if own and not rest:
        return own
    named = {canonical(name) for name in names if len(name) >= _SHORTEST_NAME}
    titled = [one for one in own or errata if (named - _peripherals(errata)) & _titled(one.fact)]
    own = titled or own
    scored = best(asked, own or errata, _says, _OWN if own else _ANY)
    if not scored and titled:
        return titled
    if not scored and own and not asked.isascii():
        scored = _translated(asked, own)
    return closest(scored)


def _titled(erratum: Erratum) -> set[str]:
    return set(map(canonical, identifiers_in(erratum.title)))


def _peripherals(errata: Sequence[Located[Erratum]]) -> set[str]:
    """Names of whole peripherals, which come first: they tell no erratum from another."""
    return {canonical(name) for one in errata for name in one.fact.peripherals[:1]}


def _translated(asked: str, own: Sequence[Located[Erratum]]) -> list[tuple[float, Located[Erratum]]]:
    """Errata in English by the terms of a Chinese question."""
    terms = frozenset().union(*(bag(term) for term, _ in expand(asked)))
    scored = [(float(len(terms & bag(_says(one)))), one) for one in own]
    return sorted((pair for pair in scored if pair[0] >= _SHARED), key=lambda pair: -pair[0])


def _says(located: Located[Erratum]) -> str:
    return f"{located.fact.title} {located.fact.description}"


def _affects(erratum: Erratum, steppings: set[str]) -> bool:
    return not steppings or not erratum.steppings or bool(steppings & set(erratum.steppings))


def _stands(number: str, text: str) -> bool:
    whole = rf"(?<![\w.]){re.escape(number)}(?![\w.])"
    return bool(number) and re.search(whole, text, re.IGNORECASE) is not None
