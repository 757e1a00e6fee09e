"""`POST /v1/search`."""

from fastapi import APIRouter

from app.resources import ResourcesDep, SessionDep
from app.search import service
from app.search.schemas import SearchRequest, SearchResponse

router = APIRouter(prefix="/v1", tags=["search"])


@router.post("/search", summary="Find passages that may answer a question")
async def search(request: SearchRequest, resources: ResourcesDep, session: SessionDep) -> SearchResponse:
    """Ranked passages of the uploaded manuals, each with document, revision, page and box.

    Chip, revision and document are read from the question when they are not given. Only the current
    revision of each document answers unless another one is asked for.
    """
    return await service.search(resources, session, request)
