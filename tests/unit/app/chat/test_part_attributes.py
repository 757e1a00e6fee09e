"""What tables of parts state, as the sentences of an exact answer."""

from app.chat.part_attributes import _sentences, _takes_over
from app.facts.kinds import Aspect
from app.facts.records import OrderingOption, Provenance
from app.facts.repository import Located
from app.question.linked import Linked

BOX = (0.0, 0.0, 1.0, 1.0)


def row(part: str, page: int = 3, **attributes: str) -> Located[OrderingOption]:
    fact = OrderingOption(part, Provenance(page, BOX), tuple(attributes.items()))
    return Located(fact, "v1", f"p{page}", fact.provenance)


def texts(question: str, rows: list[Located[OrderingOption]], language: str = "en") -> list[str]:
    return [one.text for one in _sentences(question, rows, language)]


def test_parts_of_one_value_are_said_together() -> None:
    rows = [row("VSK32A1", SRAM="2K"), row("VSK32A2", SRAM="2K"), row("VSK32A3", SRAM="4K")]
    assert texts("how much SRAM", rows) == ["`VSK32A1`, `VSK32A2`: SRAM **2K**.", "`VSK32A3`: SRAM **4K**."]
    assert texts("SRAM 多大", rows, "zh")[0] == "`VSK32A1`、`VSK32A2`: SRAM **2K**。"


def test_two_values_of_one_part_are_both_said() -> None:
    rows = [row("VSK32A1Cx", Flash="64"), row("VSK32A1Cx", Flash="128")]
    assert texts("flash size", rows) == ["`VSK32A1Cx`: Flash **64 / 128**."]


def test_many_parts_are_counted() -> None:
    rows = [row(f"VSK32A{number}", SRAM="2K") for number in range(1, 8)]
    (text,) = texts("SRAM", rows)
    assert text == "`VSK32A1`, `VSK32A2`, `VSK32A3`, `VSK32A4` and 3 more: SRAM **2K**."


def test_only_pages_that_state_it_are_cited() -> None:
    rows = [row("VSK32A1", 2, SRAM="2K"), row("VSK32A1", 9, Package="QFN20")]
    (sentence,) = _sentences("SRAM", rows, "en")
    assert [place.provenance.page for place in sentence.places] == [2]


def test_what_a_table_holds_is_no_markup() -> None:
    assert texts("SRAM", [row("VSK`32", SRAM="*2K*")]) == ["`VSK'32`: SRAM **\\*2K\\***."]


def test_a_follow_up_takes_over_what_was_asked_before() -> None:
    interrupt = Linked((), 0.0, frozenset({Aspect.INTERRUPT}), question=(0.5,))
    size = Linked((), 0.0, frozenset({Aspect.PACKAGE}), question=(0.5,))
    assert _takes_over("and spi?", interrupt)
    assert not _takes_over("and spi?", size)
    assert not _takes_over("and its flash?", interrupt)
    assert not _takes_over("and spi?", Linked((), 0.0, frozenset({Aspect.INTERRUPT}), question=(0.0,)))
