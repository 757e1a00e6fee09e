"""Fields that manuals describe in paragraphs, with the lines that go on with them."""

import pytest

from ingestion.extraction.spoken import text_fields
from ingestion.types import Block, BlockKind

BOX = (0.0, 0.0, 1.0, 1.0)


def paragraphs(*texts: str) -> list[Block]:
    return [Block(BlockKind.PARAGRAPH, text, 9, BOX, ("3 Registers",)) for text in texts]


def test_what_follows_a_field_describes_it_up_to_the_next() -> None:
    first, second = text_fields(
        "CLK_CFGR",
        paragraphs(
            "Address offset: 0x04",
            "Bits 7:4 HPRE: Prescaler",
            "Set by software.",
            "Bit 3 ON: Enable",
            "0: Off",
            "1: On",
        ),
    )
    assert first.description == "Prescaler\nSet by software."
    assert [(one.value, one.meaning) for one in second.values] == [("0", "Off"), ("1", "On")]


def test_values_may_begin_lines_without_a_mark_if_they_have_a_digit_for_each_bit() -> None:
    (field,) = text_fields(
        "MEM_ACR", paragraphs("Bits 2:0 LATENCY: Latency", "000 No wait state\n001 One wait state\n10 years")
    )
    assert [(one.value, one.meaning) for one in field.values] == [
        ("000", "No wait state"),
        ("001", "One wait state"),
    ]


@pytest.mark.parametrize("texts", [(), ("Address offset: 0x04",), ("Set by software.", "0: Off")])
def test_lines_without_a_field_before_them_are_none(texts: tuple[str, ...]) -> None:
    assert text_fields("CLK_CFGR", paragraphs(*texts)) == []


def test_text_far_behind_a_field_is_not_its_own() -> None:
    (field,) = text_fields("CLK_CFGR", paragraphs("Bit 3 ON: Enable", *[f"Line {n}." for n in range(30)]))
    assert "Line 5." in field.description
    assert "Line 6." not in field.description


@pytest.mark.parametrize(
    "line", ["Bits 3-0 MODE3:MODE0 Mode", "Bits 1, 0 – IN1D, IN0D: Disable", "Bits 5:2 – CH3D:CH0D: Disable"]
)
def test_a_line_that_names_each_bit_is_no_field_of_all(line: str) -> None:
    assert text_fields("CTRL", paragraphs(line)) == []
