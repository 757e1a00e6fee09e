"""Where nothing is sure, facts and sentences that may be meant are listed; and which facts outweigh which."""

from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from app.chat.deciding import agrees, contradicts, outspoken, stands_alone, unlikely, works_out
from app.chat.evidence import rank_units
from app.chat.intent import Intent, Reading, Want
from app.chat.likely import compose_likely
from app.chat.places import ordered
from app.chat.stating import asked_alike, instance
from app.facts.kinds import CARDS, Statement
from app.facts.questions import Asked, FactQuestion
from app.facts.records import Parameter, Provenance
from app.facts.repository import Located
from app.facts.results import FactAnswer, Place, Sentence
from app.library.versions import VersionRow
from app.question.features import Candidate
from app.question.linked import Linked, Scored
from app.search.exact import Exact, ExactAnswer
from app.search.scope import Scope
from app.search.service import Found
from retrieval.types import Hit, Passage

BOX = (0.0, 0.0, 1.0, 1.0)
READING = Reading("start-up time of the oscillator", Intent.PARAMETER, Want.NUMBER, "en")


def passage(page: int, text: str) -> Passage:
    return Passage(
        id=f"passage-{page}",
        document_id="manual",
        version_id="version",
        document="ZX90.pdf",
        revision="V1.5",
        language="en",
        page=page,
        box=BOX,
        section="5 Electrical characteristics",
        text=text,
        kind="row",
    )


def statement(page: int, symbol: str, maximum: str, condition: str = "") -> Statement:
    where = Provenance(page, BOX, quote=f"{symbol} | {maximum} ms")
    fact = Parameter(symbol, "Start-up time", where, condition=condition, maximum=maximum, unit="ms")
    (made,) = CARDS["limit"].statements(Located(fact, "version", f"passage-{page}", where))
    return made


def scored(one: Statement, value: float) -> Scored:
    said = CARDS[one.kind].say(one, frozenset(), "en")[0].text
    return Scored(Candidate(one, partial(str, said), page=0, passage=0, score=1.0, foreign=False), value, ())


def version() -> VersionRow:
    empty: dict[str, Any] = dict.fromkeys(VersionRow.__dataclass_fields__, "")
    return VersionRow(**{**empty, "id": "version", "document_id": "manual", "file_name": "ZX90.pdf"})


FIRST, SECOND, FAR = statement(5, "tHSE", "2"), statement(6, "tLSE", "3"), statement(7, "tPLL", "9")
HITS = tuple(
    Hit(passage(page, text), 1.0 - page / 10, ("sparse",))
    for page, text in (
        (1, "The oscillator starts slowly. It needs time."),
        (5, "tHSE | 2 ms"),
        (6, "tLSE | 3 ms"),
    )
)
LINKED = Linked((scored(FIRST, 5.0), scored(SECOND, 4.5), scored(FAR, 1.0)), 0.4)


def exact(page: int, kind: Asked = Asked.PARAMETER) -> Exact:
    place = Place("version", f"passage-{page}", Provenance(page, BOX))
    answer = FactAnswer(kind, (Sentence("said", (place,)),))
    return Exact(FactQuestion(kind, "question"), (ExactAnswer((), answer),))


def test_facts_and_sentences_take_turns_each_with_its_place() -> None:
    found = Found(Scope(text=READING.question), (version(),), HITS)
    draft = compose_likely(
        LINKED, rank_units(READING, HITS), READING.question, found, "en", lambda _: "/page"
    )
    assert "Perhaps one of these" in draft.text
    assert "max **2 ms**" in draft.text
    assert "max **3 ms**" in draft.text
    assert "max **9 ms**" not in draft.text
    assert not draft.abstained
    assert {one.passage.page for one in draft.cited} >= {5, 6}


def test_the_row_of_a_fact_is_not_said_again() -> None:
    hits = (Hit(passage(5, "tHSE | | 2 ms"), 1.0, ("sparse",)), *HITS[:1])
    found = Found(Scope(text="oscillator tHSE"), (version(),), hits)
    draft = compose_likely(LINKED, rank_units(READING, hits), "tHSE", found, "en", lambda _: "/page")
    assert draft.text.count("2 ms") == 1


def test_rows_that_differ_in_what_was_not_asked_are_said_together() -> None:
    hot, cold = statement(5, "tHSE", "2", "85 °C"), statement(5, "tHSE", "4", "-40 °C")
    alike = asked_alike([scored(hot, 5.0), scored(cold, 4.9), scored(SECOND, 4.8)])
    assert [one.statement for one in alike] == [hot, cold]


def test_rules_are_outweighed_by_other_facts_that_may_be_meant() -> None:
    assert agrees(LINKED, exact(5))
    assert not agrees(LINKED, exact(6))
    assert not contradicts(LINKED, exact(6))
    assert contradicts(LINKED, exact(7))
    assert not contradicts(replace(LINKED, chance=0.1), exact(7))


def test_what_rules_found_is_not_stated_where_no_fact_is_likely() -> None:
    doubtful = replace(LINKED, chance=0.1)
    assert unlikely(doubtful, exact(5, Asked.OVERVIEW))
    assert not unlikely(doubtful, exact(5, Asked.OFFSET))
    assert not unlikely(doubtful, exact(5, Asked.DECODE))
    assert not unlikely(replace(LINKED, chance=0.6), exact(5, Asked.OVERVIEW))


def test_a_fact_that_is_surely_all_stands_alone() -> None:
    sure = replace(LINKED, chance=0.9)
    assert stands_alone(sure, Scope("x", written=("ZX90",)))
    assert not stands_alone(sure, Scope("x", written=("ZX90", "ZX91")))
    assert not stands_alone(replace(LINKED, chance=0.6), Scope("x"))


def test_what_only_follows_from_manuals_is_no_fact_of_theirs() -> None:
    assert works_out(exact(5, Asked.DECODE))
    assert not works_out(exact(5))


def test_pages_of_leading_facts_stand_behind_the_first_hit() -> None:
    linked = Linked((scored(SECOND, 5.0),), 0.9)
    pages = [hit.passage.page for hit in ordered(HITS, rank_units(READING, ()), linked)]
    assert pages == [1, 6, 5]


@pytest.mark.parametrize(
    ("name", "spoken", "meant"),
    [
        ("USARTx_BRR", ("USART1",), "USART1_BRR"),
        ("GPIOx_CFGL", ("GPIOD_CFGL",), "GPIOD_CFGL"),
        ("RCC_CFG", ("USART1",), "RCC_CFG"),
        ("USARTx_BRR", ("SPI1",), "USARTx_BRR"),
    ],
)
def test_a_placeholder_is_the_instance_that_is_spoken_of(
    name: str, spoken: tuple[str, ...], meant: str
) -> None:
    assert instance(name, spoken) == meant


def test_without_facts_nothing_outweighs_them() -> None:
    ranked = rank_units(READING, HITS)
    assert not outspoken(Linked((), 0.0), ranked)
    assert not agrees(Linked((), 0.0), exact(5))
    assert not contradicts(Linked((), 0.0), exact(5))
