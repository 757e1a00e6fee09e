"""What a cross-encoder says of the leading sentences and facts changes their order."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from types import SimpleNamespace
from typing import Any, cast

import pytest

from app.chat.answering import ALL
from app.chat.deciding import MAY_BE
from app.chat.evidence import Ranked, crossed, rank_units
from app.chat.intent import read_question
from app.chat.reranking import CERTAIN, reranked
from app.facts.kinds import CARDS
from app.facts.questions import Asked, FactQuestion
from app.facts.records import Parameter, Provenance
from app.facts.repository import Located
from app.facts.results import FactAnswer, Place, Sentence
from app.question.conversation import read
from app.question.features import Candidate
from app.question.heard import listen, words_of
from app.question.linked import Linked, linked
from app.search.exact import Exact, ExactAnswer
from retrieval.types import Hit, Passage

QUESTION = "how much current does it draw in standby"
TEXTS = ("Standby current is 2 uA.", "The standby pin is at 0 V.", "A mirror draws 3 mA of current.")


def _hits() -> list[Hit]:
    def passage(at: int, text: str) -> Passage:
        return Passage(f"p{at}", "d", "v", "f.pdf", "", "en", at + 1, (0, 0, 1, 1), "Supply", text, "section")

    return [Hit(passage(at, text), 1.0 - at / 10) for at, text in enumerate(TEXTS)]


def _linked() -> Linked:
    rows = (("Standby current", "2"), ("Stop current", "20"), ("Run current", "900"))
    where = Provenance(1, (0.0, 0.0, 1.0, 1.0))
    facts = [
        Located(Parameter("", name, where, typical=value, unit="uA"), "v", f"p{value}", where)
        for name, value in rows
    ]
    statements = [one for fact in facts for one in CARDS["limit"].statements(fact)]
    asked = listen(read(QUESTION, ()), [words_of(one.text) for one in statements])
    return linked(
        asked,
        [Candidate(one, partial(str, one.text), 0, 0, 1.0, foreign=False) for one in statements],
    )


class Reading:
    """A retriever whose cross-encoder likes the texts that hold a word."""

    def __init__(self, liked: str, there: bool = True) -> None:
        self.liked, self.there, self.read = liked, there, 0

    def answering(self, question: str, context: str, texts: Sequence[str]) -> tuple[float, ...]:
        self.read += len(texts)
        return tuple(40.0 if self.liked in text else -40.0 for text in texts) if self.there else ()


def _read(
    reading: Reading, ranked: Ranked, facts: Linked, exact: Exact | None = None
) -> tuple[Ranked, Linked]:
    resources = cast(Any, SimpleNamespace(retriever=reading))
    asked = cast(Any, SimpleNamespace(own=read_question(QUESTION), context=""))
    found = cast(Any, SimpleNamespace(hits=_hits(), exact=exact))
    return asyncio.run(reranked(resources, asked, found, ranked, facts))


@pytest.fixture
def ranked() -> Ranked:
    return rank_units(read_question(QUESTION), _hits())


def test_what_the_cross_encoder_likes_comes_first(ranked: Ranked) -> None:
    units, facts = _read(Reading("mirror"), ranked, _linked())
    assert units.units[0].text == TEXTS[2]
    assert units.crossed
    assert len(units.units[0].numbers) == len(ALL) + 1
    _, facts = _read(Reading("Run"), ranked, _linked())
    assert "Run" in facts.candidates[0].candidate.said


def test_all_stays_while_it_is_not_there(ranked: Ranked) -> None:
    facts = _linked()
    assert _read(Reading("mirror", there=False), ranked, facts) == (ranked, facts)


def test_a_fact_that_is_certainly_meant_is_not_read_again(ranked: Ranked) -> None:
    reading = Reading("mirror")
    facts = replace(_linked(), chance=CERTAIN)
    assert _read(reading, ranked, facts) == (ranked, facts)
    assert reading.read == 0


def test_a_fact_that_the_rules_chose_as_well_is_not_read_again(ranked: Ranked) -> None:
    facts = replace(_linked(), chance=MAY_BE)
    lead, other = facts.candidates[0].statement.fact, facts.candidates[-1].statement.fact
    for fact, again in ((lead, False), (replace(other, provenance=Provenance(2, (0, 0, 1, 1))), True)):
        place = Place(fact.version_id, fact.passage_id, fact.provenance)
        said = FactAnswer(Asked.PARAMETER, (Sentence("It draws **2 uA**.", (place,)),))
        ruled = Exact(FactQuestion(Asked.PARAMETER, QUESTION), (ExactAnswer((), said),))
        reading = Reading("mirror")
        _read(reading, ranked, facts, ruled)
        assert bool(reading.read) is again


def test_units_that_were_not_read_count_as_the_worst_that_were(ranked: Ranked) -> None:
    units = crossed(ranked, {0: 3.0, 1: -2.0}).units
    assert sorted(unit.numbers[-1] for unit in units) == [-2.0, -2.0, 3.0]
    assert crossed(ranked, {}) is ranked
