"""`/v1/chat/completions` and `/v1/models`, as OpenAI's clients expect them."""

import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import asdict
from uuid import uuid4

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from app.chat.connections import CLIENT_CLOSED, streaming, while_connected
from app.chat.events import Stream, pieces, remark
from app.chat.interruption import kept
from app.chat.pieces import Piece, ToolDeltas, Waiting
from app.chat.schemas import AssistantMessage, ChatCompletion, ChatRequest, Choice, ServedModel, ServedModels
from app.chat.served import adapter_of, answering, served
from app.chat.shadowing import begin, shadowed
from app.chat.turn import Answer, checked_length, stream_turn, take_turn
from app.core.errors import InvalidRequestError
from app.core.streams import EVENTS
from app.resources import ResourcesDep

router = APIRouter(prefix="/v1", tags=["chat"])


@router.get("/models", summary="What can be asked")
async def list_models(resources: ResourcesDep) -> ServedModels:
    """The service itself, and one entry per served adapter."""
    return ServedModels(data=list(await served(resources)))


@router.get("/models/{model_id}", summary="One of the models")
async def get_model(model_id: str, resources: ResourcesDep) -> ServedModel:
    """The model of this id, or 404."""
    await adapter_of(resources, model_id)
    return next(model for model in await served(resources) if model.id == model_id)


@router.post(
    "/chat/completions",
    summary="Answer a question from the manuals",
    response_model=ChatCompletion,
    responses={
        200: {
            "description": "The answer; with `stream: true` a stream of `chat.completion.chunk` events, of "
            "which the one with `finish_reason` carries `chipcite`.",
            "content": EVENTS,
        }
    },
)
async def create_chat_completion(body: ChatRequest, request: Request, resources: ResourcesDep) -> Response:
    """Exact to the register, bit and unit, with citations as Markdown links and under `chipcite.citations`.

    When the manuals do not hold what was asked for, `chipcite.abstained` is true and the text says what is
    missing. `chipcite` in the request pins chip, revision and documents. With `tools`, the language model
    answers with our evidence before the question, and its tool calls pass through.
    """
    if body.n not in (None, 1):
        raise InvalidRequestError("Only one choice is made: leave 'n' out or set it to 1.", param="n")
    adapter = await answering(resources, body)
    await checked_length(resources, body, adapter)  # before a stream begins: then its status can say so
    stream = Stream(
        id=f"chatcmpl-{uuid4().hex}",
        created=int(time.time()),
        model=body.model,
        with_usage=bool(body.stream_options and body.stream_options.include_usage),
    )
    base_url = str(request.base_url)
    if body.stream:
        turn = kept(resources, body, stream_turn(resources, body, base_url, adapter))
        turn = shadowed(resources, body, turn, base_url, adapter)
        return streaming(_events(turn, stream))
    answer = await while_connected(request, take_turn(resources, body, base_url, adapter))
    if answer is None:
        return Response(status_code=CLIENT_CLOSED)
    await begin(resources, body, answer, base_url, adapter)
    return JSONResponse(_completion(stream, answer).model_dump(mode="json"))


async def _events(turn: AsyncGenerator[Piece | Answer], stream: Stream) -> AsyncGenerator[bytes]:
    """The events of one answer. The turn is recorded before its last word is sent."""
    yield stream.role()
    async with aclosing(turn):
        async for piece in turn:
            for chunk in _chunks(piece, stream):
                yield chunk


def _chunks(piece: Piece | Answer, stream: Stream) -> list[bytes]:
    if isinstance(piece, str):
        return [stream.content(part) for part in pieces(piece)]
    if isinstance(piece, ToolDeltas):
        return [stream.tool_calls(piece.calls)]
    if isinstance(piece, Waiting):
        return [remark({"waiting": asdict(piece)})]
    last = [stream.usage(piece.usage)] if stream.with_usage else []
    return [stream.finish(piece.reply, piece.finish_reason), *last]


def _completion(stream: Stream, answer: Answer) -> ChatCompletion:
    message = AssistantMessage(
        content=answer.text or None if answer.tool_calls else answer.text,
        tool_calls=answer.tool_calls or None,
    )
    return ChatCompletion(
        id=stream.id,
        created=stream.created,
        model=stream.model,
        choices=[Choice(message=message, finish_reason=answer.finish_reason)],
        usage=answer.usage,
        chipcite=answer.reply,
    )
