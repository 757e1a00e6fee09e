"""`search`: passages and exact facts for a question."""

from collections.abc import Sequence

from app.library.versions import chip_names
from app.search.schemas import SearchRequest
from app.search.service import Found, find, scope_out, search_hit
from app.tools.places import Places, shortened, where
from app.tools.schemas import SearchArguments, SearchResult
from app.tools.types import Caller, ToolResult
from retrieval.types import Hit


async def search(caller: Caller, asked: SearchArguments) -> ToolResult:
    """The passages that may answer, numbered, with what the facts say above them."""
    resources = caller.resources
    request = SearchRequest(
        query=asked.query,
        chip=asked.chip or None,
        revision=asked.revision or None,
        documents=asked.documents,
        limit=asked.limit,
    )
    async with resources.sessions() as session:
        found = await find(resources, session, request)
        known = await chip_names(session)
    places = Places(caller)
    facts = _facts(found, places)
    passages = [_passage(hit, places) for hit in found.hits]
    text = "\n\n".join((*_remarks(found, known), *facts[:1], *passages))
    data = SearchResult(
        facts=facts[1:],
        hits=[search_hit(hit) for hit in found.hits],
        scope=scope_out(found.scope),
        degraded=list(found.degraded),
        sources=[source.out() for source in places.sources],
    )
    return ToolResult(text, places.sources, data, degraded=found.degraded)


def _facts(found: Found, places: Places) -> list[str]:
    """A paragraph of all that the facts say, and after it each statement by itself."""
    said: list[str] = []
    for one in found.exact.answers if found.exact else ():
        about = f" ({', '.join(one.chips)})" if one.chips else ""
        for sentence in one.answer.sentences:
            stand = [
                found.places[place.passage_id]
                for place in sentence.places
                if place.passage_id in found.places
            ]
            markers = "".join(dict.fromkeys(places.passage(passage) for passage in stand))
            said.append(f"{sentence.text}{about} {markers}".rstrip())
    return ["\n".join(("Exact facts:", *said)), *said] if said else []


def _passage(hit: Hit, places: Places) -> str:
    marker = places.passage(hit.passage)
    return f"{marker} {where(hit.passage)}\n{shortened(hit.passage.text)}"


def _remarks(found: Found, known: Sequence[str]) -> list[str]:
    """What the asker must know before the passages."""
    remarks = []
    scope = found.scope
    if scope.unknown_chips:
        here = ", ".join(known) or "none"
        remarks.append(
            f"No document covers {', '.join(scope.unknown_chips)}. Chips that are covered: {here}."
        )
    if scope.unknown_revision:
        here = ", ".join(found.revisions) or "none"
        remarks.append(
            f"There is no revision {scope.unknown_revision} here; there are: {here}. "
            "What follows is from the current ones."
        )
    if not found.hits:
        remarks.append(
            "No passage of the manuals answers this. Try other words, or `documents` for what is here."
        )
    return remarks
