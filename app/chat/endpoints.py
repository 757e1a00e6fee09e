"""`/v1/chat/completions` and `/v1/models`, as OpenAI's clients expect them."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from uuid import uuid4

import structlog
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse

from app.chat.events import DONE, KEEP_ALIVE, Stream, event, pieces
from app.chat.schemas import AssistantMessage, ChatCompletion, ChatRequest, Choice, ServedModel, ServedModels
from app.chat.turn import MAX_TOKENS, Answer, checked_length, take_turn
from app.core.errors import ChipciteError, InvalidRequestError, NotFoundError
from app.resources import Resources, ResourcesDep

router = APIRouter(prefix="/v1", tags=["chat"])
log = structlog.get_logger()

MODEL = "chipcite"
STARTED = int(time.time())
KEEP_ALIVE_SECONDS = 10.0
"""Proxies give up on a silent connection after 30 to 60 seconds."""
STREAM_HEADERS = {"Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no"}


class UnknownModelError(NotFoundError):
    """As OpenAI says it."""

    code = "model_not_found"


@router.get("/models", summary="What can be asked")
async def list_models() -> ServedModels:
    """The service itself, and one entry per served adapter."""
    return ServedModels(data=[_served()])


@router.get("/models/{model_id}", summary="One of the models")
async def get_model(model_id: str) -> ServedModel:
    """The model of this id, or 404."""
    _check_model(model_id)
    return _served()


@router.post(
    "/chat/completions",
    summary="Answer a question from the manuals",
    response_model=ChatCompletion,
    responses={
        200: {
            "description": "The answer; with `stream: true` a stream of `chat.completion.chunk` events, of "
            "which the one with `finish_reason` carries `chipcite`.",
            "content": {"text/event-stream": {"schema": {"type": "string"}}},
        }
    },
)
async def create_chat_completion(body: ChatRequest, request: Request, resources: ResourcesDep) -> Response:
    """Exact to the register, bit and unit, with citations as Markdown links and under `chipcite.citations`.

    When the manuals do not hold what was asked for, `chipcite.abstained` is true and the text says what is
    missing. `chipcite` in the request pins chip, revision and documents.
    """
    _check_model(body.model)
    if body.n not in (None, 1):
        raise InvalidRequestError("Only one choice is made: leave 'n' out or set it to 1.", param="n")
    checked_length(body)  # before a stream begins: afterwards its status could no longer say so
    stream = Stream(
        id=f"chatcmpl-{uuid4().hex}",
        created=int(time.time()),
        model=body.model,
        with_usage=bool(body.stream_options and body.stream_options.include_usage),
    )
    base_url = str(request.base_url)
    if body.stream:
        events = _events(resources, body, base_url, stream)
        return StreamingResponse(events, media_type="text/event-stream", headers=STREAM_HEADERS)
    answer = await take_turn(resources, body, base_url)
    return JSONResponse(_completion(stream, answer).model_dump(mode="json"))


async def _events(
    resources: Resources, body: ChatRequest, base_url: str, stream: Stream
) -> AsyncIterator[bytes]:
    """The events of one answer. The turn is recorded before its first word is sent."""
    turn = asyncio.create_task(take_turn(resources, body, base_url))
    try:
        yield stream.role()
        while not (await asyncio.wait({turn}, timeout=KEEP_ALIVE_SECONDS))[0]:
            yield KEEP_ALIVE
        answer = await turn
        for piece in pieces(answer.text):
            yield stream.content(piece)
        yield stream.finish(answer.reply)
        if stream.with_usage:
            yield stream.usage(answer.usage)
    except ChipciteError as error:
        yield event(error.envelope())
    except Exception:
        # The status line is out: all that can still be said is an error object, never prose.
        log.exception("turn.failed")
        yield event(ChipciteError().envelope())
    finally:
        turn.cancel()
        with suppress(asyncio.CancelledError, Exception):
            await turn
    yield DONE


def _completion(stream: Stream, answer: Answer) -> ChatCompletion:
    return ChatCompletion(
        id=stream.id,
        created=stream.created,
        model=stream.model,
        choices=[Choice(message=AssistantMessage(content=answer.text))],
        usage=answer.usage,
        chipcite=answer.reply,
    )


def _served() -> ServedModel:
    return ServedModel(id=MODEL, created=STARTED, max_model_len=MAX_TOKENS)


def _check_model(model_id: str) -> None:
    if model_id != MODEL:
        raise UnknownModelError(f"The model '{model_id}' does not exist. See GET /v1/models.", param="model")
