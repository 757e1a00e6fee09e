"""Which questions a row of the pinout answers."""

import pytest

from app.facts.pins import asks_pin
from app.facts.questions import parse


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("Which pin is USART1_TX?", True),
        ("What functions has PA9?", True),
        ("What is the pin number of PA9 in QFN32?", True),
        ("Can I remap USART1_TX? Which pins?", True),
        ("PA9", True),
        ("PA9 pin?", True),
        ("USART1_TX 在哪个引脚?", True),
        ("PA9 有哪些复用功能?", True),
        ("What is the maximum current of pin PA9?", False),
        ("Is the PA9 pin 5 V tolerant?", False),
        ("How do I configure pin PA9 as an output?", False),
        ("Why is my PA9 pin stuck low?", False),
        ("Is PA9 safe to leave floating?", False),
        ("PA9 引脚的最大灌电流是多少?", False),
        ("怎么把 PA9 引脚配成推挽输出?", False),
    ],
)
def test_only_questions_about_pins_get_pins(question: str, asks: bool) -> None:
    assert asks_pin(parse(question)) is asks
