"""What `GET /v1/models` lists: the service, and one entry for each adapter of the language model's server."""

import time

from app.chat.asking import context_of
from app.chat.schemas import ServedModel
from app.chat.turn import MAX_TOKENS
from app.core.errors import NotFoundError
from app.llm.errors import LlmError
from app.llm.types import ServedLlm
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
        return tuple(one for one in await resources.llm.models() if one.parent)
    except LlmError:
        return ()
