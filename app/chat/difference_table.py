"""Differences as they are shown in an answer: a table of facts, the sentences that changed, both sides cited.

Pure. `comparing` chooses what is shown.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.chat.citations import Cited
from app.chat.composing import Draft, Link, place_lines
from app.chat.wording import say
from app.core.markdown import inline, marker
from app.documents.schemas import FactChange, PassageChange
from app.facts.questions import Asked
from app.library.versions import VersionRow
from retrieval.types import Passage

MOST_FACTS, MOST_PASSAGES = 16, 4
LONGEST = 160
"""Characters of a cell."""
_SENTENCE = 400


@dataclass(frozen=True, slots=True)
class Sides:
    """The two versions, or the versions of two chips, with what heads their columns."""

    before: tuple[VersionRow, ...]
    after: tuple[VersionRow, ...]
    names: tuple[str, str]


def table(
    sides: Sides, facts: Sequence[FactChange], texts: Sequence[PassageChange], language: str, url: Link
) -> Draft:
    """The table, then the sentences that changed, then where both stand."""
    if not (facts or texts):
        one, other = map(inline, sides.names)
        return Draft(say(language, "no_difference", before=one, after=other))
    places = _Places()
    blocks = []
    if facts:
        head = say(language, "difference_columns", before=_cell(sides.names[0]), after=_cell(sides.names[1]))
        rows = [_row(change, sides, places) for change in facts[:MOST_FACTS]]
        blocks.append("\n".join((head, "|---|---|---|", *rows)))
    blocks.extend(_reworded(change, sides, places) for change in texts[:MOST_PASSAGES])
    more = max(len(facts) - MOST_FACTS, 0) + max(len(texts) - MOST_PASSAGES, 0)
    if more:
        blocks.append(say(language, "more_differences", count=str(more)))
    blocks.append(place_lines(places.cited, language, url))
    return Draft("\n\n".join(blocks), tuple(places.cited), kind=Asked.CHANGES)


class _Places:
    """Numbers the pages as they are cited, each once."""

    def __init__(self) -> None:
        self.cited: list[Cited] = []

    def mark(
        self, rows: Sequence[VersionRow], version_id: str, page: int | None, passage: Passage | None = None
    ) -> str:
        row = next((row for row in rows if row.id == version_id), rows[0])
        if page is None:
            return ""
        for each in self.cited:
            if (each.passage.version_id, each.passage.page) == (row.id, page):
                return f" {marker(each.marker)}"
        number = len(self.cited) + 1
        self.cited.append(Cited(number, passage or _page(row, page), passage.text if passage else ""))
        return f" {marker(number)}"


def _page(row: VersionRow, page: int, change: PassageChange | None = None, side: str = "after") -> Passage:
    shown = getattr(change, side) if change else None
    return Passage(
        id=shown.id if shown else f"{row.id}/{page}",
        document_id=row.document_id,
        version_id=row.id,
        document=row.file_name,
        revision=row.revision,
        language=row.language,
        page=page,
        box=tuple(shown.bbox) if shown else (0.0, 0.0, 0.0, 0.0),
        section=" › ".join(shown.section) if shown else "",
        text=shown.text if shown else "",
        kind=shown.kind if shown else "page",
    )


def _row(change: FactChange, sides: Sides, places: _Places) -> str:
    """One fact: what differs of it on each side, with its page; a dash where a side does not have it."""
    cells = []
    for own, other, rows, page, version in (
        (change.before, change.after, sides.before, change.before_page, change.before_version),
        (change.after, change.before, sides.after, change.after_page, change.after_version),
    ):
        told = {name: values for name, values in (own or {}).items() if (other or {}).get(name) != values}
        text = "; ".join(f"{name} {' / '.join(values)}" for name, values in told.items())
        cells.append(f"{_cell(text) or '–'}{places.mark(rows, version, page)}")
    name = f"`{_cell(change.name)}`"
    renamed = f" (`{_cell(change.renamed)}`)" if change.renamed else ""
    return f"| {name}{renamed} | {cells[0]} | {cells[1]} |"


def _reworded(change: PassageChange, sides: Sides, places: _Places) -> str:
    """A passage: its section, what it said and says, numbers that changed pointed out."""
    old, new = (
        places.mark(rows, rows[0].id, shown.page, _page(rows[0], shown.page, change, side)) if shown else ""
        for rows, shown, side in (
            (sides.before, change.before, "before"),
            (sides.after, change.after, "after"),
        )
    )
    lines = short_lines(change.diff) or [f"{'-' if change.after is None else '+'} {_only(change)}"]
    numbers = ", ".join(f"**{inline(each.before)} → {inline(each.after)}**" for each in change.numbers[:4])
    shown = [f"> {line[:1]} {inline(line[2:])[: 2 * LONGEST]}  " for line in lines[:6]]
    head = f"{inline(' › '.join(change.section[-2:]))}: {change.change}{old}{new} {numbers}".rstrip()
    return "\n".join((head, "", *shown))


def short_lines(lines: Iterable[str]) -> list[str]:
    """Sentences and rows; what is longer is the text of a drawing."""
    return [line for line in lines if len(line) <= _SENTENCE]


def _only(change: PassageChange) -> str:
    place = change.after or change.before
    return " ".join(place.text.split())[: 2 * LONGEST] if place else ""


def _cell(text: str) -> str:
    return inline(text)[:LONGEST].replace("|", "\\|")
