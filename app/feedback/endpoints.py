"""`/v1/feedback` and `/v1/cases`: verdicts on answers, and the queue of what a curator should look at."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, status
from sqlalchemy.exc import IntegrityError

from app.core.database import transaction
from app.core.errors import ConflictError
from app.feedback import service
from app.feedback.schemas import CaseDecision, CaseList, CaseOut, FeedbackIn, FeedbackOut
from app.models import CaseState
from app.resources import ResourcesDep, SessionDep

router = APIRouter(prefix="/v1", tags=["feedback"])

CaseId = Annotated[str, Path(description="As the list gives it.", max_length=36)]


@router.post("/feedback", status_code=status.HTTP_201_CREATED, summary="Judge an answer")
async def give_feedback(body: FeedbackIn, resources: ResourcesDep) -> FeedbackOut:
    """A thumb up or down, what is wrong, what should have been answered, or the fact that is wrong.

    The same reader's second verdict on a turn replaces the first. A fact whose page shows it is used at once.
    """
    prepared = await service.prepare(resources.sessions, resources.storage, body)
    for _ in range(2):
        try:
            async with transaction(resources.sessions) as session:
                return await service.give(session, prepared)
        except IntegrityError:
            continue  # two verdicts on one turn came at once; the other was faster, and its row is found now
    raise ConflictError("This answer is being judged by someone else. Try again.")


@router.get("/cases", summary="List cases")
async def list_cases(
    session: SessionDep,
    state: Annotated[list[CaseState] | None, Query(description="Open ones unless given.")] = None,
    limit: Annotated[int, Query(ge=1, le=100, description="How many at most.")] = 30,
    after: Annotated[str | None, Query(max_length=60, description="`after` of the page before.")] = None,
) -> CaseList:
    """Turns that a curator should look at, the newest first. Open ones that ask the same are one entry."""
    return await service.cases(session, state or [CaseState.OPEN], limit, after)


@router.get("/cases/{case_id}", summary="Show a case")
async def get_case(case_id: CaseId, session: SessionDep) -> CaseOut:
    """A turn with what readers said of it."""
    return await service.case(session, case_id)


@router.patch("/cases/{case_id}", summary="Decide a case")
async def decide_case(case_id: CaseId, decision: CaseDecision, resources: ResourcesDep) -> CaseOut:
    """Accepts, corrects, labels or drops it. A fact of an accepted case stands instead of what was read."""
    async with resources.sessions() as session:
        versions = await service.versions_of(session, [case_id, *decision.also])
    passages = await service.read_all(resources.storage, versions)
    async with transaction(resources.sessions) as session:
        return await service.decide(session, case_id, decision, passages)
