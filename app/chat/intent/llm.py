"""A language model as classifier: the aspect that it reads, as an intent."""

from collections.abc import Mapping

from app.chat.intent.kinds import Intent
from app.chat.intent.routing import Classifier
from app.llm.types import Llm
from app.question.by_model import Act, Aspect, Slots, read_by_model

INTENTS: Mapping[Aspect, Intent] = {
    Aspect.ADDRESS: Intent.REGISTER,
    Aspect.RESET: Intent.REGISTER,
    Aspect.BITS: Intent.REGISTER,
    Aspect.MEANING: Intent.REGISTER,
    Aspect.INTERRUPT: Intent.REGISTER,
    Aspect.LIMIT: Intent.PARAMETER,
    Aspect.PIN: Intent.PIN,
    Aspect.ERRATA: Intent.ERRATA,
    Aspect.PROCEDURE: Intent.PROCEDURE,
    Aspect.DEBUGGING: Intent.DEBUGGING,
    Aspect.CODE: Intent.CODE,
    Aspect.COMPARISON: Intent.COMPARISON,
    Aspect.CONCEPT: Intent.CONCEPT,
    Aspect.FOREIGN: Intent.OUT_OF_SCOPE,
}
SHARE = 0.8
"""A model names one intent without saying how sure it is: the question's words may still outweigh it."""


class LlmClassifier:
    """Asks a model that is fast enough, else whoever classifies without one."""

    def __init__(self, llm: Llm, otherwise: Classifier | None = None) -> None:
        self._llm = llm
        self._otherwise = otherwise

    async def classify(self, text: str) -> Mapping[Intent, float]:
        """Most of the share for the intent that the model read."""
        slots = await read_by_model(self._llm, text)
        if slots is None:
            return await self._otherwise.classify(text) if self._otherwise else {}
        named = intent_of(slots)
        rest = (1 - SHARE) / (len(Intent) - 1)
        return {intent: SHARE if intent is named else rest for intent in Intent}


def intent_of(slots: Slots) -> Intent:
    """The intent that a reading amounts to."""
    return Intent.SMALL_TALK if slots.act is Act.SMALL_TALK else INTENTS[slots.aspect]
