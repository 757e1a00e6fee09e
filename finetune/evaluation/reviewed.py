"""Cases that a curator has decided, as cases of a suite: what was answered badly is measured from then on.
Pure.
"""

from collections.abc import Mapping
from typing import Any

from finetune.evaluation.suite import Case, Kind


def case_of_review(review: Mapping[str, Any]) -> Case:
    """Of a case as `GET /v1/cases` gives it. An abstention that was accepted is to be one again."""
    refuse = bool(review["abstained"] and not review["right_answer"])
    chips = [review["pins"].get("chip") or "", *review["chips"]]
    facts = () if refuse else tuple(_fact(one) for one in review["facts"])
    return Case(
        id=f"case-{review['id']}",
        kind=Kind.CHAT,
        question=review["question"],
        language=review["language"] or "en",
        facts=facts,
        refuse=refuse,
        reference="" if refuse else review["right_answer"] or review["answer"],
        chip=next(filter(None, chips), ""),
        pages={} if refuse else _pages(review),
    )


def _fact(one: Mapping[str, Any]) -> dict[str, Any]:
    """The name of a corrected fact, and the values that were corrected."""
    own, stated = one["fact"], one["stated"]
    name = own.get("name") or own.get("symbol") or own.get("number") or ""
    values = [str(own[key]) for key in stated if own.get(key) not in (None, "")]
    return {"names": [str(name)], "aspect": " ".join(stated), "values": values}


def _pages(review: Mapping[str, Any]) -> dict[str, list[int]]:
    """Where a corrected fact stands; of an answer that was right, what it cites."""
    cited = () if review["right_answer"] else review["citations"]
    pages: dict[str, set[int]] = {}
    for place in [*review["facts"], *cited]:
        pages.setdefault(place["document"], set()).add(place["page"])
    return {document: sorted(own) for document, own in pages.items()}
