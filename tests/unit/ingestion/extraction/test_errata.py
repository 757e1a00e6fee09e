"""Errata from sections and summaries."""

from collections.abc import Callable

import pytest

from ingestion.extraction.errata import extract, revisions
from ingestion.types import Block, BlockKind, StructuredDocument

Grid = Callable[..., Block]
Document = Callable[..., StructuredDocument]
BOX = (0.0, 0.0, 1.0, 1.0)


def heading(text: str, level: int = 2) -> Block:
    return Block(BlockKind.HEADING, text, 4, BOX, ("Errata", text), level)


def says(text: str, kind: BlockKind = BlockKind.PARAGRAPH) -> Block:
    return Block(kind, text, 4, BOX, ("Errata",))


def test_a_section_with_labels_of_its_own(document: Document) -> None:
    blocks = (
        heading("3.1 RCC-1: PLLRDY may be set too early"),
        says("Affected silicon revisions: A, B"),
        says("Description"),
        says("PLLRDY can be set 40 µs too early."),
        heading("Workaround", 3),
        says("Wait 50 µs."),
        heading("4 Revision history", 1),
        says("Nothing more."),
    )
    (found,) = extract(document(*blocks, kind="errata", chips=("VSK32A1",))).errata
    assert (found.number, found.title) == ("RCC-1", "PLLRDY may be set too early")
    assert (found.steppings, found.chips) == (("A", "B"), ("VSK32A1",))
    assert (found.description, found.workaround) == ("PLLRDY can be set 40 µs too early.", "Wait 50 µs.")
    assert found.peripherals[0] == "RCC"


def test_labels_within_a_paragraph(document: Document) -> None:
    blocks = (
        heading("3.4. The Brown-out Reset does not work."),
        says("Details: It hangs. Workarounds: There is none. Fixes: Fixed in revision 1."),
    )
    (found,) = extract(document(*blocks, kind="errata")).errata
    assert (found.number, found.title) == ("3.4", "The Brown-out Reset does not work.")
    assert (found.description, found.workaround) == ("It hangs. Fixed in revision 1.", "There is none.")


def test_chinese(document: Document) -> None:
    blocks = (
        heading("3.1 ADC-1：首次转换偏差"),
        says("受影响的芯片版本：A"),
        says("解决方法：丢弃首个结果。"),
    )
    (found,) = extract(document(*blocks, kind="errata")).errata
    assert (found.number, found.steppings, found.workaround) == ("ADC-1", ("A",), "丢弃首个结果。")


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (["Function", "Number", "Title", "Rev A", "Rev B"], ["ADC", "ADC-2", "Title of it", "X", "–"]),
        (["Section", "Title", "Affected revisions", "x", "y"], ["Section 9", "Stuck bit", "A", "", ""]),
    ],
)
def test_revisions_from_the_summary(
    grid: Grid, document: Document, header: list[str], row: list[str]
) -> None:
    blocks = (grid([header], [row]), heading("3.2 ADC-2: Stuck bit"), says("Workaround: none."))
    (found,) = extract(document(*blocks, kind="errata")).errata
    assert found.steppings == ("A",)


def test_a_manual_that_speaks_of_a_workaround_has_no_errata(document: Document) -> None:
    plain = Block(BlockKind.HEADING, "3.1 Clock", 4, BOX, ("3 Clocks", "3.1 Clock"), 2)
    text = Block(BlockKind.PARAGRAPH, "Workaround: none.", 4, BOX, ("3 Clocks", "3.1 Clock"))
    assert extract(document(plain, text, kind="reference-manual")).errata == ()


def test_lists_of_revisions() -> None:
    assert revisions("A, B and C") == ("A", "B", "C")
    assert revisions("v0.0、v1.0") == ("v0.0", "v1.0")
    assert revisions("all parts") == ()


def test_a_cell_that_merged_with_its_neighbour_gives_only_lines_of_revisions(
    document: Document, grid: Grid
) -> None:
    merged = "The inputs of GPIO36 are low\n0/1\nfor 80 ns."
    table = grid([["Section", "Title", "Affected revisions"]], [["Section 3.1", merged, merged]])
    blocks = (table, heading("3.1 The inputs of GPIO36 are low for 80 ns"), says("Workarounds: None."))
    (found,) = extract(document(*blocks, kind="errata")).errata
    assert found.steppings == ("0", "1")


def test_one_text_for_several_chips(document: Document) -> None:
    blocks = (
        heading("[RMT] The idle level is wrong"),
        says("Affected revisions of vsk32c6: v0.0, v0.1"),
        says("Affected revisions of vsk32s3: v0.2"),
        says("Workarounds: Set IDLE_OUT_EN."),
        heading("Solution", 3),
        says("No fix scheduled."),
    )
    one, other = extract(document(*blocks, kind="errata")).errata
    assert (one.chips, one.steppings) == (("VSK32C6",), ("v0.0", "v0.1"))
    assert (other.chips, other.steppings) == (("VSK32S3",), ("v0.2",))
    assert (one.title, one.peripherals[0], one.status) == (
        "The idle level is wrong",
        "RMT",
        "No fix scheduled.",
    )
