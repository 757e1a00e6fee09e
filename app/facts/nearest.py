"""Names that are not there, with the nearest ones that are: what a typo or another chip's name gets."""

import re
from collections.abc import Sequence

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA
from sqlalchemy.ext.asyncio import AsyncSession

from app.facts import repository
from app.facts.questions import Asked
from app.facts.results import FactAbsence, Missing, place
from app.facts.views import RegisterView
from retrieval.identifiers import canonical

_NEAR = 72
"""Least similarity, of 100, to be offered as "did you mean"."""
_MOST = 3
_NUMBER, _DIGIT = re.compile(r"\d+"), re.compile(r"\d")


async def absence(
    session: AsyncSession,
    kind: Asked,
    missing: Missing,
    name: str,
    versions: Sequence[str],
    within: RegisterView | None = None,
) -> FactAbsence:
    """Says that a name is not there; a missing field is looked for among its register's fields."""
    if within is not None:
        known = [item.field.name for item in within.fields if canonical(item.field.name) != "RESERVED"]
        places = (place(within.fields[0].stated),) if within.fields else ()
        return FactAbsence(kind, missing, name, within.name, near(name, known), places)
    return FactAbsence(kind, missing, name, nearest=near(name, await repository.names(session, versions)))


def absent_in(kind: Asked, name: str, owner: str, elsewhere: Sequence[RegisterView]) -> FactAbsence:
    """Says that a peripheral has no register of a name, and which have one."""
    known = dict.fromkeys(f"{view.owner} {view.name}" for view in elsewhere)
    places = (place(view.mentions[0]) for view in elsewhere if view.mentions)
    return FactAbsence(kind, Missing.REGISTER, f"{owner} {name}", nearest=tuple(known), places=tuple(places))


def mistyped(found: FactAbsence) -> str:
    """The register that is meant where two letters changed places: RCC_CGF is RCC_CFG. PIN21 is not PIN12."""
    name = canonical(found.name)
    swapped = {f"{name[:at]}{name[at + 1]}{name[at]}{name[at + 2 :]}" for at in range(len(name) - 1)} - {name}
    swapped = {one for one in swapped if _DIGIT.findall(one) == _DIGIT.findall(name)}
    meant = [each for each in found.nearest if canonical(each) in swapped]
    return meant[0] if found.missing is Missing.REGISTER and len(meant) == 1 else ""


def slips(name: str, known: Sequence[str]) -> tuple[str, ...]:
    """The names that one slip of the finger makes of a name: a letter more, less or another, or two swapped.

    Its numbers are the same: CTLR2 is another register, not CTLR1 mistyped.
    """
    asked = canonical(name)
    numbers = _NUMBER.findall(asked)
    by_canonical = {canonical(candidate): candidate for candidate in known}
    found = process.extract(asked, by_canonical.keys(), scorer=OSA.distance, limit=_MOST, score_cutoff=1)
    return tuple(by_canonical[match] for match, _, _ in found if _NUMBER.findall(match) == numbers)


def near(name: str, known: Sequence[str]) -> tuple[str, ...]:
    """The most similar names, best first."""
    by_canonical = {canonical(candidate): candidate for candidate in known}
    found = process.extract(
        canonical(name), by_canonical.keys(), scorer=fuzz.ratio, limit=_MOST, score_cutoff=_NEAR
    )
    return tuple(by_canonical[match] for match, _, _ in found)
