"""What a request asks: its dialogue, its intent, and the passages and facts that may answer it."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from threading import Thread

from app.chat.dialogue import Dialogue, read_dialogue
from app.chat.intent import (
    UNSEARCHED,
    Classifier,
    LlmClassifier,
    PrototypeClassifier,
    Reading,
    prototype_classifier,
    read_question,
    route,
)
from app.chat.schemas import ChatRequest, ChipciteRequest
from app.core.metrics import TURN_SECONDS, measured
from app.library.versions import chip_names
from app.resources import Resources
from app.search.schemas import SearchRequest
from app.search.service import Found, find
from retrieval.errors import RetrievalError
from retrieval.retriever import Retriever

EVIDENCE = 20
"""Passages that are read for the one that answers, and for names that must stand somewhere."""
CARRIED = ("conversation", "file")
"""Where a chip comes from that the question itself does not name."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question understood in its conversation."""

    dialogue: Dialogue
    reading: Reading

    @property
    def language(self) -> str:
        """The answer's: zh or en."""
        return self.reading.language

    @property
    def needs_manuals(self) -> bool:
        """Whether anything has to be looked up."""
        return bool(self.dialogue.question) and self.reading.intent not in UNSEARCHED


@contextmanager
def preparing(retriever: Retriever) -> Iterator[None]:
    """Makes the prototypes' vectors ahead of the first question, some seconds once, in a thread of its own.

    The thread has ended when the block has: a process that ends while ONNX Runtime computes is aborted.
    """
    classifier = prototype_classifier(retriever)
    if classifier is None:
        yield
        return
    thread = Thread(target=_prepare, args=(classifier,), name="intents", daemon=True)
    thread.start()
    try:
        yield
    finally:
        classifier.stop()
        thread.join()


def _prepare(classifier: PrototypeClassifier) -> None:
    with suppress(RetrievalError):  # the first question tries again
        classifier.prepare()
    # What is loaded by now stays to the end: the collector would walk through all of it in the middle of
    # answers, which stalled 64 streams for 300 ms.
    gc.collect()
    gc.freeze()


@measured(TURN_SECONDS, "understand")
async def understand(resources: Resources, request: ChatRequest) -> Asked:
    """The dialogue's state, and the last question with its intent."""
    async with resources.sessions() as session:
        names = await chip_names(session)
    dialogue = read_dialogue(request.messages, request.chipcite, names)
    # The answer speaks the language of the last words, whatever earlier turns completed them.
    spoken = read_question(dialogue.question)
    same = dialogue.resolved == dialogue.question
    reading = spoken if same else read_question(dialogue.resolved)
    routed = await route(dialogue.resolved, reading, _classifier(resources))
    # A question beside its topic says itself what it wants of it, where it says so at all.
    leaning = not same and dialogue.resolved.startswith(dialogue.question) and spoken.telling
    intent = spoken.intent if leaning and spoken.intent not in UNSEARCHED else routed.intent
    return Asked(dialogue, replace(reading, intent=intent, language=spoken.language))


def _classifier(resources: Resources) -> Classifier | None:
    """What is asked where rules are not sure."""
    if resources.llm and resources.settings.intent_by_llm:
        return LlmClassifier(resources.llm)
    return prototype_classifier(resources.retriever)


@measured(TURN_SECONDS, "retrieve")
async def retrieve(resources: Resources, request: ChatRequest, asked: Asked) -> tuple[Asked, Found]:
    """Passages for the question, and the question without the chips and revisions that did their part."""
    pins = request.chipcite or ChipciteRequest()
    state = asked.dialogue.state
    search = SearchRequest(
        query=asked.dialogue.resolved,
        chip=pins.chip or (state.chip if state.chip_source in CARRIED else None) or None,
        revision=pins.revision,
        documents=pins.documents,
        limit=EVIDENCE,
    )
    async with resources.sessions() as session:
        found = await find(resources, session, search, carried=state.revision)
    words = read_question(found.scope.text, found.scope.unknown_chips)
    reading = replace(words, language=asked.language, intent=asked.reading.intent)
    return replace(asked, reading=reading), found
