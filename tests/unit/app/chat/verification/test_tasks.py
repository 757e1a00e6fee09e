"""What a program says of its task, and what it says of hardware."""

import pytest

from app.chat.verification import Facts, TaskFence, Verifier

from .evidence import SOURCES
from .test_asked import field, register


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


def test_names_that_turn_up_late_are_learnt() -> None:
    fence = Verifier(SOURCES)
    said = "ACT_SIG is at 0x40001010 and ACT_ON is bit 3 of it."
    assert set(fence.strangers(said)) == {"ACT_SIG", "ACT_ON"}
    assert not fence.check(said).ok
    fence.learn(
        Facts(registers=(register("ACT_SIG", 0x40001010, 0x10, "0x00", field("ACT_ON", "ACT_SIG", 3, 3)),))
    )
    assert fence.strangers(said) == ()
    assert fence.check(said).ok
    assert not fence.check("ACT_SIG is at 0x40001014.").ok
    assert not fence.check("ACT_ON is bit 4 of ACT_SIG.").ok
    assert fence.check("LOCKED is bit 25 of CLK_CTLR.").ok


def test_words_of_software_are_no_strangers() -> None:
    assert Verifier(SOURCES).strangers("`uart_init()` in main.c returns -1 and main() goes on.") == ()
