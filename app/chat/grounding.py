"""What a language model may write from: numbered passages that fit its context, and facts to check it by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from operator import itemgetter

from app.chat.citations import Cited
from app.chat.evidence import Ranked
from app.chat.prompts import instructions
from app.chat.trimming import trimmed
from app.chat.verification import Facts, Source, Verifier, names_to_look_up
from app.core.markdown import marker
from app.resources import Resources
from app.search.known import known
from app.search.service import Found
from app.tools.types import ToolResult
from retrieval.context import build_context
from retrieval.types import Hit, Passage

MOST_TOKENS = 3000
"""Of evidence: more of it costs first-token time and distracts small models."""
UNCITED = 0
"""The number of what no passage of a manual says: citations begin at 1."""
SHARE = 0.4
"""Of a short context that evidence may take; the conversation and the answer need the rest."""
LEAST = 250
"""Tokens of evidence that even the slowest model is given: a row, and what stands around it."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """The evidence of one answer."""

    sources: tuple[tuple[int, Passage], ...] = ()
    """Numbered as the answer cites them."""
    excerpts: Mapping[int, Passage] = field(default_factory=dict)
    """What a prompt shows of those that it does not show whole. All of a passage is evidence nevertheless."""
    facts: Facts = field(default_factory=Facts)
    worked_out: str = ""
    """What our tools told the model beyond the passages, such as a decoded value."""

    @property
    def prompted(self) -> tuple[tuple[int, Passage], ...]:
        """The sources as the prompt has them."""
        return tuple((number, self.excerpts.get(number, passage)) for number, passage in self.sources)

    def passage(self, number: int) -> Passage | None:
        """The passage of a citation's number."""
        return dict(self.sources).get(number)

    def link(self, number: int) -> str:
        """The marker of a citation; empty where no source has this number."""
        return marker(number) if self.passage(number) else ""

    def fence(self, question: str, told: str = "") -> Verifier:
        """What checks each sentence. `told` is what the reader and their files said: it may be repeated."""
        sources = [source_of(number, passage, self.facts.chips) for number, passage in self.sources]
        if self.worked_out:
            sources.append(Source(number=UNCITED, text=self.worked_out))
        return Verifier(sources, self.facts, question, told, instructions())


def read(found: Found, context: int, ranked: Ranked | None = None, readable: int | None = None) -> Grounds:
    """The passages for a model with so many tokens of context: all that it needs to begin.

    Where it can read only so many in time, they are cut to the units that `ranked` puts first.
    """
    most = min(MOST_TOKENS, round(SHARE * context))
    if ranked is None or readable is None or readable >= most:
        return Grounds(tuple(enumerate(chosen(found, most), start=1)))
    pairs = list(enumerate(trimmed(found.hits, ranked, max(readable, LEAST)), start=1))
    sources = tuple((number, whole) for number, (whole, _) in pairs)
    return Grounds(sources, {number: shown for number, (_, shown) in pairs})


def counting_on(grounds: Grounds, cited: Sequence[Cited]) -> Grounds:
    """With the numbers that the words before an answer have given to its passages; the others count on."""
    given = {one.passage.id: one.marker for one in cited}
    new = count(max(given.values(), default=0) + 1)
    numbers = {number: given.get(one.id) or next(new) for number, one in grounds.sources}
    sources = sorted(((numbers[n], passage) for n, passage in grounds.sources), key=itemgetter(0))
    excerpts = {numbers[number]: passage for number, passage in grounds.excerpts.items()}
    return replace(grounds, sources=tuple(sources), excerpts=excerpts)


async def ground(resources: Resources, found: Found, question: str, context: int) -> Grounds:
    """The same with the facts about all names in them, by which an answer is checked."""
    return await checkable(resources, found, question, read(found, context))


def extended(grounds: Grounds, results: Sequence[ToolResult]) -> Grounds:
    """With what tools have found: their places count on from those that were there."""
    sources = [(source.marker, source.passage) for result in results for source in result.sources]
    told = "\n\n".join([grounds.worked_out, *(result.text for result in results)]).strip()
    return replace(Grounds((*grounds.sources, *sources), worked_out=told), excerpts=grounds.excerpts)


async def checkable(resources: Resources, found: Found, question: str, grounds: Grounds) -> Grounds:
    """With what is known of every name that an answer from them may speak of."""
    names = names_to_look_up(question, [source_of(number, passage) for number, passage in grounds.sources])
    return replace(grounds, facts=await facts_of(resources, found, names, grounds))


async def facts_of(resources: Resources, found: Found, names: Sequence[str], grounds: Grounds) -> Facts:
    """What these names mean in the documents of the evidence's chips, and what stands on its pages."""
    passages = [passage for _, passage in grounds.sources]
    # Without evidence only a chip that was named says whose registers are meant.
    versions = found.versions if passages or found.scope.chips else ()
    async with resources.sessions() as session:
        there = await known(session, names, passages, versions, found.scope.language)
    return Facts(
        registers=there.registers,
        parameters=there.parameters,
        pins=there.pins,
        interrupts=there.interrupts,
        peripherals=there.peripherals,
        chips=there.chips,
    )


def chosen(found: Found, tokens: int) -> tuple[Passage, ...]:
    """Where exact answers stand, then the hits, folded and merged, as far as they fit."""
    stated = [Hit(passage, 1.0, ("facts",)) for passage in found.places.values()]
    return tuple(hit.passage for hit in build_context([*stated, *found.hits], tokens))


def source_of(number: int, passage: Passage, chips: Mapping[str, tuple[str, ...]] | None = None) -> Source:
    """A passage as verification reads it. `chips`: those of each version's document."""
    return Source(
        number=number,
        text=passage.text,
        section=passage.section,
        document=passage.document,
        language=passage.language,
        page=passage.page,
        chips=(chips or {}).get(passage.version_id, ()),
    )
