"""Facts that are joined by the graph, as an exact answer of each chip; without the graph's server, none."""

from dataclasses import replace

import structlog

from app.chat.understanding import Asked
from app.core.metrics import TURN_SECONDS, measured
from app.facts.answers import Language
from app.facts.questions import Asked as Facts
from app.facts.questions import FactQuestion
from app.facts.results import FactAnswer
from app.graph.answering import answer
from app.graph.service import store_of
from app.graph.walking import reach
from app.library.versions import chips_of
from app.question.function_words import ASKING
from app.resources import Resources
from app.search.exact import Exact, ExactAnswer, by_chip, fact_scope
from app.search.service import Found
from retrieval.errors import GraphUnavailableError

MOST_CHIPS = 3
"""A question that names no chip is walked for no more groups of documents than these."""
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
    store = store_of(resources.neo4j, resources.sessions)
    spoken: Language = "zh" if asked.language == "zh" else "en"
    names = (*found.scope.chips, *found.scope.written)
    answers = []
    for chips, versions in groups[:MOST_CHIPS]:
        within = await reach(store, fact_scope(versions, asked.language).versions)
        path = await answer(within, asked.dialogue.question, names, spoken, ASKING)
        if path:
            said = FactAnswer(Facts.PATH, path.sentences, owners=path.peripherals)
            answers.append(ExactAnswer(chips, said, asks=False))
    if not answers:
        return None
    everyone = tuple(name for one in answers for name in one.chips)
    return Exact(FactQuestion(Facts.PATH, found.scope.text), tuple(answers), None, everyone)
