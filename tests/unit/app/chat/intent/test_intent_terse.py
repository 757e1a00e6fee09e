"""Very short questions by the rules alone, and questions on a vendor's tools, which are ours to look up."""

import pytest

from app.chat.intent import UNSEARCHED, Intent, Want, read_question


@pytest.mark.parametrize(
    ("question", "intent", "want"),
    [
        ("RCC_CTLR reset val?", Intent.REGISTER, Want.RESET),
        ("base addr of SPI1", Intent.REGISTER, Want.ADDRESS),
        ("PLLON bit几?", Intent.REGISTER, Want.BITS),
        ("FLASH_ACR 默认多少", Intent.REGISTER, Want.RESET),
        ("How many bits is IWDG_RLD?", Intent.REGISTER, Want.NUMBER),
        ("V203 flash size", Intent.PARAMETER, Want.NUMBER),
        ("ADC 几位", Intent.PARAMETER, Want.NUMBER),
        ("enter standby", Intent.PROCEDURE, Want.PROSE),
        ("校准码写不回去", Intent.DEBUGGING, Want.PROSE),
    ],
)
def test_terse_questions_are_told(question: str, intent: Intent, want: Want) -> None:
    reading = read_question(question)
    assert (reading.intent, reading.want) == (intent, want)


@pytest.mark.parametrize(
    "question",
    ["官方云平台怎么添加设备", "how do I install the vendor's toolchain plugin", "how does css work"],
)
def test_a_vendors_tools_and_services_are_looked_up(question: str) -> None:
    assert read_question(question).intent not in UNSEARCHED
