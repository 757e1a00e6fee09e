"""`/v1/completions`: a question is answered like a chat turn, a text to fill in goes to the model."""

import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from typing import Any
from uuid import uuid4

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from app.chat.connections import CLIENT_CLOSED, streaming, while_connected
from app.chat.events import pieces
from app.chat.schemas import ChatRequest, Usage
from app.chat.served import adapter_of
from app.chat.turn import Answer, checked_length, stream_turn, take_turn
from app.compat.events import TextStream
from app.compat.prompts import conversation, is_fill_in
from app.compat.schemas import CompletionRequest, TextChoice, TextCompletion
from app.compat.texts import texts_of
from app.core.errors import InvalidRequestError, UnavailableError
from app.core.streams import EVENTS
from app.llm.types import LlmServer
from app.resources import Resources, ResourcesDep

router = APIRouter(prefix="/v1", tags=["chat"])

MOST_PROMPTS = 16
"""Each is a whole chat turn."""
OURS = frozenset({"chipcite", "model", "user"})
"""Fields that are no business of the language model's server."""


class NoLanguageModelError(UnavailableError):
    code = "no_language_model"
    sentence = (
        "A text can be filled in only by a language model, and none is configured (CHIPCITE_LLM_URL). "
        "Questions are answered without one."
    )


@router.post(
    "/completions",
    summary="Answer a question, or fill in a text",
    response_model=TextCompletion,
    responses={
        200: {
            "description": "The answer; with `stream: true` a stream of `text_completion` chunks.",
            "content": EVENTS,
        }
    },
)
async def create_completion(body: CompletionRequest, request: Request, resources: ResourcesDep) -> Response:
    """For clients that know no chat, and for autocompletion in editors.

    A plain prompt is a question and is answered with citations, as `/v1/chat/completions` does. A prompt with
    fill-in-the-middle marks, or one with `suffix`, goes to the configured language model untouched.
    """
    if body.n not in (None, 1) or body.best_of not in (None, 1):
        raise InvalidRequestError("Only one choice is made of each prompt.", param="n")
    prompts = texts_of(body.prompt, "prompt", MOST_PROMPTS)
    adapter = await adapter_of(resources, body.model)
    stream = TextStream(
        id=f"cmpl-{uuid4().hex}",
        created=int(time.time()),
        model=body.model,
        with_usage=bool(body.stream_options and body.stream_options.include_usage),
    )
    if any(is_fill_in(prompt, body.suffix) for prompt in prompts):
        if resources.llm is None:
            raise NoLanguageModelError(param="prompt")
        return await _filled_in(body, request, resources.llm, adapter, stream)
    return await _answered(body, prompts, request, resources, adapter, stream)


async def _filled_in(
    body: CompletionRequest, request: Request, llm: LlmServer, adapter: str, stream: TextStream
) -> Response:
    """What the model's server says, under our names."""
    payload = {k: v for k, v in body.model_dump(exclude_unset=True).items() if k not in OURS}
    payload |= {"model": adapter} if adapter else {}
    if body.stream:
        return streaming(_model_events(llm.completion_stream(payload), stream))
    done = await while_connected(request, llm.completion(payload))
    if done is None:
        return Response(status_code=CLIENT_CLOSED)
    return JSONResponse({**done, "id": stream.id, "created": stream.created, "model": stream.model})


async def _model_events(
    chunks: AsyncGenerator[Mapping[str, Any]], stream: TextStream
) -> AsyncGenerator[bytes]:
    async with aclosing(chunks):
        async for chunk in chunks:
            yield stream.raw(chunk)


async def _answered(
    body: CompletionRequest,
    prompts: Sequence[str],
    request: Request,
    resources: Resources,
    adapter: str,
    stream: TextStream,
) -> Response:
    turns = [_turn(body, prompt) for prompt in prompts]
    for turn in turns:
        await checked_length(resources, turn, adapter)
    echoed = prompts if body.echo else [""] * len(prompts)
    base_url = str(request.base_url)
    if body.stream:
        return streaming(_turn_events(resources, turns, echoed, base_url, adapter, stream))
    answers: list[Answer] = []
    for turn in turns:
        answer = await while_connected(request, take_turn(resources, turn, base_url, adapter))
        if answer is None:
            return Response(status_code=CLIENT_CLOSED)
        answers.append(answer)
    return JSONResponse(_completion(stream, echoed, answers).model_dump(mode="json"))


def _turn(body: CompletionRequest, prompt: str) -> ChatRequest:
    return ChatRequest(
        model=body.model, messages=conversation(prompt), user=body.user, chipcite=body.chipcite
    )


async def _turn_events(
    resources: Resources,
    turns: Sequence[ChatRequest],
    echoed: Sequence[str],
    base_url: str,
    adapter: str,
    stream: TextStream,
) -> AsyncGenerator[bytes]:
    """One answer after the other, each under its index."""
    answers: list[Answer] = []
    for index, turn in enumerate(turns):
        for piece in pieces(echoed[index]):
            yield stream.text(piece, index)
        async with aclosing(stream_turn(resources, turn, base_url, adapter)) as said:
            async for each in said:
                if isinstance(each, Answer):
                    answers.append(each)
                    yield stream.finish(index, each.finish_reason, each.reply)
                elif isinstance(each, str):
                    for piece in pieces(each):
                        yield stream.text(piece, index)
    if stream.with_usage:
        yield stream.usage(_usage(answers))


def _completion(stream: TextStream, echoed: Sequence[str], answers: Sequence[Answer]) -> TextCompletion:
    choices = [
        TextChoice(
            text=before + answer.text, index=index, finish_reason=answer.finish_reason, chipcite=answer.reply
        )
        for index, (before, answer) in enumerate(zip(echoed, answers, strict=True))
    ]
    return TextCompletion(
        id=stream.id, created=stream.created, model=stream.model, choices=choices, usage=_usage(answers)
    )


def _usage(answers: Sequence[Answer]) -> Usage:
    asked = sum(answer.usage.prompt_tokens for answer in answers)
    said = sum(answer.usage.completion_tokens for answer in answers)
    return Usage(prompt_tokens=asked, completion_tokens=said, total_tokens=asked + said)
