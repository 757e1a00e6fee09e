"""In which order the places of an answer are shown to whoever asks for evidence. Pure."""

from collections.abc import Sequence

from app.chat.evidence import Ranked
from app.question.linked import Linked
from retrieval.context import places_first
from retrieval.types import Hit

MOST_FACTS, MOST_FRONTED = 12, 2
"""Facts whose pages are put in front, and the pages."""
RANK = 10
"""Places of the two orders that are joined by reciprocal ranks: the fewer, the more the first ones count."""


def ordered(hits: Sequence[Hit], ranked: Ranked, linked: Linked) -> tuple[Hit, ...]:
    """The hits in the order of the search and of their best sentences or rows together, with the pages of the
    facts that may be meant behind the first; each place once before any comes again."""
    own = list(dict.fromkeys(unit.hit for unit in ranked.units))
    shares = {index: 1 / (RANK + place) for place, index in enumerate(range(len(hits)))}
    for place, index in enumerate(own):
        shares[index] += 1 / (RANK + place)
    joint = [hits[index] for index in sorted(shares, key=lambda index: -shares[index])]
    return places_first(_fronted(joint, linked))


def _fronted(hits: Sequence[Hit], linked: Linked) -> tuple[Hit, ...]:
    pages = dict.fromkeys(
        (one.statement.fact.version_id, one.statement.fact.provenance.page)
        for one in linked.candidates[:MOST_FACTS]
    )
    first: dict[tuple[str, int], Hit] = {}
    for hit in hits:
        first.setdefault((hit.passage.version_id, hit.passage.page), hit)
    leading = [first[page] for page in list(pages)[:MOST_FRONTED] if page in first]
    unique: dict[str, Hit] = {}
    for hit in (*hits[:1], *leading, *hits):
        unique.setdefault(hit.passage.id, hit)
    return tuple(unique.values())
