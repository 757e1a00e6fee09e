"""Rules and a classifier together."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.chat.intent import UNSEARCHED, Intent, read_question, route
from app.chat.intent.routing import decide
from app.chat.intent.rules import Verdict

DOUBTFUL = "flux compensation of the whole thing"
SHARES = st.lists(st.floats(0.001, 1), min_size=len(Intent), max_size=len(Intent)).map(
    lambda found: {intent: share / sum(found) for intent, share in zip(Intent, found, strict=True)}
)
VOTES = st.dictionaries(st.sampled_from([*set(Intent) - UNSEARCHED]), st.sampled_from([0.25, 0.5, 0.75]))


class Saying:
    """A classifier that always says the same, and counts how often it was asked."""

    def __init__(self, shares: Mapping[Intent, float]) -> None:
        self.shares = shares
        self.asked = 0

    async def classify(self, text: str) -> Mapping[Intent, float]:
        self.asked += 1
        return self.shares


async def routed(text: str, classifier: Saying | None) -> tuple[Intent, str]:
    found = await route(text, read_question(text), classifier)
    assert 0 <= found.confidence <= 1
    return found.intent, found.source


@pytest.mark.parametrize(
    "text", ["reset value of TIMER_CTRL", "TIMER_CTRL 的地址", "thanks!", "how do I enter stop mode?"]
)
async def test_sure_rules_ask_nobody(text: str) -> None:
    classifier = Saying({Intent.CODE: 1.0})
    intent, source = await routed(text, classifier)
    assert (intent is Intent.CODE, source, classifier.asked) == (False, "rules", 0)


async def test_a_doubtful_question_is_classified() -> None:
    assert await routed(DOUBTFUL, Saying({Intent.ERRATA: 0.9})) == (Intent.ERRATA, "classifier")


@pytest.mark.parametrize("classifier", [None, Saying({})])
async def test_rules_decide_where_no_classifier_can(classifier: Saying | None) -> None:
    assert await routed(DOUBTFUL, classifier) == (Intent.CONCEPT, "rules")


async def test_a_foreign_question_needs_a_sure_classifier() -> None:
    sure, doubtful = {Intent.OUT_OF_SCOPE: 0.6}, {Intent.OUT_OF_SCOPE: 0.4, Intent.CONCEPT: 0.3}
    assert (await routed(DOUBTFUL, Saying(sure)))[0] is Intent.OUT_OF_SCOPE
    assert (await routed(DOUBTFUL, Saying(doubtful)))[0] is Intent.CONCEPT
    spoken = f"{DOUBTFUL} in html"
    assert (await routed(spoken, Saying(doubtful)))[0] is Intent.OUT_OF_SCOPE


async def test_words_tip_the_scales_between_like_shares() -> None:
    near = {Intent.PIN: 0.42, Intent.DEBUGGING: 0.40}
    assert (await routed(DOUBTFUL, Saying(near)))[0] is Intent.PIN
    assert (await routed("the watchdog has a problem", Saying(near)))[0] is Intent.DEBUGGING


@given(SHARES, VOTES)
def test_what_is_of_our_field_is_always_looked_up(
    shares: dict[Intent, float], votes: dict[Intent, float]
) -> None:
    found = decide(Verdict(Intent.CONCEPT, False, votes, technical=True), shares)
    assert found.intent not in UNSEARCHED
    assert 0 <= found.confidence <= 1
