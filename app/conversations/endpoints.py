"""`/v1/conversations`: what a reader's page shows of what they asked before."""

import re
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Response, status
from sqlalchemy.exc import IntegrityError

from app.conversations import service
from app.conversations.access import Owner
from app.conversations.schemas import (
    ConversationChange,
    ConversationIn,
    ConversationList,
    ConversationOut,
    ConversationSummary,
)
from app.core.database import transaction
from app.core.errors import ConflictError
from app.resources import ResourcesDep, SessionDep

router = APIRouter(prefix="/v1/conversations", tags=["conversations"])

ConversationId = Annotated[str, Path(description="As the list gives it.", max_length=36)]
MARKDOWN = "text/markdown"
LONGEST_NAME = 60


@router.get("", summary="List conversations")
async def list_conversations(
    session: SessionDep,
    owner: Owner,
    q: Annotated[str, Query(max_length=200, description="Words in title, questions or answers.")] = "",
    limit: Annotated[int, Query(ge=1, le=100, description="How many at most.")] = 30,
    after: Annotated[str | None, Query(max_length=60, description="`after` of the page before.")] = None,
) -> ConversationList:
    """Conversations of the web page, last used first. Those that programs leave behind are not among them."""
    return await service.conversations(session, owner, q, limit, after)


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    summary="Take in a conversation",
    responses={200: {"model": ConversationSummary, "description": "It was taken in before."}},
)
async def create_conversation(
    body: ConversationIn, response: Response, owner: Owner, resources: ResourcesDep
) -> ConversationSummary:
    """Turns that a browser kept by itself. The same turns again are the same conversation."""
    for _ in range(2):
        try:
            async with transaction(resources.sessions) as session:
                taken, known = await service.take_in(session, owner, body)
        except IntegrityError:
            continue  # the same one came twice at once; the other was faster, and is found now
        if known:
            response.status_code = status.HTTP_200_OK
        return taken
    raise ConflictError("The same conversation is being taken in by someone else. Try again.")


@router.get("/{conversation_id}", summary="Show a conversation")
async def get_conversation(
    conversation_id: ConversationId,
    session: SessionDep,
    owner: Owner,
    before: Annotated[
        str | None, Query(max_length=36, description="A turn: the ones before it are shown.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=200, description="Turns at most.")] = 50,
) -> ConversationOut:
    """Its last turns, with all that is needed to show them again."""
    return await service.conversation(session, owner, conversation_id, before, limit)


@router.patch("/{conversation_id}", summary="Rename a conversation")
async def change_conversation(
    conversation_id: ConversationId, change: ConversationChange, owner: Owner, resources: ResourcesDep
) -> ConversationSummary:
    """It keeps its place in the list."""
    async with transaction(resources.sessions) as session:
        return await service.rename(session, owner, conversation_id, change.title)


@router.delete("/{conversation_id}", status_code=204, summary="Delete a conversation")
async def delete_conversation(conversation_id: ConversationId, owner: Owner, resources: ResourcesDep) -> None:
    """Its turns go with it, and what was thought of them."""
    async with transaction(resources.sessions) as session:
        await service.remove(session, owner, conversation_id)


@router.get(
    "/{conversation_id}/export.md",
    summary="Export a conversation",
    response_class=Response,
    responses={200: {"content": {MARKDOWN: {"schema": {"type": "string"}}}, "description": "Markdown."}},
)
async def export_conversation(conversation_id: ConversationId, session: SessionDep, owner: Owner) -> Response:
    """Questions and answers as Markdown; citations are links that name document, revision and page."""
    title, text = await service.exported(session, owner, conversation_id)
    headers = {"Content-Disposition": _attachment(title), "X-Content-Type-Options": "nosniff"}
    return Response(text, media_type=f"{MARKDOWN}; charset=utf-8", headers=headers)


def _attachment(title: str) -> str:
    """A file's name that is none of a path, in ASCII and beside it as it is."""
    name = "-".join(re.findall(r"\w+", title))[:LONGEST_NAME].strip("-") or "conversation"
    plain = re.sub(r"[^A-Za-z0-9_-]+", "", name) or "conversation"
    return f"attachment; filename=\"{plain}.md\"; filename*=UTF-8''{quote(name)}.md"
