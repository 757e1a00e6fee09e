"""Has a shadow answer again what the language model has answered, after the reader has it: nobody sees it,
and only its figures are kept. The registry compares them with those of what readers saw.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import structlog
from sqlalchemy.exc import SQLAlchemyError

from app.chat.pieces import Piece
from app.chat.schemas import ChatRequest
from app.chat.served import shadow_for
from app.chat.turn import Answer, take_turn
from app.core.database import transaction
from app.core.errors import ChipciteError
from app.models import ShadowTurn
from app.resources import Resources

log = structlog.get_logger()

_RUNNING: set[asyncio.Task[None]] = set()
"""At most one: a shadow takes no more of the server than one reader, and misses questions instead."""


async def shadowed(
    resources: Resources,
    request: ChatRequest,
    turn: AsyncGenerator[Piece | Answer],
    base_url: str,
    adapter: str,
) -> AsyncGenerator[Piece | Answer]:
    """The turn's pieces; when it is over, the shadow may be asked."""
    async with aclosing(turn) as pieces:
        async for piece in pieces:
            yield piece
            if isinstance(piece, Answer):
                await begin(resources, request, piece, base_url, adapter)


async def begin(
    resources: Resources, request: ChatRequest, answer: Answer, base_url: str, adapter: str
) -> None:
    """Starts the shadow's turn, where the language model wrote the answer and the shadow has room.

    A canary's answers are not the ones that a shadow is compared with.
    """
    turn_id = answer.reply.turn_id
    if _RUNNING or not turn_id or "first_token" not in answer.latencies or answer.tool_calls:
        return
    try:
        shadow = await shadow_for(resources, request, adapter)
    except SQLAlchemyError:
        return
    if shadow:
        task = asyncio.create_task(_shadow(resources, request, base_url, shadow, turn_id))
        _RUNNING.add(task)
        task.add_done_callback(_RUNNING.discard)


async def ended() -> None:
    """Waits for the shadow's turn, if there is one."""
    await asyncio.gather(*_RUNNING)


async def stop() -> None:
    """Ends it where it is: the service is going down."""
    for task in _RUNNING:
        task.cancel()
    await asyncio.gather(*_RUNNING, return_exceptions=True)


async def _shadow(
    resources: Resources, request: ChatRequest, base_url: str, shadow: str, turn_id: str
) -> None:
    try:
        answer = await take_turn(resources, request, base_url, shadow, recorded=False)
        if "llm" in answer.reply.degraded:
            return  # its server failed, and would have failed any other
        async with transaction(resources.sessions) as session:
            session.add(_figures(answer, shadow, turn_id))
    except (ChipciteError, SQLAlchemyError, OSError) as error:
        log.warning("shadow.failed", error=type(error).__name__)
    except Exception:
        log.exception("shadow.broken")


def _figures(answer: Answer, shadow: str, turn_id: str) -> ShadowTurn:
    """An adapter that was too slow gave no answer."""
    return ShadowTurn(
        turn_id=turn_id,
        adapter=shadow,
        abstained=answer.reply.abstained or "llm_slow" in answer.reply.degraded,
        removed=answer.reply.verification.get("removed", 0),
        milliseconds=answer.latencies["total"],
    )
