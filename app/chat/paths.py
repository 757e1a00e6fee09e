"""Facts that are joined by the graph, as an exact answer of each chip; without the graph's server, none.

What a part of the question asks that the graph does not hold is quoted from the passages, where one surely
answers it.
"""

from collections.abc import Iterable
from dataclasses import replace

import structlog

from app.chat.answering import weights
from app.chat.composing import lead_text
from app.chat.deciding import best_of, leading_chance
from app.chat.evidence import rank_units
from app.chat.intent import read_question
from app.chat.understanding import Asked
from app.core.markdown import inline
from app.core.metrics import TURN_SECONDS, measured
from app.core.threads import aside
from app.facts.answers import Language
from app.facts.questions import Asked as Facts
from app.facts.questions import FactQuestion
from app.facts.records import Provenance
from app.facts.results import FactAnswer, Place, Sentence
from app.graph.answering import FEWEST, PathAnswer, answer
from app.graph.service import store_of
from app.graph.walking import reach
from app.library.versions import chips_of
from app.question.function_words import ASKING
from app.resources import Resources
from app.search.exact import Exact, ExactAnswer, by_chip, fact_scope
from app.search.service import Found
from retrieval.errors import GraphUnavailableError
from retrieval.identifiers import canonical

MOST_CHIPS = 3
"""A question that names no chip is walked for no more groups of documents than these."""
SEVERAL = 2
LONGEST = 240
"""Characters of what is quoted beside the facts."""
GRAPH = "graph"
log = structlog.get_logger()


@measured(TURN_SECONDS, "path")
async def joined(resources: Resources, asked: Asked, found: Found) -> tuple[Exact | None, Found]:
    """The path that answers, for each group of documents about one chip; what was found, marked where the
    graph could not be asked."""
    try:
        return await _joined(resources, asked, found), found
    except GraphUnavailableError as error:
        log.warning("graph.missing", error=type(error).__name__)
        return None, replace(found, degraded=(*found.degraded, GRAPH))


async def _joined(resources: Resources, asked: Asked, found: Found) -> Exact | None:
    rows = [row for row in found.versions if not row.general]
    if not rows or found.scope.unknown_revision:
        return None
    async with resources.sessions() as session:
        groups = by_chip(rows, await chips_of(session, {row.document_id for row in rows}))
    if len(groups) > MOST_CHIPS and not found.scope.chips:
        return None
    several = len(found.scope.written) >= SEVERAL
    store = store_of(resources.neo4j, resources.sessions)
    spoken: Language = "zh" if asked.language == "zh" else "en"
    names = (*found.scope.chips, *found.scope.written)
    answers = []
    for chips, versions in groups[:MOST_CHIPS]:
        within = await reach(store, fact_scope(versions, asked.language).versions)
        path = await answer(within, asked.dialogue.question, names, spoken, ASKING, several=several)
        if path:
            beside = await aside(_quoted, path, asked, found) if path.missing else ()
            if path.missing and not several and len(path.sentences) + len(beside) < FEWEST:
                continue
            said = FactAnswer(Facts.PATH, (*path.sentences, *beside), owners=path.peripherals)
            answers.append(ExactAnswer(chips, said, asks=False))
    if not answers or (several and len(answers) < SEVERAL and all(map(_alone, answers))):
        return None
    everyone = tuple(name for one in answers for name in one.chips)
    return Exact(FactQuestion(Facts.PATH, found.scope.text), tuple(answers), None, everyone)


def _alone(one: ExactAnswer) -> bool:
    """Whether it is one fact, which answers only beside another chip's."""
    return isinstance(one.answer, FactAnswer) and len(one.answer.sentences) < SEVERAL


def _speaks_of(names: Iterable[str], text: str) -> bool:
    """Whether a text holds one of the names, as they are compared."""
    letters = canonical(text)
    return any(canonical(name) in letters for name in names)


def _quoted(path: PathAnswer, asked: Asked, found: Found) -> tuple[Sentence, ...]:
    """The sentence or row that answers each part that the graph leaves open, about what the path led to."""
    said = []
    for part in path.missing:
        reading = read_question(" ".join((*path.peripherals, part)), found.scope.chips)
        ranked = rank_units(reading, found.hits, found.documents_in(asked.language))
        lead = best_of(ranked)
        names = (*path.peripherals, *reading.identifiers)
        if lead is None or leading_chance(ranked) < weights().least or not _speaks_of(names, lead.text):
            continue
        passage = found.hits[lead.hit].passage
        text = lead_text(lead, passage, part)
        short = f"{text[:LONGEST]}…" if len(text) > LONGEST else text
        place = Place(passage.version_id, passage.id, Provenance(passage.page, passage.box, quote=lead.text))
        said.append(Sentence(inline(short), (place,)))
    return tuple(said)
