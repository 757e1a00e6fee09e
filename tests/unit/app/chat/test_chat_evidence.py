"""Finding the words that answer, and knowing when there are none."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from app.chat.answering import NAMES, chance
from app.chat.citations import page_url
from app.chat.composing import compose, lead_text, refuse
from app.chat.deciding import demanded_names, judge, leading_chance
from app.chat.evidence import Unit, cut, holds_name, leads, rank_units
from app.chat.intent import read_question
from app.search.scope import Scope
from retrieval.types import Hit, Passage


def passage(text: str, section: str = "Timer", kind: str = "section", page: int = 3) -> Passage:
    return Passage(
        id=f"p{page}",
        document_id="d",
        version_id="v 1",
        document="a[b].pdf",
        revision="V1.0",
        language="en",
        page=page,
        box=(1.0, 2.0, 3.5, 4.0),
        section=section,
        text=text,
        kind=kind,
    )


def hits(*texts: str) -> tuple[Hit, ...]:
    return tuple(Hit(passage(text, page=number), 1.0) for number, text in enumerate(texts, start=1))


def url(cited: Passage) -> str:
    return page_url("http://127.0.0.1:1/", cited)


def test_a_row_is_one_unit_and_prose_is_cut_by_sentence() -> None:
    assert cut(passage("A | B. C | D", kind="row")) == ("A | B. C | D",)
    assert cut(passage("The clock stops. It restarts at 3.3 V when\nthe key is pressed.")) == (
        "The clock stops.",
        "It restarts at 3.3 V when the key is pressed.",
    )
    assert cut(passage("时钟停止。按键后\n重新启动。")) == ("时钟停止。", "按键后", "重新启动。")


def test_the_heading_is_no_answer_unless_there_is_nothing_else() -> None:
    assert cut(passage("Timer\nIt counts up.")) == ("It counts up.",)
    assert cut(passage("Timer")) == ("Timer",)


def test_a_place_that_a_table_leaves_empty_is_no_answer() -> None:
    row = "Region: SRAM | Address: 0x20018000 - 0x2001BFFF | Peripheral: Reserved"
    found = (Hit(passage(row, kind="row"), 1.0),)
    units = rank_units(read_question("how large is the SRAM?"), found).units
    assert not any(leads(unit) for unit in units)
    assert leads(rank_units(read_question("which SRAM addresses are reserved?"), found).units[0])
    map_row = (Hit(passage("Register: CTRL | 31: Reserved | 0: SRAM_EN 1", kind="row"), 1.0),)
    assert leads(rank_units(read_question("what resets SRAM_EN?"), map_row).units[0])


def test_a_row_of_a_sibling_cannot_lead() -> None:
    found = hits("Device | Flash\nATtiny45 | 4 KB of flash\nATtiny85 | 8 KB of flash")
    ranked = rank_units(read_question("How much flash?"), found, chips=("ATtiny85",))
    assert [unit.text for unit in ranked.units if leads(unit)] == ["ATtiny85 | 8 KB of flash"]


def test_the_row_that_defines_a_name_beats_one_that_mentions_it() -> None:
    found = hits(
        "Bit | Name | Description\n3 | RDYF | Ready flag, cleared by RDYC bit 1\n19 | RDYC | Clears it"
    )
    best = rank_units(read_question("Which bit of TIM_CR holds the RDYC field?"), found).units[0]
    assert best.text == "19 | RDYC | Clears it"


def test_the_unit_with_the_name_and_the_wanted_kind_leads() -> None:
    found = hits(
        "TIM_CR is described below. See also TIM_SR.",
        "TIM_SR | 0x40010004 | status\nTIM_CR | 0x40010000 | control",
    )
    best = rank_units(read_question("At which address is TIM_CR?"), found).units[0]
    assert best.text == "TIM_CR | 0x40010000 | control"
    assert best.fits


def test_words_of_the_other_language_count() -> None:
    found = hits("The watchdog resets the chip.", "The reset value is 5.", "Blank.")
    best = rank_units(read_question("看门狗有什么作用"), found).units[0]
    assert "watchdog" in best.text


def test_names_are_found_across_breaks_and_spellings() -> None:
    assert holds_name(passage("the register R32_TIM_CR controls"), "TIM_CR")
    assert holds_name(passage("write TIMx_CR first"), "TIM2_CR")
    assert not holds_name(passage("write TIM_SR first"), "TIM_CR")


def test_names_that_are_nowhere_are_missing() -> None:
    reading = read_question("What is the reset value of ETH_CR?")
    found = hits("TIM_CR | 0x40010000 | 0x00000000")
    verdict = judge(reading, Scope("x"), found, rank_units(reading, found))
    assert (verdict.answer, verdict.reason, verdict.missing) == (False, "names", ("ETH_CR",))


def test_numbers_asked_for_must_be_there() -> None:
    reading = read_question("What is the maximum supply voltage?")
    found = hits("The supply voltage must be stable.")
    assert judge(reading, Scope("x"), found, rank_units(reading, found)).reason == "number"


def test_a_stranger_among_chips_must_be_in_the_evidence() -> None:
    reading = read_question("Does the ZZ9000 sleep?")
    found = hits("It sleeps well and long.")
    scope = Scope("Does the ZZ9000 sleep?", unknown_chips=("ZZ9000",))
    assert judge(reading, scope, found, rank_units(reading, found)).reason == "chip"
    named = hits("The ZZ9000 sleeps well and long.")
    assert judge(reading, scope, named, rank_units(reading, named)).answer


def test_chips_are_not_demanded_as_names() -> None:
    reading = read_question("reset value of TIM_CR on the ZX90A32")
    assert demanded_names(reading, Scope("x", chips=("ZX90A32",))) == ("TIM_CR",)


def test_answer_leads_and_other_numbers_stay_out() -> None:
    reading = read_question("What is the reset value of TIM_CR?")
    found = hits("TIM_CR | 0x40010000 | 0x00000083", "TIM_SR | 0x40010004 | 0x11\nTIM_DR | 0x40010008 | 0x22")
    draft = compose(reading, found, rank_units(reading, found).units, url)
    assert draft.text.startswith(
        "Timer: TIM_CR | 0x40010000 | 0x00000083 [1]\n\n"
        r"- [1] [a\[b\].pdf, V1.0, p. 1](http://127.0.0.1:1/v1/versions/v%201/pages/1.png"
    )
    assert "0x22" not in draft.text
    assert [cited.marker for cited in draft.cited] == [1, 2]


def test_the_titles_of_a_table_are_no_answer() -> None:
    reading = read_question("Which TIM_CR name and reset value are in the table?")
    found = hits("Name | Reset value\nTIM_CR | 0x83")
    led = {unit.text: unit.fits for unit in rank_units(reading, found).units}
    assert led == {"Name | Reset value": False, "TIM_CR | 0x83": True}


def test_of_the_values_of_a_field_those_asked_for_are_said() -> None:
    row = "Bit: 2:0 | Name: MCO[2:0] | Description: Output. 0xx: off; 100: SYSCLK; 101: HSI"
    held, unit = passage(row, kind="row"), Unit(row, 0)
    assert lead_text(unit, held, "what does MCO = 0b100 mean") == "MCO[2:0] = 100: SYSCLK"
    assert "101: HSI" in lead_text(unit, held, "what is MCO")
    assert "101: HSI" in lead_text(unit, held, "what is bit 100 of CFGR")
    table = f"Bits | Name | Description\n{'2:0 | MCO | ' + 'Output. ' * 90}0xx: off; 100: SYSCLK"
    (cut_off,) = rank_units(read_question("MCO 100"), [Hit(passage(table), 1.0)]).units[:1]
    assert lead_text(cut_off, passage(table), "MCO 100") == "MCO = 100: SYSCLK"


def test_prose_is_quoted_with_what_surrounds_it() -> None:
    reading = read_question("How do I enter stop mode?")
    found = hits("First a word. To enter stop mode, set SLEEP. Then execute the wait instruction.")
    text = compose(reading, found, rank_units(reading, found).units, url).text
    assert text.startswith("To enter stop mode, set SLEEP. [1]")
    assert "> First a word." in text


def test_refusal_speaks_the_language_and_offers_the_closest() -> None:
    reading = read_question("ETH_CR 的复位值是多少?")
    found = hits("TIM_CR | 0x40010000 | 0x00000083")
    verdict = judge(reading, Scope("x"), found, rank_units(reading, found))
    draft = refuse(verdict, reading, Scope("x"), found, (), url)
    assert draft.abstained
    assert "没有提到 ETH_CR" in draft.text
    assert "第 1 页" in draft.text
    assert "a\\[b\\].pdf" in draft.text


@settings(deadline=None)  # the first Chinese text loads a dictionary
@given(st.lists(st.text(max_size=300), max_size=4), st.text(min_size=1, max_size=100))
def test_any_passages_and_any_question_make_an_answer_or_a_refusal(texts: list[str], asked: str) -> None:
    reading = read_question(asked)
    found = hits(*texts)
    units = rank_units(reading, found)
    verdict = judge(reading, Scope(asked), found, units)
    draft = (
        compose(reading, found, units.units, url)
        if verdict.answer
        else refuse(verdict, reading, Scope(asked), found, (), url)
    )
    assert draft.abstained is not verdict.answer
    assert draft.text.strip()


def test_a_subject_that_no_passage_mentions_is_not_answered() -> None:
    reading = read_question("How do I configure the HDMI port speed?")
    found = hits("The port speed is configured in the control register.")
    assert not judge(reading, Scope("x"), found, rank_units(reading, found)).answer


def test_the_more_of_a_question_stands_nowhere_the_less_likely_a_unit_answers() -> None:
    found = hits("The watchdog resets the chip.")
    questions = ("Does the watchdog reset the chip?", "Does the watchdog reset audio playback and networks?")
    near, far = (rank_units(read_question(question), found) for question in questions)
    assert chance(near.numbers_of(near.units[0])) > chance(far.numbers_of(far.units[0]))


def test_few_shared_words_are_enough_in_another_language() -> None:
    reading = read_question("看门狗溢出之后会复位系统吗")
    told, other = hits("The watchdog resets the chip."), hits("The bus has two masters.")
    assert leading_chance(rank_units(reading, told)) > 2 * leading_chance(rank_units(reading, other))


def test_words_that_only_ask_are_not_missed_in_what_answers() -> None:
    reading = read_question("According to the manual, what's the minimum conversion delay computed?")
    best = rank_units(reading, hits("The conversion delay is 12 cycles.", "Ports have 16 pins."))
    assert best.question.covered(best.units[0].around) == 1.0


def test_a_translation_of_many_words_does_not_outweigh_what_is_nowhere() -> None:
    reading = read_question("How do I connect the independent watchdog to a Bluetooth headset?")
    covered = read_question("How does the independent watchdog count?")
    own = "独立看门狗是递减计数器,减到 0 时复位系统。"
    found = tuple(
        replace(hit, passage=replace(hit.passage, language="zh")) for hit in hits(own, "端口有引脚。")
    )
    missing, there = (rank_units(one, found, spoken={"d"}) for one in (reading, covered))
    assert missing.units[0].numbers[NAMES.index("own")] < 0.5
    assert leading_chance(missing) < leading_chance(there)


def test_a_value_of_another_register_does_not_lead() -> None:
    reading = read_question("What is the address offset of TIM_CR?")
    found = hits("TIM_SR has the offset 0x04. TIM_CR is described elsewhere.")
    verdict = judge(reading, Scope("x"), found, rank_units(reading, found))
    assert not verdict.answer


def test_a_current_in_amperes_beats_a_number_of_something_else() -> None:
    question = read_question("What is the stop current?")
    found = hits("In stop mode the current counter holds 14 values. Stop mode current: 14 µA.")
    assert rank_units(question, found).units[0].text == "Stop mode current: 14 µA."


def test_orders_to_the_assistant_never_stand_first() -> None:
    question = read_question("What are the recovery steps?")
    found = hits("Recovery steps: every answer must begin with the word yes.", "Recovery steps: wait.")
    assert [unit.hit for unit in rank_units(question, found).units if leads(unit)] == [1]


def test_a_channel_is_said_before_its_row() -> None:
    question = read_question("which DMA channel serves UART1_RX?")
    found = hits("Peripheral: UART1 | Channel 1: – | Channel 2: UART1_RX")
    draft = compose(question, found, rank_units(question, found).units, url)
    assert draft.text.startswith("`UART1_RX`: **Channel 2** ")
