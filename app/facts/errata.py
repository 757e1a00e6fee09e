"""Known faults that a question is about: by number, by peripheral, by what they say in either language."""

import re
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from app.facts import repository
from app.facts.answers import Language
from app.facts.decode import DecodedField
from app.facts.matching import bag, best, closest, words
from app.facts.phrases import erratum_answer
from app.facts.quantities import is_chinese
from app.facts.questions import Asked, FactQuestion
from app.facts.records import Erratum
from app.facts.repository import Located
from app.facts.results import FactAnswer
from retrieval.expansion import expand
from retrieval.identifiers import canonical, identifiers_in

_MOST = 4
_OWN, _ANY = 0.3, 0.4
"""Least overlap with an erratum of a peripheral that is named, and with any."""
_SHORTEST_NAME = 4
"""Letters of a register's or field's name that tells an erratum by its title."""
_SHARED = 2
"""Words of the other language, by the glossary, that an erratum of the peripheral must share."""
_TROUBLE = re.compile(
    r"\b(?:hangs?|hung|stuck|forever|never|fail\w*|wrong|lost|missing|doesn'?t|won'?t|isn'?t|can'?t|cannot|broken"
    r"|crash\w*|unexpected\w*|glitch\w*|weird|stays?|keeps?|not work\w*|issues?|problems?|bugs?)\b"
    r"|卡[死住在]|死机|一直|始终|总是|不对|失败|丢|异常|[不没](?:了|回|上|起来|工作|反应|变)|错误|问题|奇怪|偶尔|无法",
    re.IGNORECASE,
)
"""Somebody tells of a fault and asks for no value."""
_ABOUT_ERRATA = re.compile(
    r"errat(?:um|a)|known|issues?|bugs?|faults?|silicon|work-?arounds?|there|any|about|affect\w*|revisions?|"
    r"stepping|version|勘误|已知|问题|缺陷|解决(?:方法|办法)|版本|有没有|有哪些|哪些|什么|有关|关于|吗|的",
    re.IGNORECASE,
)
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


async def with_errata(
    session: AsyncSession,
    question: FactQuestion,
    found: FactAnswer,
    versions: Sequence[str],
    language: Language,
) -> FactAnswer:
    """What a register holds, with the known fault that explains the trouble which is told of it.

    Somebody who tells of trouble with a register and gives no value does not ask what the register is.
    """
    errata = await _of_trouble(session, question, found.decoded, versions)
    if not errata:
        return found
    known = erratum_answer(errata, language)
    if found.kind is Asked.OVERVIEW:
        return known
    return replace(found, sentences=(*found.sentences, *known.sentences))


async def _of_trouble(
    session: AsyncSession, question: FactQuestion, decoded: Sequence[DecodedField], versions: Sequence[str]
) -> list[Located[Erratum]]:
    """Errata of the register that a question names when it tells of a fault: in their title, or with a flag
    that the value read from it shows set."""
    registers = _registers(question.names)
    if not registers or not _TROUBLE.search(question.text):
        return []
    flags = {canonical(field.name) for field in decoded if field.value}
    for version in versions:
        errata = await repository.load(session, Erratum, version)
        if found := [one for one in errata if touches(one.fact, registers, flags)]:
            return found[:_MOST]
    return []


def touches(erratum: Erratum, registers: set[str], flags: set[str]) -> bool:
    titled = _titled(erratum)
    named = titled | set(map(canonical, identifiers_in(erratum.description)))
    return bool(registers & titled or (registers & named and flags & named))


def _titled(erratum: Erratum) -> set[str]:
    return set(map(canonical, identifiers_in(erratum.title)))


def _registers(names: Sequence[str]) -> set[str]:
    return {canonical(name) for name in names if "_" in name}


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
    if not scored and own and any(map(is_chinese, asked)):
        scored = _translated(asked, own)
    return closest(scored)


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
