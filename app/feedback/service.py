"""What readers say of answers, and what curators make of it. Never commits."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from app.conversations.access import owner_of
from app.conversations.cursor import Cursor, read_cursor
from app.core.errors import InvalidRequestError, NotFoundError
from app.core.storage import Storage
from app.documents.passages import StoredPassage, read_passages
from app.facts import corrections
from app.facts.corrected import corrected
from app.facts.records import Provenance, Source
from app.feedback import repository
from app.feedback.grouping import groups
from app.feedback.schemas import CaseDecision, CaseList, CaseOut, FactIn, FeedbackIn, FeedbackOut
from app.feedback.signals import CHECKS, Signal, replacing, signals_of
from app.feedback.views import case_out
from app.feedback.witness import NOWHERE, passage_at, witness
from app.library.versions import get_version
from app.models import Case, CaseState, FactCorrection, Feedback, Turn
from app.models.base import now

Passages = dict[str, tuple[StoredPassage, ...]]
"""By version; read before the transaction, because files take their time."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """Feedback with what had to be read for it."""

    given: FeedbackIn
    correction: dict[str, Any] | None
    """Columns of a `FactCorrection`."""
    passages: Passages


async def prepare(
    sessions: async_sessionmaker[AsyncSession], storage: Storage, given: FeedbackIn
) -> Prepared:
    """Looks for the place that shows a corrected fact. Raises `NotFoundError` for a turn of someone else."""
    async with sessions() as session:
        turn = await _turn(session, given)
        case = await repository.case_of(session, turn.id)
        versions = await versions_of(session, [case.id]) if case else []
        fact = await _fact(session, turn, given.fact) if given.fact else None
    passages = await read_all(storage, [*versions, *([fact.version_id] if fact else ())])
    return Prepared(given, await asyncio.to_thread(_row, fact, passages) if fact else None, passages)


@dataclass(frozen=True, slots=True)
class Fact:
    """A corrected fact before its place is looked for."""

    given: FactIn
    version_id: str
    record: Any


async def _fact(session: AsyncSession, turn: Turn, given: FactIn) -> Fact:
    version = await get_version(session, _version_of(turn, given))
    if version.page_count and given.page > version.page_count:
        raise InvalidRequestError(f"{version.file_name} has {version.page_count} pages.", param="fact.page")
    read = await corrections.read_of(session, given.kind, version.id, given.name)
    place = Provenance(given.page, NOWHERE, Source.CORRECTION)
    return Fact(
        given, version.id, corrected(given.kind, given.name, given.values | _owner(given), read, place)
    )


def _row(fact: Fact, passages: Passages) -> dict[str, Any]:
    values = {key: getattr(fact.record, key) for key in fact.given.values}
    names = (fact.given.name, getattr(fact.record, "name", ""))
    seen = witness(passages[fact.version_id], fact.given.page, names, values)
    return {
        "version_id": fact.version_id,
        "kind": fact.given.kind,
        "fact": corrections.plain(fact.record),
        "stated": sorted(fact.given.values),
        "page": fact.given.page,
        "box": list(seen.box if seen else NOWHERE),
        "quote": seen.quote if seen else "",
    }


async def read_all(storage: Storage, versions: Iterable[str]) -> Passages:
    """The passages of some versions."""
    return {one: await asyncio.to_thread(read_passages, storage, one) for one in dict.fromkeys(versions)}


async def give(session: AsyncSession, prepared: Prepared) -> FeedbackOut:
    """Records a verdict instead of the same reader's earlier one; a fact that its page shows is used now."""
    given = prepared.given
    turn = await _turn(session, given)
    author = owner_of(given.user)
    row = await repository.feedback_of(session, turn.id, author)
    if row is None:
        row = Feedback(turn_id=turn.id, author=author)
        session.add(row)
    row.rating, row.reason, row.comment = given.rating, given.reason or "", given.comment
    row.correction, row.fact = given.correction, given.fact.model_dump() if given.fact else None
    await session.flush()
    bad = given.rating < 0 or bool(given.correction.strip()) or given.fact is not None
    case = (
        await repository.note(session, turn.id, [Signal.FEEDBACK]) if bad else await _satisfied(session, turn)
    )
    case = await _replace_fact(session, case, prepared) if case else None
    correction = prepared.correction
    return FeedbackOut(
        id=row.id,
        turn_id=turn.id,
        rating=row.rating,
        reason=row.reason,
        case_id=case.id if case else None,
        fact=None if correction is None else "used" if correction["quote"] else "waiting",
    )


async def note_turn(session: AsyncSession, turn: Turn, owner: str, replaced: str | None) -> None:
    """Puts a turn that was just recorded into the queue, where something speaks for it, and the one before it
    where the reader had its question answered anew."""
    if owner == CHECKS:
        return
    if signals := signals_of(turn):
        await session.flush()
        await repository.note(session, turn.id, signals)
    old = await session.get(Turn, replaced) if replaced else None
    if old is not None and old.conversation_id == turn.conversation_id and old.id != turn.id:
        await repository.note(session, old.id, [replacing(old.question, turn.question)])


async def cases(
    session: AsyncSession, states: Sequence[CaseState], limit: int, after: str | None
) -> CaseList:
    """A page of cases. Open ones that ask the same are one entry."""
    start = read_cursor(after) if after else None
    if list(states) == [CaseState.OPEN]:
        rows, similar = await _grouped(session, start)
    else:
        rows, similar = await repository.page_of(session, states, limit + 1, start), {}
    shown = rows[:limit]
    last = shown[-1][0] if shown and len(rows) > limit else None
    return CaseList(
        data=await _shown(session, shown, similar),
        has_more=last is not None,
        after=str(Cursor(last.created_at, last.id)) if last else None,
    )


async def case(session: AsyncSession, case_id: str) -> CaseOut:
    """One case."""
    rows = await repository.cases_by_id(session, [case_id])
    if not rows:
        raise NotFoundError("There is no such case.")
    return (await _shown(session, rows, {}))[0]


async def versions_of(session: AsyncSession, case_ids: Iterable[str]) -> list[str]:
    """The versions whose facts the cases correct."""
    found = await repository.corrections_of(session, list(case_ids))
    return [one.version_id for facts in found.values() for one, _ in facts]


async def decide(session: AsyncSession, case_id: str, decision: CaseDecision, passages: Passages) -> CaseOut:
    """Takes a curator's decision for a case and those that go with it."""
    if decision.state is CaseState.CORRECTED and not (decision.answer or "").strip():
        raise InvalidRequestError("Say the right answer.", param="answer")
    rows = await repository.cases_by_id(session, [case_id, *decision.also])
    if not rows or rows[0][0].id != case_id:
        raise NotFoundError("There is no such case.")
    for one, turn in rows:
        await _decide(session, one, turn, decision, passages)
    return (await _shown(session, rows[:1], {}))[0]


async def _decide(
    session: AsyncSession, one: Case, turn: Turn, decision: CaseDecision, passages: Passages
) -> None:
    verdicts = (await repository.verdicts_of(session, [turn.id])).get(turn.id, ())
    one.state, one.decided_at = decision.state, now() if decision.state is not CaseState.OPEN else None
    if decision.state is CaseState.ACCEPTED:
        one.answer = next((verdict.correction for verdict in verdicts if verdict.correction), "")
    elif decision.state is CaseState.CORRECTED:
        one.answer = decision.answer or ""
    for name in ("gap", "task", "stage", "note"):
        if (value := getattr(decision, name)) is not None:
            setattr(one, name, str(value))
    await session.flush()
    if decision.state is CaseState.DROPPED:
        changed = await repository.forget_corrections(session, one.id, reviewed=True)
    else:
        facts = (await repository.corrections_of(session, [one.id])).get(one.id, ())
        for fact, _ in facts:
            fact.reviewed = decision.state in repository.DECIDED
        changed = {fact.version_id for fact, _ in facts}
    await session.flush()
    for version_id in changed & passages.keys():
        await corrections.settle(session, version_id, passage_at(passages[version_id]))


async def _grouped(
    session: AsyncSession, start: Cursor | None
) -> tuple[list[tuple[Case, Turn]], dict[str, list[str]]]:
    rows = await repository.open_cases(session)
    questions = [(turn.question, str(((turn.state or {}).get("chips") or [""])[0])) for _, turn in rows]
    found = await asyncio.to_thread(groups, questions)
    heads = [rows[group[0]] for group in found]
    similar = {rows[first][0].id: [rows[at][0].id for at in others] for first, *others in found}
    if start is not None:
        heads = [row for row in heads if (row[0].created_at, row[0].id) < (start.updated_at, start.id)]
    return heads, similar


async def _shown(
    session: AsyncSession, rows: Sequence[tuple[Case, Turn]], similar: dict[str, list[str]]
) -> list[CaseOut]:
    verdicts = await repository.verdicts_of(session, [turn.id for _, turn in rows])
    facts = await repository.corrections_of(session, [one.id for one, _ in rows])
    return [
        case_out(one, turn, verdicts.get(turn.id, ()), facts.get(one.id, ()), similar.get(one.id, ()))
        for one, turn in rows
    ]


async def _turn(session: AsyncSession, given: FeedbackIn) -> Turn:
    turn = await repository.turn_of(session, given.turn_id, owner_of(given.user))
    if turn is None:
        raise NotFoundError("There is no such turn.", param="turn_id")
    return turn


async def _satisfied(session: AsyncSession, turn: Turn) -> Case | None:
    """The case of a reader who is content now: without their signal, and gone where it was the only one."""
    found = await repository.case_of(session, turn.id)
    if found is None or Signal.FEEDBACK not in found.signals:
        return found
    found.signals = [one for one in found.signals if one != Signal.FEEDBACK]
    return found


async def _replace_fact(session: AsyncSession, found: Case, prepared: Prepared) -> Case | None:
    """The fact of this feedback instead of the one that the case had; None where no case is left."""
    changed = await repository.forget_corrections(session, found.id, reviewed=False)
    if prepared.correction is not None:
        session.add(FactCorrection(case_id=found.id, **prepared.correction))
        changed.add(prepared.correction["version_id"])
    await session.flush()
    for version_id in changed & prepared.passages.keys():
        await corrections.settle(session, version_id, passage_at(prepared.passages[version_id]))
    if found.signals or found.state != CaseState.OPEN:
        return found
    await session.delete(found)
    return None


def _version_of(turn: Turn, fact: FactIn) -> str:
    """The version whose page it is: the one that is named, else the first one that the answer cites there."""
    cited = [one for one in turn.citations or () if one.get("version_id")]
    on_page = [one for one in cited if one.get("page") == fact.page]
    named = fact.version_id or next((str(one["version_id"]) for one in [*on_page, *cited]), "")
    if not named:
        raise InvalidRequestError("Say whose page it is.", param="fact.version_id")
    return named


def _owner(fact: FactIn) -> dict[str, str]:
    if not fact.of:
        return {}
    return {
        "condition"
        if fact.kind == "parameter"
        else "register"
        if fact.kind == "field"
        else "peripheral": fact.of
    }
