"""The errata that touch what an answer is about, under it, with their places.

An answer about a peripheral or register that has a known fault carries it, for the chip and the stepping of
the conversation; where nobody said the stepping, it says which ones are affected.
"""

from collections.abc import Sequence
from dataclasses import replace

from app.chat.citations import Cited
from app.chat.composing import Draft, Link, place_lines
from app.chat.older import passage_of
from app.chat.wording import say
from app.core.markdown import inline, marker
from app.facts.affecting import affecting
from app.facts.questions import Asked
from app.facts.records import Erratum
from app.facts.repository import Located
from app.facts.results import place
from app.library.versions import VersionRow, allowed_versions
from app.resources import Resources
from app.search.service import Found

ERRATA = "errata"
_OWN = frozenset({Asked.ERRATUM, Asked.CHANGES})


async def with_known(
    resources: Resources, found: Found | None, stepping: str, draft: Draft, language: str, url: Link
) -> Draft:
    """A draft with the errata that touch its subject; as it is where it is of errata itself."""
    names, chips = _subject(found)
    if found is None or draft.abstained or draft.clarify or draft.kind in _OWN or not (names and chips):
        return draft
    async with resources.sessions() as session:
        rows = [row for chip in chips for row in await allowed_versions(session, chip) if row.kind == ERRATA]
        sheets = {row.id: row for row in sorted(rows, key=lambda row: row.language != language)}
        known = await affecting(session, names, list(sheets), chips, stepping)
    shown = {each.passage.version_id for each in draft.cited}
    return draft if not known or shown & sheets.keys() else _beside(draft, known, sheets, language, url)


def _subject(found: Found | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of registers and peripherals that an answer is about, and its chips."""
    if found is None or found.exact is None:
        return (), ()
    views = [one.answer.register for one in found.exact.answers if one.answer.register]
    names = (
        *found.exact.question.names,
        *(name for view in views for name in (view.name, view.owner) if name),
    )
    own = tuple(chip for one in found.exact.answers[:1] for chip in one.chips)
    return tuple(dict.fromkeys(names)), found.scope.written or found.scope.chips or own


def _beside(
    draft: Draft, known: Sequence[Located[Erratum]], sheets: dict[str, VersionRow], language: str, url: Link
) -> Draft:
    first = max((each.marker for each in draft.cited), default=0) + 1
    cited = [
        Cited(number, passage_of(place(one), sheets, {}), one.provenance.quote)
        for number, one in enumerate(known, start=first)
    ]
    told = [
        f"{_line(one.fact, language)} {marker(each.marker)}" for one, each in zip(known, cited, strict=True)
    ]
    text = "\n\n".join((draft.text, *told, place_lines(cited, language, url)))
    return replace(draft, text=text, cited=(*draft.cited, *cited))


def _line(erratum: Erratum, language: str) -> str:
    number = f"**{inline(erratum.number)}** " if erratum.number else ""
    steppings = ", ".join(map(inline, erratum.steppings))
    affected = say(language, "affected", steppings=steppings) if steppings else ""
    return say(language, "known_erratum", title=f"{number}{inline(erratum.title)}", affected=affected)
