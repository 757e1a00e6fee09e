"""Feedback, cases and corrected facts in the tables. The caller owns the transaction."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import delete, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from app.conversations.cursor import Cursor
from app.core.ids import is_id
from app.feedback.signals import Signal
from app.models import Case, CaseState, Conversation, FactCorrection, Feedback, Turn, Version

MOST_OPEN = 1000
"""Open cases that are compared with each other; older ones wait for their turn."""
DECIDED = (CaseState.ACCEPTED, CaseState.CORRECTED)


async def turn_of(session: AsyncSession, turn_id: str, owner: str) -> Turn | None:
    """A turn that an owner may judge: their own."""
    if not is_id(turn_id):
        return None
    query = select(Turn).join(Conversation, Conversation.id == Turn.conversation_id)
    found: Turn | None = await session.scalar(query.where(Turn.id == turn_id, Conversation.owner == owner))
    return found


async def feedback_of(session: AsyncSession, turn_id: str, author: str) -> Feedback | None:
    """One reader's verdict on a turn."""
    query = select(Feedback).where(Feedback.turn_id == turn_id, Feedback.author == author)
    found: Feedback | None = await session.scalar(query)
    return found


async def case_of(session: AsyncSession, turn_id: str) -> Case | None:
    """The case of a turn."""
    found: Case | None = await session.scalar(select(Case).where(Case.turn_id == turn_id))
    return found


async def note(session: AsyncSession, turn_id: str, signals: Iterable[Signal]) -> Case:
    """The turn's case with these signals; what was decided is open again when a reader says more."""
    case = await case_of(session, turn_id)
    if case is None:
        case = Case(turn_id=turn_id, signals=[])
        session.add(case)
    case.signals = list(dict.fromkeys([*case.signals, *(one.value for one in signals)]))
    if Signal.FEEDBACK in signals:
        case.state = CaseState.OPEN
    await session.flush()
    return case


async def open_cases(session: AsyncSession) -> list[tuple[Case, Turn]]:
    """The newest open cases."""
    query = select(Case, Turn).join(Turn, Turn.id == Case.turn_id).where(Case.state == CaseState.OPEN)
    rows = await session.execute(query.order_by(Case.created_at.desc(), Case.id.desc()).limit(MOST_OPEN))
    return [(case, turn) for case, turn in rows]


async def page_of(
    session: AsyncSession, states: Sequence[CaseState], limit: int, after: Cursor | None
) -> list[tuple[Case, Turn]]:
    """Cases in some states, the newest first."""
    query = select(Case, Turn).join(Turn, Turn.id == Case.turn_id).where(Case.state.in_(states))
    if after is not None:
        place = tuple_(Case.created_at, Case.id)
        query = query.where(
            place < tuple_(after.updated_at, after.id, types=[Case.created_at.type, Case.id.type])
        )
    rows = await session.execute(query.order_by(Case.created_at.desc(), Case.id.desc()).limit(limit))
    return [(case, turn) for case, turn in rows]


async def cases_by_id(session: AsyncSession, ids: Iterable[str]) -> list[tuple[Case, Turn]]:
    """These cases with their turns, in the order given; what does not exist is left out."""
    wanted = [one for one in dict.fromkeys(ids) if is_id(one)]
    query = select(Case, Turn).join(Turn, Turn.id == Case.turn_id).where(Case.id.in_(wanted))
    held = {case.id: (case, turn) for case, turn in await session.execute(query)}
    return [held[one] for one in wanted if one in held]


async def verdicts_of(session: AsyncSession, turn_ids: Sequence[str]) -> dict[str, list[Feedback]]:
    """What readers thought, by turn."""
    found: dict[str, list[Feedback]] = defaultdict(list)
    for one in await session.scalars(select(Feedback).where(Feedback.turn_id.in_(turn_ids))):
        found[one.turn_id].append(one)
    return found


async def corrections_of(
    session: AsyncSession, case_ids: Sequence[str]
) -> dict[str, list[tuple[FactCorrection, str]]]:
    """Corrected facts with the names of their files, by case."""
    query = select(FactCorrection, Version.file_name).join(Version, Version.id == FactCorrection.version_id)
    found: dict[str, list[tuple[FactCorrection, str]]] = defaultdict(list)
    for one, file_name in await session.execute(query.where(FactCorrection.case_id.in_(case_ids))):
        found[str(one.case_id)].append((one, file_name))
    return found


async def forget_corrections(session: AsyncSession, case_id: str, *, reviewed: bool) -> set[str]:
    """Removes the corrections of a case, reviewed ones only if so told; the versions that they were about."""
    wanted = [FactCorrection.case_id == case_id]
    if not reviewed:
        wanted.append(or_(FactCorrection.reviewed.is_(False)))
    versions = set(await session.scalars(select(FactCorrection.version_id).where(*wanted)))
    await session.execute(delete(FactCorrection).where(*wanted))
    return versions
