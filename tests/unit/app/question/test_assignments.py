"""Register values written by code or printed by a debugger."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.question.assignments import Assignment, assignments, evaluated, values_alone


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RCC->STAT = 0x2C000000", [Assignment("RCC->STAT", None, 0x2C000000)]),
        (
            "FLASH->CR |= 1<<2;\nFLASH->CR |= 1<<6;",
            [Assignment("FLASH->CR", None, 4), Assignment("FLASH->CR", None, 64)],
        ),
        ("RCC->EN &= ~(1UL<<4);", [Assignment("RCC->EN", None, 16, cleared=True)]),
        ("CNF1=0x01 CNF2=0x80", [Assignment("CNF1", None, 1), Assignment("CNF2", None, 0x80)]),
        ("after wake-up\n0x40001044: 05", [Assignment("", 0x40001044, 5)]),
        ("STATUS1A 0x28", [Assignment("STATUS1A", None, 0x28)]),
        ("VDD = 3.3 V and the clock = 72 MHz", []),
        ("x = y + 1", []),
    ],
)
def test_values_are_read_from_code_and_dumps(text: str, expected: list[Assignment]) -> None:
    assert list(assignments(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("now i wrote 0x1998. pg field?", (0x1998,)),
        ("it reads 0b101, then 3Ah", (5, 0x3A)),
        ("0x00 and 12", ()),
        ("0b12 is no number, x0x1 is none either", ()),
    ],
)
def test_values_that_stand_alone(text: str, expected: tuple[int, ...]) -> None:
    assert values_alone(text) == expected


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("(1<<4)|(3<<5)", 112),
        ("0x10UL", 16),
        ("~0x1", ~1),
        ("1 << 99", None),
        ("9" * 40 + "<<63", None),
        ("()", None),
    ],
)
def test_only_constants_of_a_register_are_evaluated(expression: str, value: int | None) -> None:
    found = evaluated(expression)
    assert found == value if value is not None else found is None or found > 0


@given(st.text(max_size=200))
def test_no_text_makes_the_reader_fail_or_find_much(text: str) -> None:
    assert len(assignments(text)) <= 8
    assert len(values_alone(text)) <= 8


@given(st.integers(0, 0xFFFFFFFF))
def test_a_written_value_is_read_back(value: int) -> None:
    assert assignments(f"GPIO->ODR = {value:#x};") == (Assignment("GPIO->ODR", None, value),)
