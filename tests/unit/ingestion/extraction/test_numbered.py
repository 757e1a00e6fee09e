"""Registers that a manual numbers and does not name."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingestion.extraction.numbered import numbered
from ingestion.extraction.registers import extract
from ingestion.types import Block, StructuredDocument, Table

Grid = Callable[..., Block]
HEADER = [["Bit", "Read/\nWrite", "Reset\nvalue", "Description"]]
ROWS = [
    ["D7–D4 (1)", "R", "0000", "Reserved"],
    ["D3–D2", "R/W", "01", "00: off\n01: on"],
    ["D1-D0", "R/W", "1 0", "source"],
]


def table_of(block: Block) -> Table:
    assert block.table is not None
    return block.table


def test_a_number_on_a_page_is_a_register_with_the_reset_of_its_bits(grid: Grid) -> None:
    found = numbered(table_of(grid(HEADER, ROWS, caption="Table 19. Page 0 / Register 14: Clock mux (1)")))
    assert found is not None
    one = found.register
    assert (one.name, one.title, one.address) == ("Page_0_Register_14", "Clock mux", 14)
    assert (one.reset, one.width, one.peripheral) == ("0x06", 8, "Page 0")


def test_the_same_number_on_two_pages_is_two_registers(
    grid: Grid, document: Callable[..., StructuredDocument]
) -> None:
    captions = [f"Table {page}. Page {page} / Register 1: Control" for page in (1, 2)]
    blocks = [grid(HEADER, ROWS, caption=text, path=("7 Registers",)) for text in captions]
    found = extract(document(*blocks)).registers
    assert [(one.name, one.peripheral) for one in found] == [
        ("Page_1_Register_1", "Page 1"),
        ("Page_2_Register_1", "Page 2"),
    ]


@pytest.mark.parametrize(
    "caption",
    ["Page 0 / Register 2: Reserved", "Register 9 Through Register 17: Reserved", "Register list", ""],
)
def test_what_no_number_names_is_none(grid: Grid, caption: str) -> None:
    assert numbered(table_of(grid(HEADER, ROWS, caption=caption))) is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(widths=st.lists(st.integers(1, 8), min_size=2, max_size=6), value=st.integers(0, (1 << 32) - 1))
def test_bits_that_fill_a_word_give_its_reset(grid: Grid, widths: list[int], value: int) -> None:
    total = sum(widths)
    digits, rows, top = f"{value:032b}"[-total:].zfill(total), [], total - 1
    for width in widths:
        at = total - 1 - top
        rows.append([f"{top}:{top - width + 1}", "R", digits[at : at + width], "text"])
        top -= width
    found = numbered(table_of(grid(HEADER, rows, caption="Register 3: Control")))
    if total in (8, 16, 32):
        assert found is not None
        assert int(found.register.reset, 16) == int(digits, 2)
    else:
        assert found is None
