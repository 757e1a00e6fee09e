"""Each item fires on a question that calls for it, and not on one that is only near."""

import pytest

from app.chat.checklists import checklist_for, unaddressed
from app.chat.checklists.items import items

CASES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "dma-cache": (("How do I set up DMA receive with the data cache on?", "开了缓存后 DMA 收到的数据不对"), ("How large is the cache?",)),  # noqa: E501 - one pattern or case, one line
    "dma-buffer": (("DMA transfer from a memory buffer to SPI", "DMA 接收缓冲区怎么配置"), ("What is the DMA base address?",)),  # noqa: E501 - one pattern or case, one line
    "adc-source-impedance": (("ADC reads wrong behind a divider", "ADC 采样不准怎么办"), ("What is the ADC interrupt number?",)),  # noqa: E501 - one pattern or case, one line
    "flash-wait-states": (("How do I switch the system clock to the PLL?", "怎么把主频提高到 48 MHz 系统时钟"), ("What clock does the UART use?",)),  # noqa: E501 - one pattern or case, one line
    "pll-change": (("How do I change the PLL multiplication factor?", "如何修改 PLL 倍频"), ("Which bit is PLLRDY?",)),  # noqa: E501 - one pattern or case, one line
    "peripheral-clock": (("GPIO output does nothing", "串口初始化后没反应"), ("How many GPIO ports are there?",)),  # noqa: E501 - one pattern or case, one line
    "five-volt": (("Can I connect a 5 V signal to pin PA9?", "引脚可以接 5V 信号吗"), ("What is the 3.3 V supply current?",)),  # noqa: E501 - one pattern or case, one line
    "watchdog-start": (("Can the watchdog be disabled once it was started?", "看门狗启动后能停止吗"), ("What is the reset value of IWDG_CTLR?",)),  # noqa: E501 - one pattern or case, one line
    "i2c-pullup": (("I2C gets no ack, which resistor do I need?", "I2C 上拉电阻用多大"), ("What is the address of I2C1_CTLR1?",)),  # noqa: E501 - one pattern or case, one line
    "spi-mode": (("SPI slave reads garbage", "SPI 读传感器数据错位"), ("What is the base address of SPI1?",)),
    "boot-pins": (("How must the BOOT0 pin be wired?", "启动模式引脚怎么接"), ("How long is the boot time?",)),  # noqa: E501 - one pattern or case, one line
    "write-one-to-clear": (("How do I clear the status flag of the timer?", "怎么清除中断标志"), ("Which bit is the overflow flag?",)),  # noqa: E501 - one pattern or case, one line
    "interrupt-clear-order": (("My interrupt handler runs twice", "中断一直进怎么办"), ("What is the number of the timer interrupt?",)),  # noqa: E501 - one pattern or case, one line
    "flash-self-program": (("How do I erase a flash page and write to it?", "如何擦除闪存"), ("How large is the flash?",)),  # noqa: E501 - one pattern or case, one line
    "reset-cause": (("Why does the board reset at random?", "芯片意外复位的原因"), ("What is the reset value of RCC_CTLR?",)),  # noqa: E501 - one pattern or case, one line
    "wake-up-clocks": (("What must I do after standby wake-up?", "从停止模式唤醒后要做什么"), ("How much current in standby?",)),  # noqa: E501 - one pattern or case, one line
    "uart-baud": (("UART prints garbage at 115200", "串口乱码"), ("What is the reset value of USART_BRR?",)),
    "crystal-load": (("Which load capacitors for the crystal?", "晶振不起振"), ("What frequency has the crystal?",)),  # noqa: E501 - one pattern or case, one line
    "debug-pins": (("Can I use the SWDIO pin as GPIO?", "PA13 调试引脚能当普通IO吗"), ("Which pin is SWDIO?",)),  # noqa: E501 - one pattern or case, one line
    "stack-and-linker": (("I get a hard fault, is it a stack overflow?", "堆栈溢出怎么查"), ("Does the TCP/IP stack fit?",)),  # noqa: E501 - one pattern or case, one line
    "isr-shared-data": (("A global variable set in the interrupt does not update", "中断里改的全局变量主循环看不到"), ("Which interrupt has priority 3?",)),  # noqa: E501 - one pattern or case, one line
    "option-bytes": (("How do I set read protection in the option bytes?", "怎么开启读保护"), ("Which bit of the status register is set?",)),  # noqa: E501 - one pattern or case, one line
    "timer-period": (("How do I set the timer prescaler for 1 kHz?", "PWM 频率怎么设置"), ("How many timers are there?",)),  # noqa: E501 - one pattern or case, one line
    "current-limits": (("Can a GPIO pin drive an LED directly?", "引脚能直接驱动继电器吗"), ("Which pin is the LED's name?",)),  # noqa: E501 - one pattern or case, one line
}  # fmt: skip


def test_there_is_a_case_for_every_item() -> None:
    assert set(CASES) == {item.id for item in items()}
    assert len(CASES) >= 15


@pytest.mark.parametrize("name", CASES)
def test_it_fires_in_both_languages_and_not_beside(name: str) -> None:
    fires, beside = CASES[name]
    for question in fires:
        assert name in _called(question), question
    for question in beside:
        assert name not in _called(question), question


def _called(question: str) -> set[str]:
    from app.chat.checklists.matching import called

    return {item.id for item in called(question, "")}


def test_what_is_known_of_the_chip_counts() -> None:
    question = "How do I start a DMA transfer?"
    assert "dma-cache" not in {item.id for item in checklist_for(question)}
    assert "dma-cache" in {item.id for item in checklist_for(question, "core: Cortex-M7")}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_point_in_its_own_words_is_addressed(language: str) -> None:
    for item in items():
        answer = " ".join(point.text(language) for point in item.points)
        assert unaddressed(answer, [item]) == (), item.id
        assert unaddressed("Nothing.", [item]) == (item,), item.id


def test_only_what_is_left_out_comes_back() -> None:
    item = next(one for one in items() if one.id == "dma-cache")
    left = unaddressed("Invalidate the range before you read.", [item])
    assert [len(one.points) for one in left] == [1]


def test_a_prompt_gets_few_items() -> None:
    every = " ".join(fires[0] for fires, _ in CASES.values())
    assert len(checklist_for(every)) <= 3
