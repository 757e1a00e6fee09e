"""Whose conversations a caller may see. The only place that decides it.

Without accounts, everyone who may call the service is the same local user. What a program sends as OpenAI's
`user` is a claim: it keeps that program's records apart, and gives nobody a list.
"""

from typing import Annotated

from fastapi import Depends
from sqlalchemy import ColumnElement, and_

from app.models import Conversation

LOCAL_USER = ""


async def caller() -> str:
    """The owner on whose behalf a request is made."""
    return LOCAL_USER


def owner_of(claimed: str | None) -> str:
    """The owner under whom a turn is recorded."""
    return claimed or LOCAL_USER


def visible_to(owner: str) -> ColumnElement[bool]:
    """Conversations that an owner finds; all others do not exist for them."""
    return and_(Conversation.owner == owner, Conversation.listed)


Owner = Annotated[str, Depends(caller)]
