"""What an abstention adds where a manual that may answer is still being read."""

from collections.abc import Sequence
from dataclasses import replace

from app.chat.composing import Draft
from app.chat.wording import say
from app.core.markdown import inline
from app.library.underway import UnderWay, under_way
from app.library.versions import VersionRow
from app.resources import Resources
from app.search.scope import Scope

MOST = 3
"""Manuals that are named; the list of documents has them all."""
DEGRADED = "being_read"
"""What a reply says it had to do without."""


async def with_being_read(
    resources: Resources, draft: Draft, scope: Scope, versions: Sequence[VersionRow], language: str
) -> Draft:
    """The abstention, with the manuals on their way that may cover the chips asked about.

    Where no chip is named, any of them may answer, but only if nothing else could have.
    """
    chips = (*scope.unknown_chips, *scope.chips)
    if not draft.abstained or (versions and not chips):
        return draft
    async with resources.sessions() as session:
        coming = await under_way(session, chips)
        missing = [chip for chip in scope.unknown_chips if not await under_way(session, (chip,))]
    if not coming:
        return draft
    sentences = " ".join(_sentence(one, language) for one in coming[:MOST])
    first, gap, rest = draft.text.partition("\n\n")
    # The first sentence says what is missing: it is not, where a manual that may have it is on its way.
    untrue = not missing and (scope.unknown_chips or not versions)
    lead = sentences if untrue else f"{first}\n\n{sentences}"
    return replace(draft, text=f"{lead}{gap}{rest}", degraded=(*draft.degraded, DEGRADED))


def _sentence(one: UnderWay, language: str) -> str:
    key = "being_read" if one.pages_done else "waiting"
    name, page, pages = inline(one.name), str(one.pages_done), str(one.pages_total)
    return say(language, key, name=name, page=page, pages=pages)
