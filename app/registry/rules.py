"""When an adapter may take the next step, and which conversations it answers. Pure."""

import hashlib
from collections.abc import Mapping
from typing import Any

from app.models import AdapterState

GUARDED = ("exact", "abstention", "cited")
"""Measures in which an adapter may not be inferior: exact facts, refusals, citations."""
MARGIN = 0.02
"""How much worse the lower end of an interval may be before it counts as inferior."""
STEPS = {
    AdapterState.CANDIDATE: (AdapterState.SHADOW, AdapterState.CANARY, AdapterState.RETIRED),
    AdapterState.SHADOW: (AdapterState.CANDIDATE, AdapterState.CANARY, AdapterState.RETIRED),
    AdapterState.CANARY: (AdapterState.SHADOW, AdapterState.LIVE, AdapterState.RETIRED),
    AdapterState.LIVE: (AdapterState.RETIRED,),
    AdapterState.RETIRED: (AdapterState.CANDIDATE,),
}
ANSWERING = (AdapterState.CANARY, AdapterState.LIVE)
_PARTS = 1 << 32


def objection(
    before: AdapterState, after: AdapterState, evaluation: Mapping[str, Any], live: str, kind: str = "llm"
) -> str:
    """Why an adapter may not take a step; empty where it may. `live` is the adapter that answers now.

    A learned part of the service is live or not, and may be inferior in nothing that was measured of it.

    An evaluation is `{"served": true, "against": NAME, "changes": {MEASURE: {"mean", "low", "high"}}}`: the
    differences to what was live, over the same cases, with their intervals.
    """
    if kind != "llm" and after in (AdapterState.SHADOW, AdapterState.CANARY):
        return "Only an adapter of the language model can answer a share of the readers."
    if after not in STEPS[before] and (kind == "llm" or after is not AdapterState.LIVE):
        return f"A {before} adapter cannot become {after}: {', '.join(STEPS[before])} can follow."
    if after not in ANSWERING:
        return ""
    if not evaluation:
        return "It has not been evaluated."
    if not evaluation.get("served"):
        return "It was not evaluated through the server that is to serve it."
    if evaluation.get("against", "") != live:
        compared = evaluation.get("against") or "the base"
        return f"It was compared with {compared}, but {live or 'the base'} is live."
    changes: Mapping[str, Mapping[str, float]] = evaluation.get("changes") or {}
    guarded = GUARDED if kind == "llm" else tuple(changes)
    missing = [name for name in guarded if name not in changes]
    if missing:
        return f"Its evaluation lacks {', '.join(missing)}."
    worse = [name for name in guarded if changes[name]["low"] < -MARGIN]
    if worse:
        return f"It may be inferior in {', '.join(worse)}."
    if not any(change["low"] > 0 for change in changes.values()):
        return "It is better in nothing beyond the interval."
    return ""


def chosen(conversation: str, canary: str, share: float) -> bool:
    """Whether a conversation belongs to the share of a canary: the same one always, whoever asks."""
    digest = hashlib.sha256(f"{canary}\0{conversation}".encode()).digest()
    return int.from_bytes(digest[:4]) < share * _PARTS
