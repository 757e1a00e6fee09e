"""An answer where nothing is sure: the facts and sentences that may be meant, the likelier first. Pure."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from app.chat.citations import Cited
from app.chat.composing import Draft, Link, lead_text, next_best, place_lines
from app.chat.deciding import NEAR, best_of, leading_chance
from app.chat.evidence import Ranked
from app.chat.older import passage_of
from app.chat.wording import say
from app.chat.words import squeezed
from app.core.markdown import inline, marker
from app.facts.answers import Language
from app.facts.kinds import CARDS
from app.question.linked import Linked, Scored
from app.search.service import Found
from retrieval.identifiers import canonical
from retrieval.types import Passage

MOST, MOST_FACTS, LONGEST = 5, 3, 240
"""Lines of a list, facts among them, and characters of a line."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that may be the answer."""

    text: str
    """Markdown."""
    passage: Passage
    quote: str


def compose_likely(
    linked: Linked, ranked: Ranked, question: str, found: Found, language: str, url: Link
) -> Draft:
    """A short list, each with its place; facts and sentences take turns. A fact's row is not said again."""
    facts = list(fact_lines(linked, found, language))
    rows = {_row(line) for line in facts}
    texts = [line for line in _text_lines(ranked, question, found) if _row(line) not in rows]
    first, second = (facts, texts) if linked.chance >= leading_chance(ranked) else (texts, facts)
    lines = [line for line in chain.from_iterable(zip_longest(first, second)) if line]
    unique = list({(line.passage.version_id, line.text): line for line in lines}.values())
    return _listed(unique[:MOST], language, url)


def _row(line: Line) -> tuple[str, str]:
    """The printed words, whatever stands between a row's cells."""
    return line.passage.version_id, squeezed(line.quote)


def fact_lines(linked: Linked, found: Found, language: str) -> Iterator[Line]:
    """The statements that come close, each once over all editions of a manual."""
    spoken: Language = "zh" if language == "zh" else "en"
    rows = {row.id: row for row in found.versions}
    passages = {hit.passage.id: hit.passage for hit in found.hits}
    shown: dict[Hashable, Scored] = {}
    for one in linked.candidates:
        if len(shown) == MOST_FACTS or one.value < linked.candidates[0].value - NEAR:
            break
        shown.setdefault(_thing(one), one)
    for one in shown.values():
        said = CARDS[one.statement.kind].say(one.statement, linked.aspects, spoken)[0]
        place = said.places[0]
        yield Line(said.text, passage_of(place, rows, passages), place.provenance.quote)


def _thing(one: Scored) -> Hashable:
    """What the same statement has in common in all editions."""
    names = tuple(map(canonical, one.statement.names))
    return (
        one.statement.kind,
        names,
        one.statement.keys,
        one.candidate.said if not one.statement.keys else "",
    )


def _text_lines(ranked: Ranked, question: str, found: Found) -> Iterator[Line]:
    lead = best_of(ranked)
    for unit in (lead, *next_best(lead, ranked.units, found.hits)) if lead else ():
        passage = found.hits[unit.hit].passage
        yield Line(inline(lead_text(unit, passage, question)), passage, unit.text)


def _listed(lines: Sequence[Line], language: str, url: Link) -> Draft:
    cited: dict[tuple[str, int, object], Cited] = {}
    said = []
    for line in lines:
        where = (line.passage.version_id, line.passage.page, line.passage.box)
        one = cited.setdefault(where, Cited(len(cited) + 1, line.passage, line.quote))
        short = f"{line.text[:LONGEST]}…" if len(line.text) > LONGEST else line.text
        said.append(f"- {short} {marker(one.marker)}")
    sources = tuple(cited.values())
    opening = "\n".join([say(language, "likely"), "", *said]) if len(said) > 1 else said[0][2:]
    return Draft(f"{opening}\n\n{place_lines(sources, language, url)}", sources, opening=opening)
