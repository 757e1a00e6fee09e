"""Answers from exact facts: sentences with their citations, then the register's picture as a table. Pure.

A question that several chips answer differently is answered with one question back, never with a guess. Where
older revisions state another value, the newest one's is given beside theirs, and the reader is asked which
revision it is ([decision 8](../../docs/decisions/0008-the-newest-revision-answers-and-asks.md)).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.chat.citations import Cited
from app.chat.composing import Draft, Link, place_lines
from app.chat.older import lines, passage_of, told, which_revision
from app.chat.schemas import Clarify
from app.chat.wording import say
from app.core.markdown import inline
from app.facts.decode import DecodedField
from app.facts.gist import gist
from app.facts.questions import Asked
from app.facts.results import FactAbsence, FactAnswer
from app.facts.views import RegisterView
from app.library.versions import VersionRow
from app.models import State
from app.search.exact import Exact, ExactAnswer
from app.search.revised import Revised
from retrieval.identifiers import canonical
from retrieval.types import Passage

PICTURED = frozenset({Asked.BITS, Asked.OVERVIEW, Asked.REGISTER_AT, Asked.REGISTER_OF, Asked.FIELD_BY_WORDS})
"""Kinds whose answer is easier to trust beside the whole register; a lone number wants no table."""
LONGEST_CELL = 160
SEVERAL = 2
MOST_NAMED = 8
"""Chips in a question back; the choices beside it hold them all."""


def compose_exact(
    found: Exact | None,
    versions: Sequence[VersionRow],
    passages: Mapping[str, Passage],
    language: str,
    url: Link,
    asked: Sequence[str] = (),
) -> Draft | None:
    """The draft for what the facts say; None where they say nothing. `asked` are the chips that were named:
    who names several wants to hear of each."""
    if found is None:
        return None
    rows = {row.id: row for row in versions}
    if not found.answers:
        return _absent(found.absence, rows, passages, language, url) if found.absence else None
    first = found.answers[0]
    if len({_gist(one.answer) for one in found.answers}) > 1:
        if len(asked) < SEVERAL:
            return _clarify(found, language)
        return _stated(_together(found.answers), (), None, rows, passages, language, url)
    rows |= {one.version.id: one.version for one in first.revised}
    answering = [rows[place.version_id] for place in first.answer.places]
    question = which_revision(answering, first.revised, language) if first.asks else None
    if question and all(row.state is State.SUPERSEDED for row in answering):
        return Draft(question.question, clarify=question)  # several revisions are `the old manual`
    draft = _stated(first.answer, first.revised, question, rows, passages, language, url)
    return replace(draft, clarify=question)


def _stated(
    answer: FactAnswer,
    older: Sequence[Revised],
    question: Clarify | None,
    rows: Mapping[str, VersionRow],
    passages: Mapping[str, Passage],
    language: str,
    url: Link,
) -> Draft:
    others = [place for one in older for sentence in one.sentences for place in sentence.places]
    places = tuple(dict.fromkeys((*answer.places, *others)))
    cited = tuple(
        Cited(number, passage_of(place, rows, passages), place.provenance.quote)
        for number, place in enumerate(places, start=1)
    )
    numbers = dict(zip(places, cited, strict=True))
    blocks = [say(language, "conflict")] if answer.conflict else []
    blocks.extend(told(answer.sentences, numbers))
    blocks.extend(lines("older", older, numbers, language))
    if question:
        blocks.append(question.question)
    blocks.append(place_lines(cited, language, url))
    if answer.decoded:
        blocks.append(_decoded_table(answer.decoded, language))
    elif answer.register is not None and answer.kind in PICTURED and answer.register.fields:
        blocks.append(_field_table(answer.register, language))
    return Draft("\n\n".join(blocks), cited, facts=tuple(_facts(answer)), kind=answer.kind)


def _together(answers: Sequence[ExactAnswer]) -> FactAnswer:
    """Each chip's answer under its name, for a question that named them all."""
    said = (
        replace(sentence, text=f"**{inline(', '.join(one.chips))}**: {sentence.text}")
        for one in answers
        for sentence in one.answer.sentences
    )
    return FactAnswer(answers[0].answer.kind, tuple(said))


def _absent(
    absence: FactAbsence,
    rows: Mapping[str, VersionRow],
    passages: Mapping[str, Passage],
    language: str,
    url: Link,
) -> Draft:
    """What is not there, and the nearest names that are."""
    name = f"`{inline(absence.name)}`"
    key = "no_field" if absence.within else "no_name"
    blocks = [say(language, key, name=name, register=f"`{absence.within}`")]
    if absence.nearest:
        nearest = ", ".join(f"`{candidate}`" for candidate in absence.nearest)
        blocks.append(say(language, "did_you_mean", names=nearest))
    cited = tuple(
        Cited(number, passage_of(place, rows, passages), place.provenance.quote)
        for number, place in enumerate(absence.places, start=1)
    )
    if cited:
        blocks.append(place_lines(cited, language, url))
    return Draft("\n\n".join(blocks), cited, abstained=True)


def _clarify(found: Exact, language: str) -> Draft:
    """The question back: a few chips stand in it, all of them are choices."""
    answering = dict.fromkeys(name for one in found.answers for name in one.chips[:1])
    choices = list(dict.fromkeys((*answering, *found.chips)))
    named = ", ".join(choices[:MOST_NAMED])
    if len(choices) > MOST_NAMED:
        named = say(language, "and_others", chips=named, count=str(len(choices) - MOST_NAMED))
    question = say(language, "which_chip", chips=named)
    return Draft(question, clarify=Clarify(question=question, choices=choices))


def _gist(answer: FactAnswer) -> tuple[str, ...]:
    return tuple(sentence.text for sentence in answer.sentences)


def _field_table(view: RegisterView, language: str) -> str:
    lines = [say(language, "field_columns"), "|---|---|---|---|---|"]
    for item in sorted(view.fields, key=lambda item: -item.field.msb):
        field = item.field
        bits = str(field.msb) if field.msb == field.lsb else f"{field.msb}:{field.lsb}"
        cells = (bits, field.name, field.access, field.reset, gist(field.description))
        lines.append("| " + " | ".join(map(_cell, cells)) + " |")
    return "\n".join(lines)


def _decoded_table(decoded: Sequence[DecodedField], language: str) -> str:
    lines = [say(language, "decoded_columns"), "|---|---|---|---|"]
    for field in decoded:
        bits = str(field.msb) if field.msb == field.lsb else f"{field.msb}:{field.lsb}"
        width = field.msb - field.lsb + 1
        value = str(field.value) if width == 1 else f"{field.value} (0b{field.value:0{width}b})"
        lines.append(
            "| " + " | ".join(_cell(cell) for cell in (bits, field.name, value, field.meaning)) + " |"
        )
    return "\n".join(lines)


def _cell(text: str) -> str:
    return inline(text)[:LONGEST_CELL].replace("|", "\\|")


def _facts(answer: FactAnswer) -> list[dict[str, object]]:
    """The register behind an answer, for clients that draw it, and the peripherals that it is about."""
    view = answer.register
    owners = answer.owners if view is None else (view.owner or view.peripheral,)
    named: list[dict[str, object]] = [
        {"type": "peripheral", "name": name} for name in owners if name and "*" not in name
    ]
    return [*_registers(answer), *named]


def _registers(answer: FactAnswer) -> list[dict[str, object]]:
    view = answer.register
    if view is None:
        return []
    values = {(field.msb, field.lsb): field for field in answer.decoded}
    fields = [
        {
            "name": item.field.name,
            "msb": item.field.msb,
            "lsb": item.field.lsb,
            "access": item.field.access,
            "reset": item.field.reset,
            "description": gist(item.field.description),
        }
        | ({"value": values[key].value} if (key := (item.field.msb, item.field.lsb)) in values else {})
        for item in view.fields
    ]
    return [
        {
            "type": "register",
            "name": view.name,
            "canonical": canonical(view.name),
            "title": view.title,
            "width": view.width,
            "address": view.addresses[0].value if view.addresses else None,
            "offset": view.offsets[0].value if view.offsets else None,
            "reset": view.resets[0].value if view.resets else "",
            "fields": fields,
        }
    ]
