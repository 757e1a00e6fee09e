"""Which of some facts a conversation asks for."""

from collections.abc import Sequence
from functools import partial

import pytest

from app.facts.kinds import CARDS, Aspect, Statement
from app.facts.records import BitField, EnumeratedValue, Parameter, Provenance, Register
from app.facts.repository import Located
from app.question.conversation import read
from app.question.features import NAMES, Candidate, features
from app.question.heard import listen, words_of
from app.question.linked import Linked, companions, linked

Talk = Sequence[tuple[str, str]]
_BOX = (0.0, 0.0, 1.0, 1.0)


def _located(fact: object, page: int = 1) -> Located[object]:
    return Located(fact, "version", f"passage-{page}", Provenance(page, _BOX))


def _where(page: int = 1) -> Provenance:
    return Provenance(page, _BOX)


def _statements() -> list[Statement]:
    values = (
        EnumeratedValue("00", "internal clock"),
        EnumeratedValue("01", "crystal"),
        EnumeratedValue("10", "PLL"),
    )
    facts = [
        Register(
            "CLK_KEYR", _where(), title="Clock key register", peripheral="CLK", address=0x40001004, offset=4
        ),
        Register(
            "CLK_OPTKEYR",
            _where(),
            title="Option key register",
            peripheral="CLK",
            address=0x40001008,
            offset=8,
        ),
        BitField("CLK_CFGR", "SW", 1, 0, _where(), description="System clock source", values=values),
        BitField("CLK_CFGR", "HPRE", 7, 4, _where(), description="AHB prescaler"),
        Parameter("tSTART", "Start-up time", _where(), minimum="1", typical="2", maximum="3", unit="ms"),
        Parameter("fLSI", "Low-speed clock frequency", _where(), minimum="30", maximum="60", unit="kHz"),
    ]
    return [
        statement
        for fact in facts
        for card in CARDS.values()
        if card.record is type(fact)
        for statement in card.statements(_located(fact))
    ]


def _ask(question: str, earlier: Talk = ()) -> Linked:
    there = _statements()
    asked = listen(read(question, earlier), [words_of(one.text) for one in there])
    candidates = []
    for one in there:
        said = " ".join(each.text for each in CARDS[one.kind].say(one, frozenset(), "en"))
        candidates.append(Candidate(one, partial(str, said), page=0, passage=0, score=1.0, foreign=False))
    return linked(asked, candidates)


@pytest.mark.parametrize(
    ("question", "earlier", "expected"),
    [
        ("offset of CLK_KEYR", (), "`CLK_KEYR`"),
        ("and the option key one", (("user", "offset of CLK_KEYR"), ("assistant", "0x04.")), "`CLK_OPTKEYR`"),
        ("start-up time max", (), "tSTART"),
        ("min", (("user", "lsi frequency max"), ("assistant", "60 kHz.")), "fLSI"),
        ("what is SW = 01", (), "crystal"),
        ("and 10", (("user", "what is SW = 01"), ("assistant", "crystal.")), "PLL"),
        ("CLK_CFGR bit 5", (), "HPRE"),
        ("SW是第几位", (), "`SW`: **bits 1:0**"),
    ],
)
def test_the_statement_that_is_asked_for_comes_first(question: str, earlier: Talk, expected: str) -> None:
    found = _ask(question, earlier)
    assert expected in found.candidates[0].candidate.said


def test_what_nothing_is_said_of_is_unlikely() -> None:
    assert _ask("how do I solder the battery holder").chance < _ask("offset of CLK_KEYR").chance


def test_without_facts_nothing_is_likely() -> None:
    found = linked(listen(read("offset of CLK_KEYR", ()), ()), ())
    assert (found.candidates, found.chance) == ((), 0.0)


def test_features_have_a_name_each_and_stay_shares() -> None:
    (one, *_) = _statements()
    asked = listen(read("offset of CLK_KEYR", ()), [words_of(one.text)])
    numbers = features(asked, Candidate(one, partial(str, "said"), 0, 0, 1.0, foreign=False))
    assert len(numbers) == len(NAMES)
    assert all(0 <= number <= 1 for number in numbers)


def test_each_card_says_what_it_answers() -> None:
    assert all(card.aspects <= set(Aspect) and card.aspects for card in CARDS.values())


def _feature(name: str, said: str, question: str, earlier: Talk = ()) -> float:
    """One number of the first statement that says some words."""
    found = _ask(question, earlier)
    one = next(one for one in found.candidates if said in one.candidate.said)
    return one.numbers[NAMES.index(name)]


def test_half_a_name_is_completed_by_a_name_of_before() -> None:
    before = (("user", "offset of CLK_KEYR"), ("assistant", "0x04."))
    assert _feature("sibling", "`CLK_OPTKEYR`", "and OPTKEYR?", before) > 0
    assert _feature("sibling", "`CLK_OPTKEYR`", "and OPTKEYR?") == 0
    assert _feature("sibling", "`CLK_KEYR`", "and OPTKEYR?", before) == 0


def test_a_value_in_the_message_speaks_for_its_meaning_alone() -> None:
    asked = listen(read("it reads 0x81", ()), ())
    assert asked.assigned
    assert _feature("decoded", "HPRE", "it reads 0x81") == 0


def test_two_names_are_asked_for_together() -> None:
    both = _ask("offsets of CLK_KEYR and CLK_OPTKEYR")
    names = {
        both.candidates[0].statement.names,
        *(one.statement.names for one in companions(both.candidates)),
    }
    assert names == {("CLK_KEYR",), ("CLK_OPTKEYR",)}
    assert companions(_ask("offset of CLK_KEYR").candidates) == ()


def test_words_that_no_statement_speaks_of_lean_on_what_was_said() -> None:
    before = [("user", "lsi frequency max"), ("assistant", "60 kHz.")]
    held = [words_of(one.text) for one in _statements()]
    assert listen(read("back to square one, same again", before), held).lean == 1.0
    assert listen(read("prescaler of the clock source", before), held).lean < 1.0


def test_addresses_are_moved_by_a_number_and_not_by_none() -> None:
    earlier = [("user", "base of TIM2?"), ("assistant", "0x40000000")]
    assert 0x40000004 in listen(read("and 4 bytes on?", earlier), ()).shifted
    assert listen(read("it reads 0 whatever I write", earlier), ()).shifted == frozenset()
