"""A question that needs several facts joined, answered by walking from what it names to what it asks.

Nothing is answered in part: each relation that is asked must be found, and what the question says beside
its names and relations must stand in the answer.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from app.facts.answers import Language
from app.facts.results import Sentence
from app.graph.answering.anchors import anchors
from app.graph.answering.colliding import colliding
from app.graph.answering.reading import CONFLICT, Wanted, asking_words, read
from app.graph.answering.relating import related
from app.graph.answering.saying import led, room, sentence
from app.graph.queries import Relation
from app.graph.walking import Reach
from retrieval.graph_store import NodeKind
from retrieval.tokens import tokens

LEFT_OVER = 0.5
"""The share of a question's words that an answer may leave unspoken of."""
MOST_SENTENCES = 9
OF_PERIPHERALS = frozenset({Relation.ENABLE, Relation.RESET, Relation.BUS, Relation.DMA})
FEWEST = 2
"""Facts that make a path; a single one is better found by its own card."""


@dataclass(frozen=True, slots=True)
class PathAnswer:
    """The sentences of a path, and the peripherals that it leads to."""

    sentences: tuple[Sentence, ...]
    peripherals: tuple[str, ...]


async def answer(
    within: Reach, text: str, chips: Sequence[str], language: Language, ignored: Collection[str] = ()
) -> PathAnswer | None:
    """The path that answers; None where the graph does not hold all that is asked.

    `ignored` are words that questions are made of, whatever they are about.
    """
    wanted = read(text, chips)
    if CONFLICT in wanted.cues and within.versions:
        collisions = await colliding(within, wanted.names, language)
        return PathAnswer(collisions, ()) if collisions else None
    if not wanted.relations or not within.versions:
        return None
    anchor = await anchors(within, wanted)
    found = await related(within, wanted, anchor) if anchor else None
    if not anchor or not found:
        return None
    longest = room(found, len(anchor.steps))
    said = [led(one, language) for one in anchor.steps]
    said += [sentence(one, language, longest) for one in found]
    unique = tuple({one.text: one for one in said}.values())
    joined = anchor.indirect or len({one.relation for one in found}) >= FEWEST
    if not joined or not FEWEST <= len(unique) <= MOST_SENTENCES:
        return None
    if left_over(wanted, unique, ignored) > LEFT_OVER:
        return None
    asked = [one.subject for one in found if one.relation in OF_PERIPHERALS]
    named = [one.name for one in anchor.subjects if one.kind is NodeKind.PERIPHERAL]
    return PathAnswer(unique, tuple(dict.fromkeys(asked or named)))


def left_over(wanted: Wanted, said: Sequence[Sentence], ignored: Collection[str] = ()) -> float:
    """The share of a question's words that neither ask, nor name, nor stand in the answer."""
    shown = set(tokens(" ".join(re.sub(r"[`*]", " ", one.text) for one in said)))
    known = shown | asking_words() | {name.lower() for name in wanted.names} | set(ignored)
    words = [word for word in tokens(wanted.text) if len(word) > 1 and not word.isdigit()]
    left = [word for word in words if word not in known and not any(word in one for one in known)]
    return len(left) / len(words) if words else 0.0
