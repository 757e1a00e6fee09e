"""DMA requests: which channel or stream serves them."""

import re
from collections.abc import Iterable, Sequence

from app.facts.answers import Language
from app.facts.kinds.card import Aspect, Card, Statement
from app.facts.markdown_escape import safe
from app.facts.questions import Asked, FactQuestion
from app.facts.records import DmaRequest
from app.facts.repository import Located
from app.facts.results import FactAnswer, Sentence, place
from retrieval.identifiers import canonical

_IN_CHINESE = {"channel": "通道", "stream": "数据流", "request": "请求"}


def _statements(found: Located[DmaRequest]) -> Iterable[Statement]:
    fact = found.fact
    numbers = frozenset(map(int, re.findall(r"\d+", fact.channel)))
    text = f"{fact.request} {fact.controller} {fact.channel} {_spoken(fact.channel, 'zh')} {fact.peripheral}"
    owners = (fact.controller, fact.peripheral)
    yield Statement("dma", found, (fact.request,), owners, text, "DMA request 请求", numbers)


def _spoken(channel: str, language: Language) -> str:
    """`channel 4` in the reader's language."""
    if language == "en":
        return channel
    return re.sub(r"[a-z]+", lambda word: _IN_CHINESE.get(word.group(), word.group()), channel)


def answer(found: Sequence[Located[DmaRequest]], language: Language) -> FactAnswer:
    """The channels of requests."""
    return FactAnswer(Asked.DMA, tuple(_sentence(one, language) for one in found))


def _say(statement: Statement, asked: frozenset[Aspect], language: Language) -> tuple[Sentence, ...]:
    return (_sentence(statement.fact, language),)


def _sentence(located: Located[DmaRequest], language: Language) -> Sentence:
    fact = safe(located.fact)
    channel = _spoken(fact.channel, language)
    text = (
        f"`{fact.request}` is served by **{channel}** of `{fact.controller}`."
        if language == "en"
        else f"`{fact.request}` 由 `{fact.controller}` 的**{channel}**服务。"
    )
    values = ((f"{canonical(fact.request)} channel", f"{fact.controller} {fact.channel}"),)
    return Sentence(text, (place(located),), values)


def _ask(statement: Statement, asked: frozenset[Aspect]) -> FactQuestion:
    return FactQuestion(Asked.DMA, " ".join(statement.names), statement.names)


CARD = Card("dma", DmaRequest, frozenset({Aspect.CHANNEL}), _statements, _say, _ask)
