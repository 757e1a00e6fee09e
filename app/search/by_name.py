"""What the tables alone can show while the vector store is away: places of exact facts, and facts by name.

A fact keeps the row or line that states it, as printed, so that it stands in for its passage.
"""

from collections.abc import Iterator, Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from app.facts import repository
from app.facts.questions import FactQuestion
from app.facts.records import (
    BitField,
    DmaRequest,
    Interrupt,
    Parameter,
    Peripheral,
    Pin,
    Provenance,
    Register,
)
from app.library.versions import VersionRow
from app.search.exact import Exact
from retrieval.identifiers import forms
from retrieval.types import Hit, Passage

NAMED = (Register, BitField, Parameter, Pin, Interrupt, DmaRequest, Peripheral)
MOST = 20
"""Facts that are shown; one name of a register may have a hundred rows."""


def stated_passages(stated: Exact, rows: Mapping[str, VersionRow]) -> Iterator[tuple[str, Passage]]:
    """The places of the exact answers, by the ids of the passages that cannot be had."""
    for one in stated.answers:
        for place in one.answer.places:
            if place.passage_id and place.version_id in rows:
                yield place.passage_id, _passage(place.passage_id, rows[place.version_id], place.provenance)


async def by_name(
    session: AsyncSession, question: FactQuestion, rows: Mapping[str, VersionRow]
) -> tuple[Hit, ...]:
    """Facts of the names in a question, each in the words of its own place."""
    wanted = [form for name in question.names for form in forms(name)]
    hits: dict[tuple[str, str], Hit] = {}
    for record in NAMED:
        for located in await repository.named(session, record, tuple(rows), wanted):
            passage = _passage(located.passage_id, rows[located.version_id], located.provenance)
            if passage.text:
                hits.setdefault((passage.version_id, passage.text), Hit(passage, 1.0, ("facts",)))
    return tuple(hits.values())[:MOST]


def _passage(identity: str, row: VersionRow, at: Provenance) -> Passage:
    return Passage(
        id=identity,
        document_id=row.document_id,
        version_id=row.id,
        document=row.file_name,
        revision=row.revision,
        language=row.language,
        page=at.page,
        box=at.box,
        section="",
        text=at.quote,
        kind="fact",
    )
