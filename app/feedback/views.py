"""Rows as curators see them. Pure."""

from collections.abc import Sequence

from app.feedback.schemas import CaseOut, FactOut, Verdict
from app.feedback.witness import NOWHERE
from app.models import Case, CaseState, FactCorrection, Feedback, Turn


def case_out(
    case: Case,
    turn: Turn,
    verdicts: Sequence[Feedback],
    facts: Sequence[tuple[FactCorrection, str]],
    similar: Sequence[str] = (),
) -> CaseOut:
    """A case with all that a curator decides by."""
    state = turn.state or {}
    return CaseOut(
        id=case.id,
        state=CaseState(case.state),
        signals=case.signals,
        turn_id=turn.id,
        conversation_id=turn.conversation_id,
        question=turn.question,
        answer=turn.answer,
        intent=turn.intent,
        language=str(state.get("language") or ""),
        pins=turn.pins or {},
        chips=[str(chip) for chip in state.get("chips") or ()],
        abstained=turn.abstained,
        citations=turn.citations or [],
        verification=turn.verification or {},
        feedback=[verdict_out(one) for one in verdicts],
        facts=[fact_out(one, file_name) for one, file_name in facts],
        right_answer=case.answer or next((one.correction for one in verdicts if one.correction), ""),
        gap=case.gap,
        task=case.task,
        stage=case.stage,
        note=case.note,
        similar=list(similar),
        created_at=case.created_at,
        decided_at=case.decided_at,
    )


def verdict_out(given: Feedback) -> Verdict:
    """A reader's verdict, without who gave it."""
    return Verdict(
        rating=given.rating, reason=given.reason, comment=given.comment, correction=given.correction
    )


def fact_out(correction: FactCorrection, file_name: str) -> FactOut:
    """A corrected fact."""
    x0, y0, x1, y1 = correction.box or NOWHERE
    return FactOut(
        id=correction.id,
        kind=correction.kind,
        fact=correction.fact,
        stated=correction.stated,
        version_id=correction.version_id,
        document=file_name,
        page=correction.page,
        bbox=(x0, y0, x1, y1),
        quote=correction.quote,
        reviewed=correction.reviewed,
    )
