"""Instances of a peripheral that a chip does not have."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.chat.absent_instances import Absent, instances

PERIPHERALS = ("USART1", "I2C", "SPI0", "SPI1", "GPIOA", "GPIOC", "TIMx", "ADC1", "ADCx", "CRC", "EXTI")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("USART2 BRR address", {"USART2": ("USART1",)}),
        ("address of usart2_brr", {"USART2": ("USART1",)}),
        ("UART5 BRR", {"UART5": ("USART1",)}),
        ("UART1 BRR", {}),
        ("I2C2 CTLR1 的地址", {"I2C2": ("I2C",)}),
        ("I2C1 CTLR1 的地址", {}),  # what the only one may be called
        ("ADC2 data register", {"ADC2": ("ADC1", "ADCx")}),
        ("GPIOB_CFGLR address", {"GPIOB": ("GPIOA", "GPIOC")}),
        ("GPIOA_CFGLR address", {}),
        ("mode of GPIO12", {}),  # a pin
        ("CRC32 polynomial", {}),
        ("EXTI5 mask", {}),
        ("USART1 or SPI1?", {}),
        ("the I2C address", {}),
        ("TIM3 prescaler", {}),  # TIMx may have any number
        ("CAN1 bit rate", {}),
    ],
)
def test_an_instance_is_one_more_of_a_known_peripheral(text: str, named: dict[str, tuple[str, ...]]) -> None:
    assert dict(instances(text, PERIPHERALS)) == named


def test_what_is_said_of_a_sibling_is_no_answer() -> None:
    absent = Absent("USART2", ("USART1",))
    assert absent.is_meant("`R32_USART_BRR` (USART_BRR) is at address **0x40013808**. [1]")
    assert Absent("UART5", ("USART1",)).is_meant("`R32_USART_BRR` (USART_BRR) is at **0x40013808**. [1]")
    assert Absent("GPIOB", ("GPIOA", "GPIOC")).is_meant("`GPIOx_CFGLR` has the address offset **0x00**.")
    assert absent.is_meant("The base address of `USART1` is **0x40013800**.")
    assert not absent.is_meant("`RCC_APB1PCENR`: offset **0x1C**. [1]")
    assert not absent.is_meant("`AFIO_PCFR1` bit 3 moves `USART2`. [1]")


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    assert len(instances(text, PERIPHERALS)) <= 4
