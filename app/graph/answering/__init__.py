"""A question that needs several facts joined, answered by walking from what it names to what it asks.

Nothing is answered in part: each relation that is asked must be found, and what the question says beside
its names and relations must stand in the answer.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from app.facts.answers import Language
from app.facts.results import Sentence
from app.graph.answering.anchors import Anchor, anchors
from app.graph.answering.colliding import colliding
from app.graph.answering.parting import parts
from app.graph.answering.reading import CONFLICT, LINE, Wanted, asking_words, read
from app.graph.answering.relating import Beside, related
from app.graph.answering.saying import led, room, sentence
from app.graph.answering.titles import meant
from app.graph.queries import Connection, Relation
from app.graph.walking import Reach
from retrieval.graph_store import NodeKind
from retrieval.identifiers import canonical
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
    missing: tuple[str, ...] = ()
    """Parts of the question that the graph does not answer."""


async def answer(
    within: Reach,
    text: str,
    chips: Sequence[str],
    language: Language,
    ignored: Collection[str] = (),
    *,
    several: bool = False,
) -> PathAnswer | None:
    """The path that answers; None where the graph does not hold what is asked.

    `ignored` are words that questions are made of, whatever they are about; with `several`, one fact is
    enough, as it is told beside that of another chip.
    """
    wanted = read(text, chips)
    if CONFLICT in wanted.cues and within.versions:
        collisions = await colliding(within, wanted.names, language)
        return PathAnswer(collisions, ()) if collisions else None
    if not within.versions:
        return None
    anchor = await anchors(within, wanted)
    if not anchor or not (anchor.subjects or anchor.pins):
        subjects, steps = await meant(within, wanted, ignored)
        anchor = Anchor(tuple(subjects), steps, indirect=True) if subjects else anchor
    anchor = anchor or Anchor(())
    ignored = {*ignored, *(word for name in chips for word in tokens(name))}
    path = await _whole(within, wanted, anchor, language, ignored, 1 if several else FEWEST)
    return path or await _by_parts(within, wanted, anchor, language, ignored)


async def _whole(
    within: Reach, wanted: Wanted, anchor: Anchor, language: Language, ignored: Collection[str], fewest: int
) -> PathAnswer | None:
    """All that is asked, where the sentences speak of most that the question says."""
    if not (anchor.subjects or anchor.pins or anchor.steps):
        return None
    found = await related(within, wanted, anchor) if wanted.relations else []
    if not found and (found is None or fewest > 1):
        return None
    joined = anchor.indirect or len({one.relation for one in found}) >= fewest
    path = _path(anchor, found, language)
    if not joined or not fewest <= len(path.sentences) <= MOST_SENTENCES:
        return None
    if left_over(wanted, path.sentences, ignored) > LEFT_OVER or unnamed(wanted, path.sentences) > LEFT_OVER:
        return None
    other = [one for one in parts(wanted) if LINE in one.cues and not one.relations]
    return replace(path, missing=tuple(one.text for one in other))


async def _by_parts(
    within: Reach, wanted: Wanted, anchor: Anchor, language: Language, ignored: Collection[str]
) -> PathAnswer | None:
    """What each part of the question asks, one after the other; a part goes on from what it names itself."""
    asked = parts(wanted)
    if len(asked) < FEWEST:
        return None
    found: list[Connection] = []
    steps = list(anchor.steps)
    missing: list[str] = []
    for part in asked:
        own = (await anchors(within, part) if part.names else None) or anchor
        new = await related(within, part, own, Beside(wanted, ignored)) or []
        led_by = [one for one in own.steps if one not in steps]
        steps += led_by
        found += new
        if not (new or led_by or (part.addresses and anchor.steps)):
            missing.append(part.text)
    path = _path(replace(anchor, steps=tuple(steps)), found, language)
    if len(missing) * FEWEST > len(asked):
        return None
    # One fact is enough where it is what the question stands for (the peripheral at an address) and the rest
    # may be quoted.
    if len(path.sentences) < FEWEST and not (steps and missing):
        return None
    answered = replace(wanted, names=tuple(n for one in asked if one.text not in missing for n in one.names))
    if len(path.sentences) > MOST_SENTENCES or unnamed(answered, path.sentences) > LEFT_OVER:
        return None
    return replace(path, missing=tuple(missing))


def _path(anchor: Anchor, found: Sequence[Connection], language: Language) -> PathAnswer:
    longest = room(found, len(anchor.steps))
    said = [led(one, language) for one in anchor.steps]
    said += [sentence(one, language, longest) for one in found]
    asked = [one.subject for one in found if one.relation in OF_PERIPHERALS]
    named = [one.name for one in anchor.subjects if one.kind is NodeKind.PERIPHERAL]
    unique = tuple({one.text: one for one in said}.values())
    return PathAnswer(unique, tuple(dict.fromkeys(asked or named)))


def unnamed(wanted: Wanted, said: Sequence[Sentence]) -> float:
    """The share of a question's names that the answer does not name: it may be about something else."""
    text = canonical("".join(one.text for one in said).replace("`", ""))
    names = [name for name in wanted.names if name.lower() not in asking_words()]
    return sum(name not in text for name in names) / len(names) if names else 0.0


def left_over(wanted: Wanted, said: Sequence[Sentence], ignored: Collection[str] = ()) -> float:
    """The share of a question's words that neither ask, nor name, nor stand in the answer."""
    shown = set(tokens(" ".join(re.sub(r"[`*]", " ", one.text) for one in said)))
    known = shown | asking_words() | {name.lower() for name in wanted.names} | set(ignored)
    words = [word for word in tokens(wanted.text) if len(word) > 1 and not word.isdigit()]
    left = [word for word in words if word not in known and not any(word in one for one in known)]
    return len(left) / len(words) if words else 0.0
