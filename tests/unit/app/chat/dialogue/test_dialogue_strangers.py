"""What people leave out when they type in haste: chips without names, contrasts, small letters, lists."""

import pytest

from tests.unit.app.chat.dialogue.conversations import talk

RESET = ("What is the reset value of RCC_CTLR on the CH32V003?", "A:`RCC_CTLR`: **0x0000xx83**.")
MOVED = (*RESET, "And on the CH583?", "A:`RCC_CTLR`: **0x41**.")
ZH_BIT = ("CH32V003 的 RCC_CTLR 的 PLLON 是第几位?", "A:`PLLON` 是 `RCC_CTLR` 的位 24。")
PIN = ("which pin is USART1_TX on the CH32V003", "A:`PD5`")
STOP = ("What is the stop mode current of the CH32V003?", "A:**9 µA**")
PAIR = ("CH32V003 的 ADC_LIMH 和 ADC_LIML 偏移", "A:`ADC_LIMH`: **0x24**")
OLD = ("CH32V003 手册 V1.0 里 USART_CTLR2 的 STOP 是哪几位", "A:`STOP`: **14:13**")
ERASE = ("how do I erase a flash page on the CH32V003?", "A:Set PER.")
DMA = ("which DMA channel serves USART1_TX on the CH32V003", "A:`USART1_TX`: **Channel 2**")
ZH_DMA = ("CH32V003 USART1 发送走DMA哪个通道", "A:`USART1_TX`: **通道 2**")
SUFFIX = ("CH32V003 max ambient temperature, suffix 7", "A:**105 °C**")
SPEED = ("CH32V003最高跑多少M", "A:**48 MHz**")
WARM = ("CH32V003 HSI精度25度", "A:**1 %**")
FAULT = ("i2c of the CH32V003 hangs", "A:While PE in I2C1_CTRL1 is 0. Set SWRST in I2C1_CTRL1.")
ENABLED = ("CH32V003 USART1 时钟使能是哪个位", "A:`USART1EN` 在寄存器 `RCC_APB2PCENR` 中,位 14。")
LOCK = ("how long does the PLL of the CH32V003 take to lock", "A:**200 µs**")
DUMP_OF = (
    "my CH32V003 reads RCC_CTLR as 0x83, what does that mean",
    "A:`RCC_CTLR` = **0x83**, field by field",
)
DUMP = "(gdb) x/1wx 0x40021000\n0x40021000:\t0x03035a83\nwhich register of the CH32V003 is at 0x40021000?"


@pytest.mark.parametrize(
    ("before", "question", "resolved"),
    [
        # a chip without its name
        (
            MOVED,
            "back to the first chip: RCC_CFGR0?",
            "What is the reset value of RCC_CFGR0 on the CH32V003?",
        ),
        (MOVED, "and on the other one?", "What is the reset value of RCC_CTLR on the CH32V003?"),
        (MOVED, "原来那颗呢", "What is the reset value of RCC_CTLR on the CH32V003?"),
        (MOVED, "hang on, wrong chip, V003", "What is the reset value of RCC_CTLR on the CH32V003?"),
        # a contrast, and openings in a row
        (STOP, "not stop, standby", "What is the standby mode current of the CH32V003?"),
        (ZH_BIT, "不是PLLON,是HSEON", "CH32V003 的 RCC_CTLR 的 HSEON 是第几位?"),
        (RESET, "argh sorry, I meant RCC_INTR", "What is the reset value of RCC_INTR on the CH32V003?"),
        # small letters and pieces
        (ZH_BIT, "hseon", "CH32V003 的 RCC_CTLR 的 HSEON 是第几位?"),
        (PIN, "rx?", "which pin is USART1_RX on the CH32V003"),
        (RESET, "gpioa bsrr addr", "GPIOA_BSRR address"),
        (RESET, "TIM2 PSC and ATRLR addresses", "TIM2_PSC and TIM2_ATRLR addresses"),
        (
            DUMP_OF,
            "what's the normal value after reset?",
            "What is the reset value of RCC_CTLR on the CH32V003?",
        ),
        (RESET, "full addr", "What is the address of RCC_CTLR on the CH32V003?"),
        # several at once, an edition, a topic
        (PAIR, "它俩的复位值", "ADC_LIMH 和 ADC_LIML 的复位值"),
        (OLD, "1.1里改成啥了", "CH32V003 手册 V1.1 里 USART_CTLR2 的 STOP 是哪几位"),
        (ERASE, "how long does that take?", f"how long does that take? (about: {ERASE[0][:-1]})"),
        # haste: abbreviations, signals, numbers, letters for one another
        (RESET, "freq of the adc clk?", "frequency of the adc clock?"),
        (DMA, "usart2 rx?", "which DMA channel serves USART2_RX on the CH32V003"),
        (ZH_DMA, "接收呢", "CH32V003 USART1_RX走DMA哪个通道"),
        (DMA, "irq of that channel", "irq of DMA Channel 2"),
        (SUFFIX, "suffix 6?", "CH32V003 max ambient temperature, suffix 6"),
        (SUFFIX, "storage?", "CH32V003 max storage temperature, suffix 7"),
        (SPEED, "apb1呢", "CH32V003最高 APB1  最大"),
        (WARM, "全温度范围呢", "CH32V003 HSI精度全温度范围"),
        (WARM, "at 85?", "CH32V003 HSI精度85度"),
        (WARM, "85度呢", "CH32V003 HSI精度85度"),
        # a name's other half, what was asked two questions before, what the reply named
        (RESET, "no, INTR", "What is the reset value of RCC INTR on the CH32V003?"),
        ((*PIN, "rx?", "A:`PD6`"), "can both be remapped", "can USART1_TX and USART1_RX be remapped"),
        (FAULT, "which bit is that one in CTRL1", "which bit is SWRST in I2C1_CTRL1"),
        (ENABLED, "复位它的位呢", "复位 USART1 的位呢"),
        (FAULT, "workaround?", f"workaround? (about: {FAULT[0]})"),
        (LOCK, "and the crystal to start up", f"and the crystal to start up (about: {LOCK[0]})"),
        (ZH_BIT, "打错芯片了,CH583", "CH583 的 RCC_CTLR 的 PLLON 是第几位?"),
        # what stands by itself
        (RESET, "what is the maximum supply voltage?", "what is the maximum supply voltage?"),
        (RESET, "What is the junction temperature range?", "What is the junction temperature range?"),
        (ZH_BIT, "结温范围是多少?", "结温范围是多少?"),
        (("hi",), DUMP, "which register of the CH32V003 is at 0x40021000?"),
    ],
)
def test_hasty_questions_are_made_complete(before: tuple[str, ...], question: str, resolved: str) -> None:
    assert talk(*before, question).resolved == resolved


@pytest.mark.parametrize(
    ("question", "resolved"),
    [
        ("which field is that", "What is bit 18 of RCC_CFGR0?"),
        ("这句里 7 << 18 写的是哪个字段", "RCC_CFGR0 的位 18 是什么?"),
        ("which bit of RCC_INTR is set", "which bit of RCC_INTR is set"),
    ],
)
def test_a_line_of_code_names_register_and_bit(question: str, resolved: str) -> None:
    code = "```src/clock.c\nvoid f(void) { RCC->CFGR0 |= 7u << 18; }\n```\n"
    assert talk(f"{code}{question}").resolved == resolved


def test_the_other_chip_becomes_the_one_in_focus() -> None:
    assert talk(*MOVED, "and on the other one?").state.chip == "CH32V003"


def test_who_asked_of_two_chips_goes_on_asking_of_both() -> None:
    both = ("CH32V003和CH583的RCC_CTLR复位值一样吗", "A:**CH32V003**: 0x83")
    assert talk(*both, "地址呢").resolved == "RCC_CTLR 的地址是多少? (CH32V003, CH583)"


def test_a_repeated_question_of_another_edition_changes_the_revision() -> None:
    assert talk(*OLD, "1.1里改成啥了").state.revision == "1.1"


def test_a_letter_with_the_chinese_word_for_edition_is_a_stepping() -> None:
    assert talk("CH32V003 B版 的 ADC 有问题").state.stepping == "B"
    assert talk("CH32V003 手册 B版手册").state.stepping == ""


def test_a_value_that_a_register_reads_as_is_reported() -> None:
    (value,) = talk("my CH32V003 reads FLASH_STATR as 0x10, why").state.values
    assert (value.register, value.value) == ("FLASH_STATR", "0x10")
