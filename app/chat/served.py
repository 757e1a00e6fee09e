"""What `GET /v1/models` lists: the service, and one entry for each adapter of the language model's server."""

import asyncio
import time

from app.chat.asking import context_of
from app.chat.schemas import ChatRequest, ServedModel
from app.chat.turn import MAX_TOKENS
from app.core.errors import NotFoundError
from app.llm.errors import LlmError
from app.llm.types import ServedLlm
from app.registry import service as rollout
from app.registry.resolving import names
from app.resources import Resources

MODEL = "chipcite"
ADAPTER = f"{MODEL}-"
"""Before an adapter's name: ids that begin with `gpt` or `o` make IDEs treat a model as OpenAI's own."""
STARTED = int(time.time())


class UnknownModelError(NotFoundError):
    """As OpenAI says it."""

    code = "model_not_found"


async def served(resources: Resources) -> tuple[ServedModel, ...]:
    """The service first. Adapters are left out while the server cannot be asked."""
    longest = await context_of(resources.llm) if resources.llm else MAX_TOKENS
    own = ServedModel(id=MODEL, created=STARTED, max_model_len=longest)
    adapters = (
        ServedModel(
            id=f"{ADAPTER}{one.id}",
            created=STARTED,
            max_model_len=one.max_model_len or longest,
            parent=MODEL,
        )
        for one in await _adapters(resources)
    )
    return (own, *adapters)


async def answering(resources: Resources, request: ChatRequest) -> str:
    """The adapter that answers a request: the one that it names, else the one that its conversation belongs
    to by the rollout, if the server has it. Raises `UnknownModelError`."""
    if request.model != MODEL or resources.llm is None:
        return await adapter_of(resources, request.model)
    served_now = {one.id for one in await _adapters(resources)}
    if not served_now:
        return ""
    async with resources.sessions() as session:
        adapter = await rollout.answering(session, _conversation(request))
    return adapter if adapter in served_now else ""


async def shadow_for(resources: Resources, request: ChatRequest, adapter: str) -> str:
    """The adapter that is to answer a request once more, unseen; empty for none. `adapter` has answered it: a
    shadow is compared with what is live."""
    if request.model != MODEL:
        return ""
    async with resources.sessions() as session:
        shadow = await rollout.shadow_of(session, _conversation(request), adapter)
    return shadow if shadow and shadow in {one.id for one in await _adapters(resources)} else ""


def _conversation(request: ChatRequest) -> str:
    """What tells conversations apart: their id, else who asks and how it began."""
    named = request.chipcite.conversation_id if request.chipcite else None
    return named or f"{request.user or ''}\0{request.messages[0].text}"


async def adapter_of(resources: Resources, model_id: str) -> str:
    """The adapter that a model id names: empty for the service itself. Raises `UnknownModelError`."""
    if model_id == MODEL:
        return ""
    for one in await _adapters(resources):
        if model_id == f"{ADAPTER}{one.id}":
            return one.id
    raise UnknownModelError(f"The model '{model_id}' does not exist. See GET /v1/models.", param="model")


async def _adapters(resources: Resources) -> tuple[ServedLlm, ...]:
    if resources.llm is None:
        return ()
    try:
        listed = tuple(one for one in await resources.llm.models() if one.parent)
    except LlmError:
        return ()
    folder = resources.settings.llm_adapters
    if folder is None:
        return listed
    # One that no request has named yet is listed by no server, and each finds it when it is named.
    unlisted = set(await asyncio.to_thread(names, folder)) - {one.id for one in listed}
    return (*listed, *(ServedLlm(name, resources.settings.llm_model) for name in sorted(unlisted)))
