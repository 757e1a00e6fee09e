"""Sections, paragraphs, captions and footnotes of made-up pages."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pymupdf
import pytest

from ingestion.parsing.convert import convert
from ingestion.parsing.formats import Limits
from ingestion.parsing.structure import structure
from ingestion.parsing.structure.patterns import is_caption
from ingestion.types import (
    BitDiagram,
    Block,
    BlockKind,
    Box,
    Cell,
    ConvertedDocument,
    ConvertedPage,
    DiagramField,
    Line,
    OutlineEntry,
    Row,
    StructuredDocument,
    Table,
)

Make = Callable[..., Path]


def line(
    text: str, y: float, size: float = 10, bold: bool = False, x: float = 50, mono: bool = False
) -> Line:
    return Line(text, (x, y, x + 5 * len(text), y + size), size, bold=bold, mono=mono)


def table(y: float, *rows: tuple[str, ...], caption: str = "", number: int = 1) -> Table:
    made = []
    for index, texts in enumerate(rows):
        box: Box = (50, y + 15 * index, 500, y + 15 * index + 15)
        cells = tuple(Cell(text, box, column) for column, text in enumerate(texts))
        made.append(Row(number, box, cells, texts))
    bottom = y + 15 * len(rows)
    return Table(
        number, (50, y, 500, bottom), len(rows[0]), tuple(made[:1]), tuple(made[1:]), caption=caption
    )


def document(*pages: ConvertedPage, outline: tuple[OutlineEntry, ...] = ()) -> StructuredDocument:
    return structure(ConvertedDocument(pages, outline), "manual.pdf")


def page(
    *lines: Line, number: int = 1, tables: tuple[Table, ...] = (), diagrams: tuple[BitDiagram, ...] = ()
) -> ConvertedPage:
    return ConvertedPage(number, 600, 800, lines, tables, diagrams)


def shown(blocks: tuple[Block, ...]) -> list[tuple[str, str]]:
    return [(block.kind.value, block.text) for block in blocks]


def test_outline_gives_the_section_tree() -> None:
    found = document(
        page(
            line("Chapter 3 Clocks", 120, 16, bold=True),
            line("All about clocks.", 150),
            line("3.1 The PLL and its", 180, 12, bold=True),
            line("many settings", 193, 12, bold=True),
            line("It multiplies.", 215),
        ),
        outline=(
            OutlineEntry(1, "Chapter 3 Clocks", 1),
            OutlineEntry(2, "The PLL and its many settings", 1),
        ),
    )
    assert [(block.kind.value, block.level, block.path) for block in found.blocks] == [
        ("heading", 1, ("Chapter 3 Clocks",)),
        ("paragraph", 0, ("Chapter 3 Clocks",)),
        ("heading", 2, ("Chapter 3 Clocks", "3.1 The PLL and its many settings")),
        ("paragraph", 0, ("Chapter 3 Clocks", "3.1 The PLL and its many settings")),
    ]


def test_without_outline_numbers_and_type_tell() -> None:
    body = [line(f"Running text line {n} of this section here.", 300 + 12 * n) for n in range(10)]
    found = document(
        page(
            line("2 Timers", 110, 16, bold=True),
            line("2.1 Counting", 140, 12, bold=True),
            line("1. Write one to the bit.", 170),
            line("Unnumbered part", 200, 12, bold=True),
            *body,
        )
    )
    assert [(block.level, block.text) for block in found.blocks if block.level] == [
        (1, "2 Timers"),
        (2, "2.1 Counting"),
        (3, "Unnumbered part"),
    ]


def test_register_names_above_tables_are_headings() -> None:
    bits = table(220, ("Bit", "Name"), ("0", "EN"))
    found = document(
        page(
            line("4.1 Registers", 150, 14, bold=True),
            line("Watchdog counter register (R8_WDOG_COUNT)", 200),
            line("As described, the counter (WDOG) runs.", 400),
            line("More text that is ordinary and goes on for long.", 420),
            tables=(bits,),
        )
    )
    headings = [block.text for block in found.blocks if block.level]
    assert headings == ["4.1 Registers", "Watchdog counter register (R8_WDOG_COUNT)"]
    assert next(block for block in found.blocks if block.table).path == tuple(headings)


def test_register_caption_with_a_drawing() -> None:
    drawing = BitDiagram(1, (50, 220, 500, 260), 32, (DiagramField("EN", 0, 0, reset="1"),))
    found = document(
        page(line("Register 4.2: TIMG_T0_REG (0x0024)", 200), line("text " * 20, 400), diagrams=(drawing,))
    )
    assert shown(found.blocks)[:2] == [
        ("heading", "Register 4.2: TIMG_T0_REG (0x0024)"),
        ("diagram", "EN[0]"),
    ]


def test_captions_and_footnotes_belong_to_tables() -> None:
    values = table(200, ("Symbol", "Min"), ("VDD", "2.0"))
    found = document(
        page(
            line("Text before the table explains it well.", 150),
            line("Table 7. Supply voltages", 182, bold=True),
            line("1. Guaranteed by design.", 236, 8),
            line("2. Tested in production at", 246, 8),
            line("room temperature.", 255, 8),
            line("Text after the table goes on.", 300),
            tables=(values,),
        )
    )
    assert [block.kind.value for block in found.blocks] == ["paragraph", "table", "paragraph"]
    read = found.blocks[1].table
    assert read is not None
    assert read.caption == "Table 7. Supply voltages"
    assert read.footnotes == (
        "1. Guaranteed by design.",
        "2. Tested in production at room temperature.",
    )


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("Table 3-1 RCC-related registers list", True),
        ("Figure 2. Block diagram", True),
        ("表 2. 定时器功能比较", True),
        ("图3-2 时钟树框图", True),
        ("Table 5 shows the registers.", False),
        ("表2中列出", False),
        ("Table 4 compares the timers.", False),
        ("Table 6-4 List of registers", True),
        ("表 2 中断向量表", True),
        ("Tables are wide", False),
        ("Figure 2, which is above", False),
    ],
)
def test_is_caption(text: str, is_one: bool) -> None:
    assert is_caption(text) is is_one


def test_fillers_are_left_out() -> None:
    found = document(
        page(
            line("Chapter 3", 110, 16, bold=True),
            line("Debug Module", 140, 20, bold=True),
            line("It halts harts.", 170),
            line("Continued on next page", 700),
        ),
        outline=(OutlineEntry(1, "Debug Module", 1),),
    )
    assert shown(found.blocks) == [("heading", "Debug Module"), ("paragraph", "It halts harts.")]


def test_paragraphs_lists_and_code() -> None:
    found = document(
        page(
            line("A paragraph that runs over the whole of the column's width is bro-", 150),
            line("ken over lines. It is not broken twice.", 162),
            line("A line that was not full ended the paragraph before this one here.", 174),
            line("• first item", 210),
            line("• second item that says a little more, enough to fill one line and", 222),
            line("goes on", 234, x=58),
            line("Text after the list, not indented, in the distance of a list line.", 246),
            line("if (x) {", 260, mono=True),
            line("y();", 272, mono=True, x=62),
            line("The word broken is known.", 300),
        )
    )
    assert shown(found.blocks) == [
        (
            "paragraph",
            "A paragraph that runs over the whole of the column's width is broken over lines. "
            "It is not broken twice.",
        ),
        ("paragraph", "A line that was not full ended the paragraph before this one here."),
        ("list", "• first item"),
        ("list", "• second item that says a little more, enough to fill one line and goes on"),
        ("paragraph", "Text after the list, not indented, in the distance of a list line."),
        ("code", "if (x) {\n  y();"),
        ("paragraph", "The word broken is known."),
    ]


def test_broken_words_in_cells_are_made_whole() -> None:
    cells = table(200, ("Field", "About"), ("haltreq", "all cur-\nrently halted, self-\nclearing"))
    found = document(
        page(
            line("The harts that are currently selected are here, and it is clearing.", 100),
            line("The hart does its own clearing by its own self, the self of it.", 120),
            tables=(cells,),
        )
    )
    read = found.blocks[-1].table
    assert read is not None
    assert read.rows[0].texts[1] == "all currently halted, self-clearing"
    assert read.rows[0].cells[1].text == read.rows[0].texts[1]


def test_a_sentence_over_a_page_break_stays_whole() -> None:
    found = document(
        page(line("This sentence begins on one page and", 700)),
        page(line("ends on the next. Another follows.", 100), number=2),
    )
    assert [(block.page, block.text) for block in found.blocks] == [
        (1, "This sentence begins on one page and ends on the next."),
        (2, "Another follows."),
    ]


def test_chinese_lines_are_joined_without_spaces() -> None:
    found = document(page(line("系统时钟由内部振荡器", 150), line("提供。", 162)))
    assert found.blocks[0].text == "系统时钟由内部振荡器提供。"


def test_a_table_of_contents_is_no_text() -> None:
    contents = [line(f"{n}.1 Chapter number {n} .......... {n + 4}", 100 + 14 * n) for n in range(1, 12)]
    found = document(page(*contents), page(line("1.1 Chapter number 1", 150), number=2))
    assert [block.page for block in found.blocks] == [2]


def test_numbers_at_the_ends_of_lines_are_no_contents_later_on() -> None:
    counted = [line(f"Channel {'ABCDEFGHIJKL'[n]} takes up to {10 + n}", 100 + 14 * n) for n in range(12)]
    found = document(page(*counted, number=1), page(*counted, number=40))
    assert {block.page for block in found.blocks} == {40}


def test_a_pdf_from_end_to_end(make_pdf: Make, pool: ThreadPoolExecutor) -> None:
    def draw(pdf: pymupdf.Document) -> None:
        for number in range(1, 5):
            drawn = pdf.new_page(width=595, height=842)
            drawn.insert_text((60, 40), "CX32 Reference Manual", fontsize=9)
            drawn.insert_text((60, 810), f"V2.1      {number}", fontsize=9)
            drawn.insert_text(
                (60, 100), f"{number}.1 Part {'ABCD'[number - 1]}", fontsize=16, fontname="hebo"
            )
            drawn.insert_text((60, 140), f"Sentence on page {['one', 'two', 'three', 'four'][number - 1]}.")

    converted = convert(make_pdf(draw), "m.pdf", Limits(), pool)
    found = structure(converted, "m.pdf")
    assert shown(found.blocks)[:2] == [("heading", "1.1 Part A"), ("paragraph", "Sentence on page one.")]
    assert len(found.blocks) == 8
    assert found.page_count == 4
    assert found.detected.revision == "V2.1"
    assert found.detected.kind == "reference-manual"


def test_text_formats_keep_their_blocks() -> None:
    blocks = (Block(BlockKind.HEADING, "Timer FAQ", 1, (0, 0, 0, 0), ("Timer FAQ",), 1),)
    found = structure(ConvertedDocument((), blocks=blocks), "timer.rst")
    assert found.blocks == blocks
    assert found.page_count == 1
    assert found.detected.title == "Timer FAQ"
