"""The leading sentences, rows and facts, read together with the question by a cross-encoder."""

import asyncio
import re

from app.chat.deciding import MAY_BE, agrees
from app.chat.evidence import Ranked, crossed, leads
from app.chat.understanding import Asked
from app.core.metrics import TURN_SECONDS, measured
from app.question import linked as facts
from app.question.linked import Linked, Scored
from app.resources import Resources
from app.search.service import Found
from retrieval.cross_encoder.pairs import candidate_text

UNITS, FACTS = 6, 4
"""So many of each are read, at five milliseconds each; twice as many order no better."""
CERTAIN = 0.9
"""The chance of a leading fact that no second reading would move."""
_MARKS = re.compile(r"[`*]|\[\^?\d+\]")


@measured(TURN_SECONDS, "rerank")
async def reranked(
    resources: Resources, asked: Asked, found: Found, ranked: Ranked, linked: Linked
) -> tuple[Ranked, Linked]:
    """Both in the order that the cross-encoder gives; as they were where a fact is certainly meant, or the
    rules of questions agree with it, and while it is not there."""
    if linked.chance >= CERTAIN or _settled(found, linked):
        return ranked, linked
    places = [place for place, unit in enumerate(ranked.units) if leads(unit)][:UNITS]
    units = [ranked.units[place] for place in places]
    texts = [candidate_text(found.hits[unit.hit].passage, unit.text) for unit in units]
    texts += [fact_text(one) for one in linked.candidates[:FACTS]]
    if not texts:
        return ranked, linked
    scores = await asyncio.to_thread(resources.retriever.answering, asked.own.question, asked.context, texts)
    if not scores:
        return ranked, linked
    own = dict(zip(places, scores, strict=False))
    return crossed(ranked, own), facts.crossed(linked, scores[len(places) :])


def _settled(found: Found, linked: Linked) -> bool:
    """Whether rules and linking, which read a question apart, chose the same fact: no second reading moves
    that, and most exact questions are spared its time."""
    return linked.chance >= MAY_BE and found.exact is not None and agrees(linked, found.exact)


def fact_text(one: Scored) -> str:
    """A fact as the cross-encoder reads it: whose it is, and its sentences without marks."""
    return _MARKS.sub("", f"{' '.join(one.statement.owners[-1:])}: {one.candidate.said}")
