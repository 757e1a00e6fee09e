"""What a program says of its task, and what it says of hardware."""

import pytest

from app.chat.verification import TaskFence, Verifier

from .evidence import SOURCES


@pytest.mark.parametrize(
    "said",
    [
        "I renamed foo in 3 places, lines 10, 42 and 57.",
        "The build took 12.5 s and the binary has 16384 bytes.",
        "The polynomial is 0x1021.",
        "`uart_init()` returns -1 after 50 ms.",
        "我改了 3 个文件,共 25 行。",
        "LOCKED is bit 25 of CLK_CTLR.",
    ],
)
def test_a_programs_own_numbers_are_its_own(said: str) -> None:
    assert TaskFence(Verifier(SOURCES)).check(said).ok


@pytest.mark.parametrize(
    "said",
    [
        "LOCKED is bit 24.",
        "The reset value of CLK_CTLR is 0x12345678.",
        "The supply voltage may reach 9.5 V.",
        "CLK_CTLR 的复位值是 0x12345678。",
    ],
)
def test_what_is_said_of_hardware_is_held_to_the_manuals(said: str) -> None:
    assert not TaskFence(Verifier(SOURCES)).check(said).ok


def test_a_sentence_may_lean_on_one_that_was_let_through() -> None:
    fence = TaskFence(Verifier(SOURCES))
    assert fence.check("Now to CLK_CTLR. ").ok
    assert not fence.check("Its reset value is 0x12345678.").ok
