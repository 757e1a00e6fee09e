"""What a request asks: its dialogue, its intent, and the passages and facts that may answer it."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from threading import Thread

from app.chat.dialogue import Dialogue, own_words, read_dialogue, read_markup, statement
from app.chat.intent import (
    UNSEARCHED,
    Classifier,
    Intent,
    LlmClassifier,
    PrototypeClassifier,
    Reading,
    Routed,
    Want,
    prototype_classifier,
    read_question,
    route,
)
from app.chat.intent.routing import RULES
from app.chat.schemas import ChatRequest, ChipciteRequest, Message
from app.core.metrics import TURN_SECONDS, measured
from app.core.threads import aside
from app.library.versions import chip_names
from app.question.reply_language import reply_language
from app.resources import Resources
from app.search.chips import named_chips
from app.search.revisions import without_revision
from app.search.schemas import SearchRequest
from app.search.scope import Scope
from app.search.service import Found, find
from retrieval.errors import RetrievalError
from retrieval.expansion import expand
from retrieval.retriever import Retriever
from retrieval.sparse import leaning

EVIDENCE = 20
"""Passages that are read for the one that answers, and for names that must stand somewhere."""
SPEAKERS = ("user", "assistant")
MOST_SAID, MOST_CONTEXT, MOST_PASTED = 8, 2000, 600
"""Messages, characters, and of these what was pasted with it, that a question may lean on."""
MOST_QUERY = 8000
CARRIED = ("conversation", "file")
"""Where a chip comes from that the question itself does not name."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question understood in its conversation."""

    dialogue: Dialogue
    reading: Reading
    """Of the question made complete."""
    own: Reading
    """Of the last words alone, which passages are compared with."""
    context: str = ""
    """What was said before, which they may lean on."""

    @property
    def language(self) -> str:
        """The answer's: zh or en."""
        return self.reading.language

    @property
    def needs_manuals(self) -> bool:
        """Whether anything has to be looked up."""
        return bool(self.dialogue.question) and self.reading.intent not in UNSEARCHED


def context_of(messages: Sequence[Message]) -> str:
    """What was said before the last question, the newest last, as much as search reads."""
    users = [at for at, message in enumerate(messages) if message.role == "user"]
    last = users[-1] if users else 0
    spoken = [message for message in messages[:last] if message.role in SPEAKERS]
    said = [
        own_words(message.text) if message.role == "user" else statement(message.text) for message in spoken
    ]
    pasted = read_markup(messages[last].text).pasted if users else ""
    return "\n".join((*said[-MOST_SAID:], pasted[:MOST_PASTED])).strip()[-MOST_CONTEXT:]


def in_language(request: ChatRequest) -> tuple[ChatRequest, str]:
    """The request without the words that only ask for a language of the answer, and that language (zh or en;
    none if none is asked for). Where they are the whole message, the question before is asked again."""
    users = [at for at, message in enumerate(request.messages) if message.role == "user"]
    last = request.messages[users[-1]] if users else None
    if last is None or not isinstance(last.content, str):
        return request, ""
    language, rest = reply_language(last.content)
    if not language:
        return request, ""
    asked = request.messages[: users[-1]]
    if rest:
        asked = [*asked, last.model_copy(update={"content": rest})]
    elif len(users) > 1:
        asked = request.messages[: users[-2] + 1]
    else:
        return request, language
    return request.model_copy(update={"messages": asked}), language


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


FIRST = ("What is the reset value of RCC_CR on the STM32F103C8T6?", "STM32F103C8T6 的时钟频率是多少？")
"""Read before anybody asks: grammars, glossary and dictionary take a second of the first question."""


def _prepare(classifier: PrototypeClassifier) -> None:
    for text in FIRST:
        request = ChatRequest(messages=[Message(role="user", content=text)])
        _read(request, named_chips(text, ()).known)
        expand(text)
    with suppress(RetrievalError):  # the first question tries again
        classifier.prepare()
    # What is loaded by now stays to the end: the collector would walk through all of it in the middle of
    # answers, which stalled 64 streams for 300 ms. It does not walk once more before: that took a second.
    gc.freeze()


@measured(TURN_SECONDS, "understand")
async def understand(resources: Resources, request: ChatRequest, language: str = "") -> Asked:
    """The dialogue's state, and the last question with its intent; `language` is the one asked for."""
    async with resources.sessions() as session:
        names = await chip_names(session)
    dialogue, spoken, reading = await aside(_read, request, names)
    routed = await route(dialogue.resolved, reading, _classifier(resources))
    context = context_of(request.messages)
    intent = routed.intent
    if not (spoken.telling or _only_talks(routed)) and leaning(dialogue.question, context):
        intent = await aside(_intent_before, dialogue, intent)
    spoken = replace(spoken, language=language or spoken.language)
    return Asked(dialogue, replace(reading, intent=intent, language=spoken.language), spoken, context)


def _only_talks(routed: Routed) -> bool:
    """Whether words are surely none of hardware's: a classifier takes `and 4?` for a chat as well."""
    return routed.intent in UNSEARCHED and routed.source == RULES


def _intent_before(dialogue: Dialogue, intent: Intent) -> Intent:
    """The intent of the newest earlier question whose words tell any: a follow-up asks the like."""
    earlier = [read_question(words) for words in dialogue.earlier[:MOST_SAID]]
    intent = Intent.CONCEPT if earlier and intent in UNSEARCHED else intent
    return next((one.intent for one in earlier if one.telling and one.intent not in UNSEARCHED), intent)


def _read(request: ChatRequest, names: Sequence[str]) -> tuple[Dialogue, Reading, Reading]:
    """The dialogue, its last words as they are, and the same made complete.

    The answer speaks the language of the last words, whatever earlier turns completed them.
    """
    dialogue = read_dialogue(request.messages, request.chipcite, names)
    spoken = read_question(dialogue.question)
    same = dialogue.resolved == dialogue.question
    return dialogue, spoken, spoken if same else read_question(dialogue.resolved)


def _classifier(resources: Resources) -> Classifier | None:
    """What is asked where rules are not sure."""
    prototypes = prototype_classifier(resources.retriever)
    return LlmClassifier(resources.llm, prototypes) if resources.llm else prototypes


def search_of(request: ChatRequest, dialogue: Dialogue, limit: int) -> SearchRequest:
    """What is searched for: the question made complete, within what the conversation has settled."""
    pins = request.chipcite or ChipciteRequest()
    state = dialogue.state
    return SearchRequest(
        query=dialogue.resolved[:MOST_QUERY] or " ",
        context=context_of(request.messages),
        chip=pins.chip or (state.chip if state.chip_source in CARRIED else None) or None,
        revision=pins.revision,
        documents=pins.documents,
        limit=limit,
    )


@measured(TURN_SECONDS, "retrieve")
async def retrieve(
    resources: Resources, request: ChatRequest, asked: Asked, limit: int = EVIDENCE
) -> tuple[Asked, Found]:
    """Passages for the question, and the question without the chips and revisions that did their part."""
    search = search_of(request, asked.dialogue, limit)
    state = asked.dialogue.state
    async with resources.sessions() as session:
        found = await find(resources, session, search, state.revision, state.chips, language=asked.language)
    words = await aside(read_question, found.scope.text, found.scope.unknown_chips)
    reading = replace(words, language=asked.language, intent=asked.reading.intent)
    return replace(asked, reading=reading, own=_own(asked, found.scope, reading)), found


def _own(asked: Asked, scope: Scope, completed: Reading) -> Reading:
    """The last words without what only says where to look, and the kind of value that they, or else the
    question before, ask for."""
    words = asked.dialogue.question
    if words == asked.dialogue.resolved:
        plain = scope.text
    else:
        plain = without_revision(named_chips(words, (*scope.chips, *scope.unknown_chips)).rest)
    own = read_question(plain or words)
    return replace(own, want=_wanted(asked, own, completed), language=asked.language)


def _wanted(asked: Asked, own: Reading, completed: Reading) -> Want:
    """The kind of value that the last words ask for; where they lean on earlier ones and say none, theirs."""
    for one in (own.want, completed.want):
        if one is not Want.PROSE:
            return one
    if not leaning(own.question, asked.context):
        return Want.PROSE
    earlier = (read_question(words).want for words in asked.dialogue.earlier[:MOST_SAID])
    return next((want for want in earlier if want is not Want.PROSE), Want.PROSE)
