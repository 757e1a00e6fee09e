"""What questions are made of a library's facts."""

from finetune.dataset.library import apart


def test_it_is_asked_back_only_where_the_answers_differ() -> None:
    assert apart({"UART0": ("p1", "0x00"), "UART1": ("p2", "0x80")}) == {"UART0": "p1", "UART1": "p2"}
    assert apart({"TIMER 2": ("p1", "0x00"), "ALL REGISTERS": ("p2", "0x00")}) == {}
    assert apart({"UART0": ("p1", "0x00")}) == {}
