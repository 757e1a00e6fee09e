"""Answers without a language model: the manuals' own words, cited, led by those that answer. Pure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.chat.citations import Cited
from app.chat.deciding import Verdict
from app.chat.evidence import EXACT, Unit, leads
from app.chat.footnotes import footnotes
from app.chat.intent import Reading, Want
from app.chat.rows import Cell, own_titles, plain_minus, titled, told
from app.chat.schemas import Clarify
from app.chat.wording import say
from app.chat.words import squeezed
from app.core.markdown import inline, link, marker, quote
from app.documents.links import has_pages
from app.facts.encodings import asked_of, encodings, listed
from app.facts.questions import Asked
from app.question.heard import words_of
from app.search.scope import Scope
from retrieval.types import Hit, Passage

MOST_PASSAGES = 4
NEXT, CLOSE, SAME = 2, 3.0, 0.8
"""Further sentences and rows that are shown, how far behind the first in order, and the share of common words
from which one repeats another."""
LONGEST_LINE, LONGEST_NEAR = 300, 200
LONGEST_QUOTE = 1500
"""Characters of a quoted passage; what is longer is cut at a line around the words that answer."""
SHORT = re.compile(r".{1,60}(?<![.。!?!?])")
"""A line such as `Offset address: 0x0C` says nothing without what it stands under."""
NAME = re.compile(r"([A-Za-z]\w{2,})(?:\s?\[[\d:]+\])?")
SECTION_NUMBER = re.compile(r"^\d{1,2}(?:\.\d{1,3})*(?:\.|(?<=\.\d)|(?<=\.\d\d))\s+")
LONGEST_HEADING = 80
"""Characters of a heading before a row; what is longer is running text that was taken for one."""
CHANNEL = re.compile(r"channel|stream|通道|数据流", re.IGNORECASE)
Link = Callable[[Passage], str]


@dataclass(frozen=True, slots=True)
class Written:
    """What a language model had to do with an answer."""

    verification: dict[str, Any]
    """What was checked against the evidence, and what was refused."""
    prompt_version: str
    adapter: str = ""
    prompt_tokens: int = 0
    completion_tokens: int = 0
    finish_reason: str = "stop"
    tool_calls: tuple[dict[str, Any], ...] = ()
    latencies: dict[str, float] = field(default_factory=dict)
    """Milliseconds to the model's first token and to the first sentence that was released."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer before it is recorded. The turn adds where its markers lead."""

    text: str
    cited: tuple[Cited, ...] = ()
    abstained: bool = False
    opening: str = ""
    """Its words that answer, without the places where they stand: what a language model explains."""
    facts: tuple[dict[str, object], ...] = ()
    kind: Asked | None = None
    """What kind of fact an exact answer states."""
    clarify: Clarify | None = None
    degraded: tuple[str, ...] = ()
    """What it had to do without."""
    written: Written | None = None
    """None where no language model was asked."""


def compose(reading: Reading, hits: Sequence[Hit], units: Sequence[Unit], url: Link) -> Draft:
    """The sentence or row that answers and the next best, where they stand, then what surrounds the first."""
    lead = next((unit for unit in units if leads(unit)), units[0])
    others = next_best(lead, units, hits)
    chosen = _chosen((lead, *others), hits, units)
    exact = reading.want in EXACT
    cited = tuple(
        Cited(number, hits[index].passage, _quote(hits[index].passage, lead, exact and index == lead.hit))
        for number, index in enumerate(chosen, start=1)
    )
    first = cited[0]
    said = (lead_text(lead, first.passage, reading.question), *footnotes(lead.text, first.passage, hits))
    blocks = [*mapped(cited, reading), f"{' '.join(map(inline, said))} {marker(1)}"]
    by_hit = dict(zip(chosen, cited, strict=True))
    more = [] if exact else [(unit, by_hit[unit.hit]) for unit in others if unit.hit in by_hit]
    if more:
        blocks.append("\n".join(_line(unit, one) for unit, one in more))
    opening = "\n\n".join(blocks)
    sources = list(dict.fromkeys((first, *(one for _, one in more))))
    blocks = [opening, place_lines(sources, reading.language, url)]
    if reading.want is Want.PROSE:
        blocks.extend(_quoted(cited, lead, reading.language, url))
    else:
        rest = [one for one in cited if one not in sources]
        blocks.extend(_see_also(rest, reading.language, url))
    return Draft("\n\n".join(blocks), cited, opening=opening)


def _line(unit: Unit, cited: Cited) -> str:
    text = inline(lead_text(unit, cited.passage))
    end = "…" if len(text) > LONGEST_LINE else ""
    return f"- {text[:LONGEST_LINE]}{end} {marker(cited.marker)}"


def next_best(lead: Unit, units: Sequence[Unit], hits: Sequence[Hit]) -> list[Unit]:
    """The two that come closest to the leading unit, and do not repeat it in another language or table."""
    found: list[Unit] = []
    said = [words_of(lead.text)]
    for unit in units:
        own = words_of(unit.text)
        if len(found) == NEXT or unit.score < lead.score - CLOSE:
            break
        same_language = hits[unit.hit].passage.language == hits[lead.hit].passage.language
        if leads(unit) and same_language and not any(_alike(own, other) for other in said):
            found.append(unit)
            said.append(own)
    return found


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= SAME * max(1, min(len(one), len(other)))


def lead_text(lead: Unit, passage: Passage, question: str = "") -> str:
    """The words that answer: a sentence as printed, a row's cells under their titles and heading; of a row
    that lists the values of a field, those that the question gives."""
    if " | " not in lead.text and not SHORT.fullmatch(lead.text):
        return plain_minus(lead.text)
    if values := asked_values(_cells(_whole(lead.text, passage), passage), question):
        return plain_minus(values)
    row = _cells(lead.text, passage)
    heading = SECTION_NUMBER.sub("", passage.section.rpartition(" › ")[2])
    return plain_minus(told(row, heading if len(heading) <= LONGEST_HEADING else "", passage.language))


def _cells(text: str, passage: Passage) -> tuple[Cell, ...]:
    return own_titles(text) if passage.kind == "row" else titled(text, passage.text)


def _whole(text: str, passage: Passage) -> str:
    """The line of a passage that a unit was shortened from."""
    begun = text.removesuffix(" …")
    return next((line for line in passage.text.splitlines() if line.startswith(begun)), text)


def asked_values(row: Sequence[Cell], question: str) -> str:
    """`MCO[2:0] = 100: SYSCLK`, if the question names the row's field and gives values that the row lists."""
    asked = squeezed(question)
    named = [match for _, text in row if (match := NAME.fullmatch(text)) and squeezed(match[1]) in asked]
    found = [values for _, text in row if (values := asked_of(encodings(text), question))]
    return f"{named[0][0]} = {listed(found[0])}" if named and found else ""


def mapped(cited: Sequence[Cited], reading: Reading) -> list[str]:
    """The column of a table of channels that holds the name which is asked for, said before the row."""
    if not CHANNEL.search(reading.question):
        return []
    for each in cited:
        for cell in re.split(r" \| |\n", each.passage.text):
            title, _, held = cell.rpartition(": ")
            names = [name for name in reading.identifiers if name in re.split(r"[,;/\s]+", held)]
            if names and CHANNEL.search(title):
                return [f"`{inline(names[0])}`: **{inline(title)}** {marker(each.marker)}"]
    return []


def refuse(
    verdict: Verdict,
    reading: Reading,
    scope: Scope,
    hits: Sequence[Hit],
    known: Sequence[str],
    url: Link,
    units: Sequence[Unit] = (),
) -> Draft:
    """Why there is no answer, and the closest passages with the words that come nearest in each."""
    names = ", ".join(inline(name) for name in verdict.missing)
    about = say(reading.language, "about", chips=", ".join(scope.chips)) if scope.chips else ""
    key = "revision_only" if verdict.reason == "revision" and not known else verdict.reason
    revisions = ", ".join(inline(revision) for revision in known)
    blocks = [say(reading.language, key, names=names, about=about, known=revisions)]
    places, cited = closest(hits, units, reading.language, url)
    return Draft("\n\n".join([*blocks, *places]), cited, abstained=True)


def closest(
    hits: Sequence[Hit], units: Sequence[Unit], language: str, url: Link
) -> tuple[list[str], tuple[Cited, ...]]:
    """The passages that come nearest, with the words that do in each."""
    best = [unit for unit in units if leads(unit)]
    nearest = _distinct([*(unit.hit for unit in best), *range(len(hits))], hits)[:3]
    said = {unit.hit: unit for unit in reversed(best)}
    cited = tuple(
        Cited(number, hits[index].passage, excerpt(hits[index].passage, ""))
        for number, index in enumerate(nearest, start=1)
    )
    if not cited:
        return [], ()
    pairs = zip(nearest, cited, strict=True)
    lines = "\n".join(_near(each, said.get(at), language, url) for at, each in pairs)
    return [say(language, "closest"), lines], cited


def _near(cited: Cited, unit: Unit | None, language: str, url: Link) -> str:
    """A place, with the words there that come nearest."""
    text = inline(lead_text(unit, cited.passage))[:LONGEST_NEAR] if unit else ""
    return f"- {place_line(cited, language, url)}{f': {text}' if text else ''}"


def _chosen(shown: Sequence[Unit], hits: Sequence[Hit], units: Sequence[Unit]) -> list[int]:
    """The passages of what is shown, then those of the next best sentences, then the retriever's order."""
    order = [unit.hit for unit in (*shown, *units[:MOST_PASSAGES])] + list(range(len(hits)))
    return _distinct(order, hits)[:MOST_PASSAGES]


def _distinct(order: Sequence[int], hits: Sequence[Hit]) -> list[int]:
    """Each place once: a row and the table around it say the same."""
    seen: set[tuple[str, int, str]] = set()
    chosen: list[int] = []
    for index in order:
        passage = hits[index].passage
        place = (passage.version_id, passage.page, passage.section)
        if place not in seen:
            seen.add(place)
            chosen.append(index)
    return chosen


def place_line(cited: Cited, language: str, url: Link) -> str:
    """Document, revision, page and section of a citation."""
    passage = cited.passage
    page = say(language, "page", page=str(passage.page)) if has_pages(passage.document) else ""
    parts = [part for part in (passage.document, passage.revision, page) if part]
    where = link(", ".join(parts), url(passage))
    section = f" — {inline(passage.section)}" if passage.section else ""
    return f"[{cited.marker}] {where}{section}"


def place_lines(cited: Sequence[Cited], language: str, url: Link) -> str:
    """The list of sources."""
    return "\n".join(f"- {place_line(each, language, url)}" for each in cited)


def _see_also(cited: Sequence[Cited], language: str, url: Link) -> list[str]:
    return [say(language, "more"), place_lines(cited, language, url)] if cited else []


def _quoted(cited: Sequence[Cited], lead: Unit, language: str, url: Link) -> list[str]:
    """Each passage in full, the first one without repeating itself where the lead is all of it."""
    blocks: list[str] = []
    for each in cited:
        text = excerpt(each.passage, lead.text if each.marker == 1 else "")
        if each.marker > 1:
            blocks.append(place_line(each, language, url))
        if each.marker > 1 or " ".join(text.split()) != " ".join(lead.text.split()):
            blocks.append(quote(text))
    return blocks


def _quote(passage: Passage, lead: Unit, only: bool) -> str:
    """What a citation quotes: the one row that answers exactly, or all that the answer shows."""
    return lead.text if only else excerpt(passage, lead.text if lead.text in passage.text else "")


def excerpt(passage: Passage, around: str = "") -> str:
    """The passage, or as much of it as fits, whole lines around the words that answer."""
    text = passage.text.strip()
    if len(text) <= LONGEST_QUOTE:
        return text
    at = max(text.find(around[:40]), 0) if around else 0
    start = text.rfind("\n", 0, max(at - LONGEST_QUOTE // 3, 0)) + 1
    end = text.rfind("\n", start + 1, start + LONGEST_QUOTE)
    end = end if end > at else start + LONGEST_QUOTE
    return ("… " if start else "") + text[start:end].strip() + (" …" if end < len(text) else "")
