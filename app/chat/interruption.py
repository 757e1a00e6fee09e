"""Keeps what was shown of an answer that ends too soon: its reader left or stopped it, or it failed.

Only turns of a conversation that the reader can find again: nobody looks for half an answer of a program.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress

import structlog
from sqlalchemy.exc import SQLAlchemyError

from app.chat.pieces import Piece
from app.chat.recording import store
from app.chat.schemas import ChatRequest
from app.chat.turn import Answer
from app.conversations import repository
from app.core.errors import ChipciteError
from app.models import Outcome
from app.resources import Resources

log = structlog.get_logger()


async def kept(
    resources: Resources, request: ChatRequest, turn: AsyncGenerator[Piece | Answer]
) -> AsyncGenerator[Piece | Answer]:
    """The turn's pieces; a listed conversation keeps what was shown of an answer that ends too soon."""
    if not (request.chipcite and request.chipcite.listed):
        async with aclosing(turn) as pieces:
            async for piece in pieces:
                yield piece
        return
    shown: list[str] = []
    outcome, error = Outcome.STOPPED, ""
    try:
        async with aclosing(turn) as pieces:
            async for piece in pieces:
                if isinstance(piece, str):
                    shown.append(piece)
                if isinstance(piece, Answer):
                    outcome = Outcome.DONE
                yield piece
    except Exception as failure:
        outcome = Outcome.FAILED
        error = failure.message if isinstance(failure, ChipciteError) else ChipciteError.sentence
        raise
    finally:
        if outcome is not Outcome.DONE:
            await _to_its_end(
                asyncio.create_task(_record(resources, request, outcome, "".join(shown), error))
            )


async def _record(
    resources: Resources, request: ChatRequest, outcome: Outcome, answer: str, error: str
) -> None:
    question = next((message.text for message in reversed(request.messages) if message.role == "user"), "")
    turn_id = request.chipcite.turn_id if request.chipcite else None
    try:
        if turn_id and await _recorded(resources, turn_id):
            return  # it was stopped while its last words were on their way
        await store(resources, request, {}, question=question, answer=answer, status=outcome, error=error)
    except (SQLAlchemyError, OSError):
        log.exception("turn.not_recorded")
        return
    log.info("turn.interrupted", outcome=outcome.value)


async def _recorded(resources: Resources, turn_id: str) -> bool:
    async with resources.sessions() as session:
        return await repository.has_turn(session, turn_id)


async def _to_its_end(task: asyncio.Task[None]) -> None:
    """Waits for a task; who cancels us may do so again and again, and must not lose the record."""
    while not task.done():
        with suppress(asyncio.CancelledError):
            await asyncio.wait({task})
    task.result()
