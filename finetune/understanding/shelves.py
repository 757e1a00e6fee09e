"""The statements of a library's manuals, a shelf for each, from which conversations are made."""

import hashlib

from app.facts import repository
from app.facts.kinds import CARDS, Statement
from app.facts.records import Register
from app.library.versions import allowed_versions, chips_of
from app.question.candidates import merged
from app.resources import Resources
from finetune.understanding.spoken import Shelf
from retrieval.identifiers import canonical

FEWEST = 20
"""Statements of a manual that conversations are made of."""
HELD_BACK = 3
"""Of so many manuals one is held back."""
_UNASKED = frozenset({"ordering", "erratum"})
"""Kinds that no form of a question is made for."""


async def shelves(resources: Resources) -> list[Shelf]:
    """A shelf for each manual of a chip."""
    found = []
    async with resources.sessions() as session:
        rows = [row for row in await allowed_versions(session) if not row.general]
        chips = await chips_of(session, {row.document_id for row in rows})
        for row in rows:
            names = chips.get(row.document_id, ())
            stated = []
            for record in dict.fromkeys(card.record for card in CARDS.values()):
                facts = await repository.load(session, record, row.id)
                facts = merged(facts) if record is Register else facts
                stated += [
                    statement
                    for card in CARDS.values()
                    if card.record is record and card.name not in _UNASKED
                    for fact in facts
                    for statement in card.statements(fact)
                ]
            if names and len(stated) >= FEWEST:
                held_back = int(hashlib.md5(row.file_name.encode(), usedforsecurity=False).hexdigest(), 16)
                found.append(Shelf(min(names, key=len), tuple(stated), held_back % HELD_BACK == 0))
    return found


def same(one: Statement, other: Statement) -> bool:
    """Whether two statements say the same of the same thing, in any edition of a manual."""
    return (one.kind, one.keys, _names(one), _owner(one), _limits(one)) == (
        *(other.kind, other.keys, _names(other), _owner(other), _limits(other)),
    )


def _names(one: Statement) -> tuple[str, ...]:
    return tuple(map(canonical, one.names))


def _owner(one: Statement) -> str:
    return canonical(one.owners[0]) if one.owners and one.kind in ("field", "encoding") else ""


def _limits(one: Statement) -> tuple[str, ...]:
    if one.kind != "limit":
        return ()
    fact = one.fact.fact
    return fact.minimum, fact.typical, fact.maximum
