"""What a device summary or an ordering table states of the parts that a question names, as an exact answer.

`question.attributes` finds what is asked for; here it is looked up in the documents of the chip, and said.
"""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from app.chat.intent import Intent
from app.chat.understanding import Asked
from app.chat.wording import say
from app.core.markdown import inline
from app.core.metrics import TURN_SECONDS, measured
from app.facts import repository
from app.facts.kinds import Aspect
from app.facts.markdown_escape import as_code
from app.facts.questions import Asked as Facts
from app.facts.questions import FactQuestion
from app.facts.records import OrderingOption
from app.facts.repository import Located
from app.facts.results import FactAnswer, Sentence, place
from app.question.attributes import Attribute, attributes_asked, options_of
from app.question.lexicon import read_aspects
from app.question.linked import Linked
from app.resources import Resources
from app.search.exact import Exact, ExactAnswer, fact_scope
from app.search.service import Found

MOST = 8
"""Lines of an answer: what more kinds of parts have is no answer, but a table."""
MOST_NAMED = 4
"""Parts in a line."""
_OF_PARTS = frozenset(
    {Aspect.PACKAGE, Aspect.PIN, Aspect.MEMORY, Aspect.QUANTITY}
    | {Aspect.MINIMUM, Aspect.TYPICAL, Aspect.MAXIMUM}
)
"""Aspects that tables of parts state."""
_OTHERWISE = frozenset({Intent.ERRATA, Intent.DEBUGGING, Intent.PROCEDURE})


@measured(TURN_SECONDS, "attributes")
async def part_attributes(resources: Resources, asked: Asked, found: Found, linked: Linked) -> Exact | None:
    """The attributes that a question asks for of the one chip that it names, and nothing else."""
    scope = found.scope
    if len(scope.written) != 1 or scope.unknown_revision or asked.reading.intent in _OTHERWISE:
        return None
    if _takes_over(asked.own.question, linked):
        return None
    versions = fact_scope([row for row in found.versions if not row.general], asked.language).versions
    async with resources.sessions() as session:
        sentences = await _stated(session, asked.own.question, scope.written[0], versions, asked.language)
    if not 0 < len(sentences) <= MOST:
        return None
    answer = FactAnswer(Facts.ORDERING, tuple(sentences))
    question = FactQuestion(Facts.ORDERING, asked.own.question)
    return Exact(question, (ExactAnswer(scope.chips, answer, (), False),), None, scope.chips)


def _takes_over(text: str, linked: Linked) -> bool:
    """Whether a follow-up asks for another aspect that was asked for before: an interrupt, `and SPI1?`"""
    return linked.leans and not read_aspects(text)[0] and bool(linked.aspects - _OF_PARTS)


async def _stated(
    session: AsyncSession, text: str, chip: str, versions: Sequence[str], language: str
) -> list[Sentence]:
    """The sentences of the first version that states what is asked for."""
    for version in versions:
        rows = await repository.load(session, OrderingOption, version)
        for parts in options_of(chip, [row.fact for row in rows]):
            meant = set(map(id, parts))  # comparing facts would cost the square of a table
            if sentences := _sentences(text, [row for row in rows if id(row.fact) in meant], language):
                return sentences
    return []


def _sentences(text: str, rows: Sequence[Located[OrderingOption]], language: str) -> list[Sentence]:
    """One for all parts of which the same is stated."""
    stated = attributes_asked(text, [row.fact for row in rows])
    parts: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for part, own in stated.items():
        parts.setdefault(_values(own), []).append(part)
    return [_sentence(names, values, rows, language) for values, names in parts.items()]


def _values(attributes: Sequence[Attribute]) -> tuple[tuple[str, str], ...]:
    """Each label with its value, or with all that are stated beside one another."""
    values: dict[str, list[str]] = {}
    for one in attributes:
        values.setdefault(one.label, []).append(one.value)
    return tuple((label, " / ".join(dict.fromkeys(own))) for label, own in values.items())


def _sentence(
    names: Sequence[str],
    values: Sequence[tuple[str, str]],
    rows: Sequence[Located[OrderingOption]],
    language: str,
) -> Sentence:
    labels = {label for label, _ in values}
    places = [
        place(row)
        for row in rows
        if row.fact.part in names and any(_is_of(label, labels) for label, _ in row.fact.attributes)
    ]
    joint, stop = (", ", ".") if language == "en" else ("、", "。")
    said = joint.join(f"{inline(label)} **{inline(value)}**" for label, value in values)
    called = joint.join(f"`{as_code(name)}`" for name in names[:MOST_NAMED])
    if len(names) > MOST_NAMED:
        called = say(language, "and_more", names=called, count=str(len(names) - MOST_NAMED))
    return Sentence(f"{called}: {said}{stop}", tuple({one.provenance.page: one for one in places}.values()))


def _is_of(label: str, labels: set[str]) -> bool:
    """Whether a column is one of those that are stated, without or with its unit."""
    return any(label.startswith(one) for one in labels)
