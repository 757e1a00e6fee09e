"""Items made of what readers and curators have said: decided cases, thumbs, corrections."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.chat.schemas import ChipciteRequest
from app.feedback.repository import DECIDED
from app.models import Case, FactCorrection, Feedback, Outcome, Turn
from finetune.dataset.composing import language_of
from finetune.dataset.prompting import as_written, dpo, kto, prompt, sft
from finetune.dataset.types import Item, Meta
from retrieval.retriever import Retriever
from retrieval.types import Passage

MOST_HISTORY, MOST_SOURCES = 4, 6
"""Earlier turns and passages of a prompt."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A turn with what was said of it."""

    turn: Turn
    before: Sequence[Turn]
    case: Case | None
    thumbs: Sequence[int]
    corrected_fact: bool
    """Whether a fact that its answer states was wrong: the answer as given is then no example."""


async def judged(session: AsyncSession) -> list[Judged]:
    """All turns that a reader or a curator has judged."""
    cases = {one.turn_id: one for one in await session.scalars(select(Case).where(Case.state.in_(DECIDED)))}
    thumbs: dict[str, list[int]] = {}
    for row in await session.scalars(select(Feedback)):
        thumbs.setdefault(row.turn_id, []).append(row.rating)
    facts = set(await session.scalars(select(FactCorrection.case_id)))
    wanted = select(Turn).where(Turn.id.in_(cases.keys() | thumbs.keys()), Turn.status == Outcome.DONE)
    found = []
    for turn in await session.scalars(wanted.order_by(Turn.created_at, Turn.id)):
        case = cases.get(turn.id)
        wrong = case is not None and case.id in facts
        found.append(Judged(turn, await _before(session, turn), case, thumbs.get(turn.id, ()), wrong))
    return found


async def _before(session: AsyncSession, turn: Turn) -> list[Turn]:
    earlier = select(Turn).where(
        Turn.conversation_id == turn.conversation_id,
        Turn.created_at < turn.created_at,
        Turn.replaced_by.is_(None),
        Turn.status == Outcome.DONE,
    )
    rows = await session.scalars(earlier.order_by(Turn.created_at.desc()).limit(MOST_HISTORY))
    return list(rows)[::-1]


def items(turns: Sequence[Judged], retriever: Retriever, chips: Sequence[str]) -> Iterator[Item]:
    """What each judged turn teaches."""
    for one in turns:
        yield from _items(one, retriever, chips)


def _items(one: Judged, retriever: Retriever, chips: Sequence[str]) -> Iterator[Item]:
    turn, case = one.turn, one.case
    given, right = as_written(turn.answer), as_written(case.answer) if case else ""
    sources = _sources(turn, retriever)
    question = turn.question
    messages = _messages(one, sources, chips)
    if case is not None and not (one.corrected_fact and not right):
        meta = _meta(turn, case, sources, _kind(turn, right))
        yield sft(messages, right or given, meta, question)
        if right and right != given:
            yield dpo(messages, right, given, meta, question)
    elif case is None and all(rating > 0 for rating in one.thumbs):
        yield sft(messages, given, _meta(turn, None, sources, _kind(turn, "")), question)
    for rating in one.thumbs:
        yield kto(messages, given, rating > 0, _meta(turn, case, sources, _kind(turn, "")), question)


def _kind(turn: Turn, right: str) -> str:
    if right:
        return "answer"
    if (turn.details or {}).get("clarify"):
        return "clarify"
    return "refusal" if turn.abstained else "answer"


def _meta(turn: Turn, case: Case | None, sources: Sequence[tuple[int, Passage]], kind: str) -> Meta:
    passages = [passage for _, passage in sources]
    return Meta(
        "feedback",
        kind,
        (case.task if case else "") or turn.intent,
        (case.stage if case else "") or str((turn.pins or {}).get("debug_stage") or ""),
        language_of(turn.question),
        tuple(dict.fromkeys(one.document_id for one in passages)),
        tuple(dict.fromkeys(one.version_id for one in passages)),
        turn.conversation_id or "",
    )


def _messages(
    one: Judged, sources: Sequence[tuple[int, Passage]], chips: Sequence[str]
) -> list[dict[str, Any]]:
    """The prompt of the turn, made anew from its record."""
    turn = one.turn
    history = [(earlier.question, as_written(earlier.answer)) for earlier in one.before]
    language = str((turn.state or {}).get("language") or language_of(turn.question))
    messages, _ = prompt(
        turn.intent, history, turn.question, sources, language, pins=_pins(turn), chips=chips
    )
    return messages


def _pins(turn: Turn) -> dict[str, Any]:
    known = ChipciteRequest.model_fields.keys()
    return {key: value for key, value in (turn.pins or {}).items() if key in known}


def _sources(turn: Turn, retriever: Retriever) -> list[tuple[int, Passage]]:
    """What the answer cites under its own numbers, then what else was found."""
    ids = [str(hit["passage_id"]) for hit in turn.hits or ()]
    held = retriever.passages(ids)
    found = [held[one] for one in ids if one in held]
    numbered: dict[int, Passage] = {}
    for cited in turn.citations or ():
        numbered[int(cited["marker"])] = _cited(cited, found)
    used = {passage.id for passage in numbered.values()}
    free = (number for number in range(1, MOST_SOURCES + 1) if number not in numbered)
    numbered |= dict(zip(free, (one for one in found if one.id not in used), strict=False))
    return sorted(numbered.items())


def _cited(cited: Mapping[str, Any], found: Sequence[Passage]) -> Passage:
    """The passage of a citation; its quotation where the passage is no longer there."""
    place = (cited["version_id"], cited["page"], tuple(cited["bbox"]))
    for one in found:
        if (one.version_id, one.page, tuple(one.box)) == place:
            return one
    x0, y0, x1, y1 = cited["bbox"]
    return Passage(
        id="",
        document_id=str(cited["document_id"]),
        version_id=str(cited["version_id"]),
        document=str(cited["document"]),
        revision=str(cited["revision"]),
        language="",
        page=int(cited["page"]),
        box=(x0, y0, x1, y1),
        section=str(cited["section"]),
        text=str(cited["quote"]),
        kind="section",
    )
