"""A request for code without a language model: what is missing, and the registers, never unrelated rows."""

from dataclasses import replace

import pytest

from app.chat.citations import Cited
from app.chat.coding_request import _owned, _translations, asks_code, surely_asks_code, without_model
from app.chat.composing import Draft
from app.chat.intent import Intent, Reading, Want
from app.chat.schemas import Clarify
from app.facts.records import Provenance, Register
from app.facts.repository import Located
from app.library.versions import VersionRow
from app.models import State
from app.search.scope import Scope
from app.search.service import Found
from retrieval.types import Hit, Passage

NONE = Draft("Nothing.", abstained=True)
READING = Reading("Write C code to initialise USART1", Intent.CODE, Want.PROSE, "en", ("USART1",))


def hit(
    heading: str, *names: str, version: str = "new", sources: tuple[str, ...] = ("identifier", "sparse")
) -> Hit:
    passage = Passage(
        id=f"{version}/{heading}",
        document_id="manual",
        version_id=version,
        document="ZX90.pdf",
        revision="V1.5",
        language="en",
        page=7,
        box=(0.0, 0.0, 1.0, 1.0),
        section=f"10 USART › {heading}",
        text="Offset address: 0x08",
        kind="section",
        names=names,
    )
    return Hit(passage, 1.0, sources)


def found(*hits: Hit, unknown: tuple[str, ...] = ()) -> Found:
    return Found(replace(Scope(text=READING.question), unknown_chips=unknown), (), hits)


def url(passage: Passage) -> str:
    return f"/{passage.version_id}/{passage.page}"


BRR = hit("10.2.3 Baud rate register (USARTx_BRR) (x = 1..2)", "USARTx_BRR", "DIV", "BRR")
ROW = hit("10.2.3 Baud rate register (USARTx_BRR) (x = 1..2)", "USARTx_BRR")
GATE = hit("3.3.7 Clock enable register (RCC_APB2EN)", "RCC_APB2EN", "USART1EN")
STRANGER = hit("3.3.1 Clock control register (RCC_CTRL)", "RCC_CTRL", sources=("sparse",))
OTHER = hit("9.1 Control register (USARTx_CTRL1)", "USARTx_CTRL1", version="another chip's")
LINE = hit("5.1 Vectors", "USART1")


def test_the_registers_of_what_is_named_are_given_each_once() -> None:
    draft = without_model(READING, found(LINE, STRANGER, BRR, ROW, OTHER, GATE), url, None, NONE)
    assert "needs a language model" in draft.text
    assert "- `USARTx_BRR` [1]\n- `RCC_APB2EN` [2]" in draft.text
    assert [each.passage for each in draft.cited] == [BRR.passage, GATE.passage]
    assert not draft.abstained


def test_it_says_so_in_chinese() -> None:
    draft = without_model(replace(READING, language="zh"), found(BRR), url, None, NONE)
    assert draft.text.startswith("编写代码需要语言模型")


def test_without_registers_only_what_holds_the_name_is_near() -> None:
    draft = without_model(READING, found(STRANGER, LINE), url, None, NONE)
    assert draft.abstained
    assert [each.passage for each in draft.cited] == [LINE.passage]
    alone = without_model(READING, found(STRANGER), url, None, NONE)
    assert alone.cited == ()
    assert alone.text == "Writing code needs a language model, and none is set up here."


@pytest.mark.parametrize(
    "stated",
    [
        Draft("`PLLON` is bit 24.", facts=({"type": "register"},)),
        Draft("There is no RCC_NOPE.", abstained=True),
        Draft("Which chip?", clarify=Clarify(question="Which chip?", choices=["A", "B"])),
    ],
)
def test_what_the_facts_say_of_registers_stays(stated: Draft) -> None:
    draft = without_model(READING, found(BRR), url, stated, NONE)
    assert draft.text.endswith(stated.text)
    assert draft.text != stated.text
    assert (draft.facts, draft.clarify) == (stated.facts, stated.clarify)


def test_another_fact_of_the_same_name_is_no_answer() -> None:
    draft = without_model(READING, found(BRR), url, Draft("Interrupt USART1: number 31."), NONE)
    assert "31" not in draft.text


@pytest.mark.parametrize(
    "reading",
    [
        replace(READING, intent=Intent.REGISTER),
        replace(READING, question="What does this do?\n```c\nUSART1->BRR = 0x45;\n```"),
    ],
)
def test_other_questions_are_left_alone(reading: Reading) -> None:
    assert not asks_code(reading, found(BRR))


def test_a_chip_without_a_manual_is_refused_elsewhere() -> None:
    assert not asks_code(READING, found(BRR, unknown=("ZX91",)))


def test_without_registers_what_the_manuals_say_is_given() -> None:
    quotes = Draft("BRR is divided by 16. [1]", cited=(Cited(1, ROW.passage, "BRR"),))
    assert without_model(READING, found(LINE), url, None, quotes).text.endswith("divided by 16. [1]")
    assert "divided" not in without_model(READING, found(BRR), url, None, quotes).text


@pytest.mark.parametrize(
    ("question", "sure"),
    [
        ("Write C code to initialise USART1", True),
        ("Which token code starts a transmission?", False),
        ("RA4 stays dark whatever I write. Dead pin?", False),
    ],
)
def test_who_speaks_of_code_does_not_surely_ask_for_some(question: str, sure: bool) -> None:
    assert surely_asks_code(replace(READING, question=question)) is sure


def test_names_of_manuals_stay_text() -> None:
    draft = without_model(READING, found(hit("<b>_`x`", "<b>_`x`")), url, None, NONE)
    assert "\\<b>" in draft.text


def register(name: str, peripheral: str = "") -> Located[Register]:
    at = Provenance(3, (0.0, 0.0, 1.0, 1.0))
    return Located(Register(name, at, peripheral=peripheral), "new", name, at)


def test_the_facts_know_the_registers_of_a_peripheral() -> None:
    registers = [
        register("R32_GPIOC_CFGLR"),
        register("GPIOx_LCKR"),
        register("RCC_CTLR"),
        register("BSRR", "GPIOC"),
        register("GPIOC_CFGLR"),
    ]
    assert [one.fact.name for one in _owned(registers, ["GPIOC"])] == [
        "R32_GPIOC_CFGLR",
        "GPIOx_LCKR",
        "BSRR",
    ]
    twice = [register("I2C_CTLR1", "I2C"), register("I2C1_CTLR1", "I2C1"), register("I2C1_OAR1", "I2C1")]
    assert _owned(twice, ["I2C1"]) == [twice[0], twice[2]]
    assert _owned(registers, ["USART1"]) == []
    shared, other = register("USART_BRR"), register("USART2_BRR")
    assert _owned([*registers, shared, other], ["USART1"]) == [shared]


def test_they_stand_beside_those_that_passages_of_the_manual_describe() -> None:
    owned = [("USART1_STAT", STRANGER.passage), ("USARTx_BRR", STRANGER.passage)]
    draft = without_model(READING, found(LINE), url, None, NONE, owned)
    assert "- `USART1_STAT` [1]\n- `USARTx_BRR` [2]" in draft.text
    draft = without_model(READING, found(GATE, BRR), url, None, NONE, owned)
    assert "- `RCC_APB2EN` [1]\n- `USARTx_BRR` [2]\n- `USART1_STAT` [3]" in draft.text
    draft = without_model(READING, found(OTHER), url, None, NONE, owned)
    assert "- `USART1_STAT` [1]\n- `USARTx_BRR` [2]" in draft.text
    assert "USARTx_CTRL1" not in draft.text


def test_a_chip_of_few_registers_is_a_peripheral_itself() -> None:
    few = [register("ctrl_hum", "CTRL"), register("config"), register("config")]
    assert _owned(few, []) == few[:2]
    assert _owned([register(f"R{number}") for number in range(40)], []) == []


def test_the_translation_in_the_question_s_language_comes_first() -> None:
    def row(id: str, language: str, document: str = "manual") -> VersionRow:
        return VersionRow(id, document, f"{id}.pdf", "", "", "", "", "", language, State.PUBLISHED, 9, True)

    rows = {one.id: one for one in (row("en", "en"), row("zh", "zh"), row("sheet", "zh", "data sheet"))}
    assert _translations(rows["zh"], rows, "en") == ["en", "zh"]
    assert _translations(rows["zh"], rows, "zh") == ["zh", "en"]
    assert _translations(rows["sheet"], rows, "en") == ["sheet"]
