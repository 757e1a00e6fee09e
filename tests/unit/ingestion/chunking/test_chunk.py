"""Passages: sizes, pages, names, and what is never cut."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.chunking import chunk
from ingestion.chunking.pieces import LIMIT, sentences, weight
from ingestion.types import (
    BitDiagram,
    Block,
    BlockKind,
    Box,
    Cell,
    Chunk,
    ChunkKind,
    Detected,
    DiagramField,
    Row,
    StructuredDocument,
    Table,
)

SOMEWHERE: Box = (50, 100, 500, 120)


def heading(text: str, page: int = 1, *above: str) -> Block:
    return Block(BlockKind.HEADING, text, page, SOMEWHERE, (*above, text), len(above) + 1)


def text(words: str, page: int = 1, *path: str, kind: BlockKind = BlockKind.PARAGRAPH) -> Block:
    return Block(kind, words, page, (50, 200, 500, 220), path)


def row(*texts: str, page: int = 1, y: float = 300, columns: tuple[int, ...] | None = None) -> Row:
    box: Box = (50, y, 500, y + 10)
    starts = columns if columns is not None else range(len(texts))
    return Row(page, box, tuple(Cell(texts[column], box, column) for column in starts), texts)


def table(header: tuple[str, ...], *rows: Row, caption: str = "", notes: tuple[str, ...] = ()) -> Table:
    return Table(
        rows[0].page,
        (50, 290, 500, 400),
        len(header),
        (row(*header),),
        rows,
        caption=caption,
        footnotes=notes,
    )


def block(held: Table, *path: str) -> Block:
    return Block(BlockKind.TABLE, "", held.page, held.box, path, table=held)


def made(*blocks: Block, kind: str = "") -> tuple[Chunk, ...]:
    return chunk(StructuredDocument(blocks, Detected(kind=kind), 9), "version")


BITS = table(
    ("Bit", "Name", "Access", "Description", "Reset value"),
    row("[31:2]", "Reserved", "RO", "Reserved", "0"),
    row("1", "HSIRDY", "RO", "Ready.\n1: ready;\n0: not ready.", "1"),
    row("0", "HSION", "RW", "Enables the oscillator.", "1"),
)


def test_a_register_is_one_passage_with_its_fields() -> None:
    name = "3.4.1 Clock control register (RCC_CTLR)"
    picture = BitDiagram(
        1, SOMEWHERE, 32, (DiagramField("HSIRDY", 1, 1), DiagramField("HSITRIM[4:0]", 7, 3, reset="10000"))
    )
    found = made(
        heading(name),
        text("Offset address: 0x00", 1, name),
        Block(BlockKind.DIAGRAM, "", 1, SOMEWHERE, (name,), diagram=picture),
        block(BITS, name),
    )
    register, ready, enable = found
    assert register.kind is ChunkKind.REGISTER
    assert register.names == ("RCC_CTLR", "HSIRDY", "HSITRIM", "HSION")
    assert register.text.split("\n") == [
        name,
        "Offset address: 0x00",
        "HSIRDY[1], HSITRIM[7:3] reset 10000",
        "Bit | Name | Access | Description | Reset value",
        "[31:2] | Reserved | RO | Reserved | 0",
        "1 | HSIRDY | RO | Ready. 1: ready; 0: not ready. | 1",
        "0 | HSION | RW | Enables the oscillator. | 1",
    ]
    assert (ready.kind, ready.names, ready.dense) == (ChunkKind.ROW, ("HSIRDY",), False)
    assert ready.text.startswith(name)
    assert "Name: HSIRDY | Access: RO | Description: Ready." in ready.text
    assert enable.names == ("HSION",)


def test_a_register_over_a_page_break_is_cut_there() -> None:
    name = "Control register (TIM_CR)"
    bits = table(("Bit", "Name"), row("1", "UP"), row("0", "EN", page=2))
    registers = [
        found
        for found in made(heading(name), text("Offset: 0x10", 1, name), block(bits, name))
        if found.kind is ChunkKind.REGISTER
    ]
    assert [found.page for found in registers] == [1, 2]
    assert registers[1].text == f"{name}\nOffset: 0x10\nBit | Name\n0 | EN"
    assert registers[1].names == ("TIM_CR", "EN")
    assert registers[1].box == (50, 300, 500, 310)


def test_a_register_s_heading_at_the_foot_of_a_page_is_no_passage() -> None:
    name = "Control register (TIM_CR)"
    bits = table(("Bit", "Name"), row("1", "UP", page=2), row("0", "EN", page=2))
    found = made(heading(name), block(bits, name))
    assert [x.page for x in found] == [2, 2, 2]


def test_fields_of_a_register_may_be_any_words() -> None:
    name = "3.12.2 Debug Module Control (dmcontrol, at 0x10)"
    picture = BitDiagram(1, SOMEWHERE, 32, (DiagramField("haltreq", 31, 31), DiagramField("0", 30, 30)))
    fields = table(("Field", "Description"), row("haltreq", "Halts."), row("ndmreset", "Resets all."))
    found = made(
        heading(name),
        Block(BlockKind.DIAGRAM, "", 1, SOMEWHERE, (name,), diagram=picture),
        block(fields, name),
    )
    assert [(x.kind, x.names) for x in found] == [
        (ChunkKind.REGISTER, ("dmcontrol", "haltreq", "ndmreset")),
        (ChunkKind.ROW, ("haltreq",)),
        (ChunkKind.ROW, ("ndmreset",)),
    ]


def test_a_table_keeps_caption_header_and_notes() -> None:
    held = table(
        ("Symbol", "Parameter", "Max", "Unit"),
        row("VDD", "Supply", "3.6", "V"),
        row("IDD", "Current(1)", "20", "mA"),
        caption="Table 9. Limits",
        notes=("1. At 25 °C.",),
    )
    whole, first, second = made(heading("5.1 Ratings"), block(held, "5.1 Ratings"))
    assert whole.kind is ChunkKind.TABLE
    assert whole.text == (
        "Table 9. Limits\nSymbol | Parameter | Max | Unit\n"
        "VDD | Supply | 3.6 | V\nIDD | Current(1) | 20 | mA\n1. At 25 °C."
    )
    assert first.text == "5.1 Ratings\nTable 9. Limits\nSymbol: VDD | Parameter: Supply | Max: 3.6 | Unit: V"
    assert (first.names, second.names) == (("VDD",), ("IDD",))


def test_a_long_table_is_cut_between_rows_with_its_header() -> None:
    rows = [row(f"R{n}_NAME", "words " * 30, y=300 + n) for n in range(40)]
    found = [
        x for x in made(block(table(("Name", "About"), *rows, caption="T"))) if x.kind is ChunkKind.TABLE
    ]
    assert len(found) > 3
    assert all(x.text.startswith("T\nName | About\nR") for x in found)
    assert all(weight(x.text) <= LIMIT for x in found)
    assert sum(len(x.names) for x in found) == 40


def test_a_merged_cell_is_told_once() -> None:
    merged = "a long description that reaches over both of the rows of this table, and on"
    held = table(("Name", "About"), row("AB", merged), row("CD", merged, columns=(0,)))
    whole, first, second = made(block(held))
    assert whole.text.count(merged) == 1
    assert merged in first.text
    assert merged in second.text


def test_sections_are_cut_at_pages_and_sizes() -> None:
    name = "2.1 Overview"
    sentence = "This is one sentence of the text that fills it. "
    found = made(
        heading(name),
        *(text(sentence * 10, 1, name) for _ in range(6)),
        text("On the next page.", 2, name),
    )
    assert [x.page for x in found] == [1, 1, 1, 2][-len(found) :]
    assert all(x.text.startswith(name) and weight(x.text) <= LIMIT for x in found)
    assert found[-1].text == f"{name}\nOn the next page."


def test_a_lone_heading_is_no_passage() -> None:
    assert made(heading("3 Registers"), heading("3.1 List", 1, "3 Registers"), text("x", 1, "3.1 List"))[
        0
    ].text == ("3.1 List\nx")


def test_an_faq_entry_is_one_passage() -> None:
    question = "How is the timer started?"
    code = "start();\n" * 90
    found = made(
        heading("Timers"),
        heading(question, 1, "Timers"),
        text("Like this:", 1, "Timers", question),
        text(code, 1, "Timers", question, kind=BlockKind.CODE),
        text("That is all.", 1, "Timers", question),
        kind="faq",
    )
    assert len(found) == 1
    assert found[0].text.startswith(f"{question}\nLike this:\nstart();")
    assert found[0].text.endswith("That is all.")


def test_described_fields_are_names() -> None:
    name = "Register 4.54: RTCIO_EXT_WAKEUP0_REG (0x002f)"
    picture = BitDiagram(1, SOMEWHERE, 32, (DiagramField("RTCIO_EXT_WAKEUP0_SEL", 31, 27),))
    found = made(
        heading(name),
        Block(BlockKind.DIAGRAM, "", 1, SOMEWHERE, (name,), diagram=picture),
        text("RTCIO_EXT_WAKEUP0_SEL GPIO[0-17] can wake the chip. (R/W)", 1, name),
    )
    assert found[0].kind is ChunkKind.REGISTER
    assert found[0].names == ("RTCIO_EXT_WAKEUP0_REG", "RTCIO_EXT_WAKEUP0_SEL")


def test_ids_are_stable_and_differ_between_versions() -> None:
    document = StructuredDocument((heading("A"), text("one", 1, "A"), text("two", 2, "A")), Detected(), 2)
    assert [x.id for x in chunk(document, "v1")] == [x.id for x in chunk(document, "v1")]
    assert not {x.id for x in chunk(document, "v1")} & {x.id for x in chunk(document, "v2")}


words = st.from_regex(r"[A-Za-z]{1,12}", fullmatch=True)
cells = st.lists(words, min_size=1, max_size=60).map(" ".join)


@settings(deadline=None, max_examples=60)
@given(
    rows=st.lists(st.tuples(words, cells, st.integers(1, 3)), min_size=1, max_size=30),
    prose=st.lists(st.tuples(cells, st.integers(1, 3)), max_size=20),
)
def test_no_row_and_no_word_is_cut_or_lost(
    rows: list[tuple[str, str, int]], prose: list[tuple[str, int]]
) -> None:
    rows.sort(key=lambda made: made[2])
    prose.sort(key=lambda made: made[1])
    held = table(("Name", "About"), *(row(name, about, page=page) for name, about, page in rows))
    found = made(heading("Part"), *(text(part, page, "Part") for part, page in prose), block(held, "Part"))
    tables = [x for x in found if x.kind is ChunkKind.TABLE]
    lines = [(line, x.page) for x in tables for line in x.text.split("\n")]
    assert [pair for pair in lines if pair[0] not in ("Part", "Name | About")] == [
        (f"{name} | {about}", page) for name, about, page in rows
    ]
    told = [
        line for x in found if x.kind is ChunkKind.SECTION for line in x.text.split("\n") if line != "Part"
    ]
    assert " ".join(told).split() == " ".join(part for part, _ in prose if part != "Part").split()
    assert len({x.id for x in found}) == len(found)


@given(st.text(alphabet="ab .。;！\n时钟", max_size=400), st.integers(20, 200))
def test_sentences_lose_nothing(whole: str, limit: int) -> None:
    pieces = sentences(whole, limit)
    assert re.sub(r"\s", "", "".join(pieces)) == re.sub(r"\s", "", whole)
