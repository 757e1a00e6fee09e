"""The two laws: what is not understood never vetoes, and is never answered exactly."""

from app.chat.deciding import (
    demanded_names,
    is_beside_the_point,
    judge,
    model_reads,
    repeats,
    states_what_is_asked,
)
from app.chat.evidence import rank_units
from app.chat.intent import read_question
from app.facts.kinds import Aspect
from app.facts.questions import Asked, FactQuestion
from app.facts.records import Provenance
from app.facts.results import FactAnswer, Place, Sentence
from app.question.linked import Linked
from app.search.exact import Exact, ExactAnswer
from app.search.scope import Scope
from retrieval.types import Hit
from tests.passages import make_passage


def hits(*texts: str) -> tuple[Hit, ...]:
    return tuple(Hit(make_passage(text, page=page), 1.0) for page, text in enumerate(texts, start=1))


def fact(kind: Asked, text: str, quote: str = "", names: tuple[str, ...] = ()) -> Exact:
    place = Place("version", "passage", Provenance(1, (0.0, 0.0, 1.0, 1.0), quote=quote))
    said = Sentence(text, (place,))
    question = FactQuestion(kind, "", names)
    return Exact(question, (ExactAnswer(("VSK32A1",), FactAnswer(kind, (said,))),))


def test_a_code_symbol_beside_the_question_refuses_nothing() -> None:
    reading = read_question("uart_init_t cfg; the watchdog resets the chip after a timeout, why?")
    found = hits("The watchdog resets the chip after a timeout unless its counter is reloaded.")
    assert demanded_names(reading, Scope("x")) == ("uart_init_t",)
    assert judge(reading, Scope("x"), found, rank_units(reading, found)).reason != "names"


def test_codes_own_spelling_of_a_name_that_is_asked_about_refuses_nothing() -> None:
    reading = read_question("`VSK32_RCC_CTLR` undeclared. What is the reset value of RCC_CTLR?")
    assert demanded_names(reading, Scope("x")) == ("RCC_CTLR",)
    reading = read_question("`VSK32_A1IE` undeclared. Which bit is A1IE?")
    assert demanded_names(reading, Scope("x")) == ()
    assert demanded_names(read_question("Which bit is VSK32_A1IE?"), Scope("x")) == ("VSK32_A1IE",)


def test_a_register_that_is_nowhere_is_missing_where_its_value_is_asked_for() -> None:
    reading = read_question("What is the reset value of ETH_CR?")
    found = hits("TIM_CR | 0x40010000 | 0x00000000")
    verdict = judge(reading, Scope("x"), found, rank_units(reading, found))
    assert (verdict.reason, verdict.missing) == ("names", ("ETH_CR",))
    assert not model_reads(verdict)


def test_a_chip_that_nothing_covers_is_refused_unless_another_one_is_covered() -> None:
    reading = read_question("Does the counter sleep?")
    found = hits("The counter sleeps in standby.")
    ranked = rank_units(reading, found)
    alone = Scope("x", unknown_chips=("ZZ9000",))
    beside = Scope("x", chips=("VSK32A1",), unknown_chips=("ZZ9000",))
    assert judge(reading, alone, found, ranked).reason == "chip"
    assert judge(reading, beside, found, ranked).reason != "chip"


def test_a_model_reads_what_does_not_surely_answer() -> None:
    reading = read_question("Why does the counter of the watchdog stop in standby?")
    found = hits("The watchdog has a counter.")
    assert model_reads(judge(reading, Scope("x"), found, rank_units(reading, found)))


def test_a_fact_gives_way_to_a_passage_that_speaks_of_more_of_the_question() -> None:
    reading = read_question("what is the wakeup time from standby mode")
    stop = fact(Asked.PARAMETER, "Supply current in Stop mode: typ **14 µA**.", "IDD | Stop mode | 14")
    there = rank_units(reading, hits("Wakeup time from Standby mode: 50 µs."))
    nothing = rank_units(reading, hits("Ports have 16 pins."))
    assert not states_what_is_asked(stop, {}, there)
    assert states_what_is_asked(stop, {}, nothing)


def test_what_was_just_said_is_no_answer_to_a_new_question() -> None:
    reading = read_question("the former then?")
    again = fact(Asked.PARAMETER, "Stop current: typ **14 µA**.")
    ranked = rank_units(reading, hits("Ports have 16 pins."))
    assert repeats(again, {}, ranked, "It is 14 µA.", reading.question)
    assert not repeats(again, {}, ranked, "It is 2 µA.", reading.question)


def test_a_choice_that_was_offered_may_be_answered_with_what_was_said() -> None:
    reading = read_question("V1.2")
    again = fact(Asked.PARAMETER, "Stop current: typ **14 µA**.")
    ranked = rank_units(reading, hits("Ports have 16 pins."))
    reply = "V1.2 states 14 µA. Which revision do you use: V1.3, V1.2?"
    assert not repeats(again, {}, ranked, reply, reading.question)


def test_a_pin_is_no_answer_to_a_question_about_a_register_that_it_does_not_name() -> None:
    reading = read_question("TIM3_REMAP values in AFIO_MAPR for PB4")
    pin = fact(Asked.PIN, "`PB4`: pin **40**.", names=("TIM3_REMAP", "AFIO_MAPR", "PB4"))
    assert not states_what_is_asked(pin, {}, rank_units(reading, hits("PB4 is pin 40.")))


def test_exact_answer_states_what_is_asked_or_is_beside_the_point() -> None:
    def beside(kind: Asked, said: str, question: str, *aspects: Aspect) -> bool:
        answer = FactAnswer(kind, (Sentence(said, ()),))
        exact = Exact(FactQuestion(kind, question), (ExactAnswer((), answer),))
        return is_beside_the_point(exact, {}, Linked((), 0.0, frozenset(aspects)), question)

    interrupt = "Interrupt `USART1`: number **32**."
    assert beside(Asked.INTERRUPT, interrupt, "Why is USART1 on APB1?", Aspect.REASON)
    assert beside(Asked.INTERRUPT, interrupt, "Is USART1 on APB1?")
    assert not beside(Asked.INTERRUPT, interrupt, "interrupt of USART1", Aspect.INTERRUPT)
    assert beside(Asked.PIN, "`VDD`: pin **8**.", "Is VDD 5V ok?")
    assert not beside(Asked.PIN, "`VDD`: pin **8**.", "which pin is VDD", Aspect.PIN)
    assert not beside(Asked.PARAMETER, "VDD: max **4.25 V**", "Is VDD 5V ok?")
