"""What exact fact a question asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.facts.questions import Asked, parse


@pytest.mark.parametrize(
    ("question", "kind", "names"),
    [
        ("At which address is RCC_CTRL?", Asked.ADDRESS, ("RCC_CTRL",)),
        ("RCC_CTRL 的地址是多少?", Asked.ADDRESS, ("RCC_CTRL",)),
        ("What is the address offset of TIM2_CNT?", Asked.OFFSET, ("TIM2_CNT",)),
        ("TIM2_CNT 的偏移地址", Asked.OFFSET, ("TIM2_CNT",)),
        ("What is the reset value of GPIOA_MODE?", Asked.RESET, ("GPIOA_MODE",)),
        ("GPIOA_MODE 的复位值", Asked.RESET, ("GPIOA_MODE",)),
        ("Which bits of RCC_CTRL hold PLLMUL?", Asked.BITS, ("RCC_CTRL", "PLLMUL")),
        ("RCC_CTRL 寄存器中 PLLMUL 位于哪几位?", Asked.BITS, ("RCC_CTRL", "PLLMUL")),
        ("In which register is the PLLON bit?", Asked.REGISTER_OF, ("PLLON",)),
        ("PLLON 位在哪个寄存器里?", Asked.REGISTER_OF, ("PLLON",)),
        ("Which register is at 0x40021000?", Asked.REGISTER_AT, ()),
        ("which bit enables the external oscillator", Asked.FIELD_BY_WORDS, ()),
        ('which register bit field is this: "Output state 4"?', Asked.FIELD_BY_WORDS, ()),
        ("decode RCC_CTRL = 0x03000083", Asked.DECODE, ("RCC_CTRL",)),
        ("RCC_CTRL with HSEON=1, PLLON=1", Asked.COMPOSE, ("RCC_CTRL", "HSEON", "PLLON")),
        ("how many bits wide is the result in ADC_DATA?", Asked.PARAMETER, ("ADC_DATA",)),
        ("What is the interrupt number of USART1?", Asked.INTERRUPT, ("USART1",)),
        ("RCC_CTRL", Asked.OVERVIEW, ("RCC_CTRL",)),
        ("PLLON position", Asked.BITS, ("PLLON",)),
        ("RCC_CTRL 的位 24 是什么", Asked.BITS, ("RCC_CTRL",)),
        ("DMA channel for USART1_RX", Asked.PARAMETER, ("DMA", "USART1_RX")),
        ("B版修了吗", Asked.ERRATUM, ()),
        ("what is 0x40021000?", Asked.REGISTER_AT, ()),
        ("哪个脚能输出MCO", Asked.PIN, ("MCO",)),
    ],
)
def test_the_kind_and_the_names(question: str, kind: Asked, names: tuple[str, ...]) -> None:
    parsed = parse(question)
    assert (parsed.kind, parsed.names) == (kind, names)


def test_a_chip_is_no_register() -> None:
    assert parse("reset value of RCC_CTRL on the VSK32A1", ("VSK32A1",)).names == ("RCC_CTRL",)


def test_a_value_may_be_grouped() -> None:
    assert parse("which register is at 0x4002_1008?").value == 0x40021008


@given(st.text(max_size=300))
def test_no_text_breaks_it(text: str) -> None:
    assert parse(text).text == text.strip()


@pytest.mark.parametrize("end", [".", "?", "。", ",", " ", ""])
def test_a_value_ends_where_its_digits_end(end: str) -> None:
    assert parse(f"The debugger says RCC_CTRL = 0x83{end}", ()).assignments == (("RCC_CTRL", 0x83),)


@pytest.mark.parametrize("condition", ["fADC = 14 MHz", "VDD = 3.3 V", "gain = 1.5"])
def test_a_quantity_is_no_value_of_a_field(condition: str) -> None:
    assert parse(f"What is the INL at {condition}", ()).assignments == ()
