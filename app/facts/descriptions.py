"""The bit field that a description means, when a question gives no name."""

import re
from collections.abc import Sequence
from functools import cache

from sqlalchemy.ext.asyncio import AsyncSession

from app.facts import repository
from app.facts.abbreviation import abbreviates, parts_abbreviate
from app.facts.answers import gist
from app.facts.matching import best
from app.facts.records import BitField
from app.facts.repository import Located
from retrieval.identifiers import canonical

_SURE = 0.5
"""Least score for a field to be taken for the one described; below it the passages may answer."""
_CLOSE = 0.9
"""Share of the best score at which a further field is shown beside the best one."""
_ABBREVIATED = 0.35
"""What a name that abbreviates the whole description adds to the overlap of words."""
_IN_PARTS = 0.25
"""The same for a compound name whose parts stand for words of the description."""
_MOST = 3
_NUMBER = re.compile(r"\d+")
_INSTANCES = re.compile(r"[(（][a-z]\s*[=＝:：][^)）]*[)）]")
"""`(x=1/2/3)` behind a description that several fields share would make each of them match each number."""


async def fields_described(
    session: AsyncSession, description: str, versions: Sequence[str]
) -> list[Located[BitField]]:
    """Fields whose description or name says what is asked, best first, each once per register."""
    rows = [row for version in versions for row in await repository.described_fields(session, version)]
    fields = [field for _, field in rows]
    chosen: dict[tuple[str, str], int] = {}
    scored = rank(description, fields)
    for score, index in scored:
        if score >= scored[0][0] * _CLOSE:
            field = fields[index]
            chosen.setdefault((canonical(field.register), canonical(field.name)), rows[index][0])
    # One by one, so that they come back best first.
    best = list(chosen.values())[:_MOST]
    return [located for row in best for located in await repository.by_id(session, BitField, [row])]


def rank(description: str, fields: Sequence[BitField]) -> list[tuple[float, int]]:
    """Scores and indices of the fields that may be meant, best first."""

    @cache
    def abbreviated(name: str) -> float:
        whole = _ABBREVIATED * abbreviates(name, description)
        return max(whole, _IN_PARTS * parts_abbreviate(name, description))

    return best(
        description,
        range(len(fields)),
        lambda index: _says(fields[index]),
        _SURE,
        lambda index: f"{fields[index].register} {fields[index].description}",
        lambda index: abbreviated(fields[index].name),
    )


def _says(field: BitField) -> str:
    """Name, the number in it on its own (channel 5 of CTEIF5), and the first sentence of the description."""
    numbers = " ".join(_NUMBER.findall(field.name))
    return f"{field.name} {numbers} {_INSTANCES.sub(' ', gist(field.description))}"
