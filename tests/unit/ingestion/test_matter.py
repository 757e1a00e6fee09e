"""Contents, histories and notices of documents, told from what they are about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.chunking import chunk
from ingestion.matter import Matter, of_path, of_text
from ingestion.types import Block, BlockKind, Cell, Detected, Row, StructuredDocument, Table

BOX = (0.0, 0.0, 1.0, 1.0)
Texts = list[list[str]]


def row(texts: list[str]) -> Row:
    return Row(3, BOX, tuple(Cell(text, BOX, column) for column, text in enumerate(texts)), tuple(texts))


def table(header: Texts, rows: Texts, *path: str) -> Block:
    found = Table(3, BOX, len((*header, *rows)[0]), tuple(map(row, header)), tuple(map(row, rows)))
    return Block(BlockKind.TABLE, "", 3, BOX, path, table=found)


def kinds(*blocks: Block) -> set[str]:
    return {one.kind.value for one in chunk(StructuredDocument(blocks, Detected(), 9), "v")}


@pytest.mark.parametrize(
    ("path", "matter"),
    [
        (("8 Revision history",), Matter.HISTORY),
        (("第22章 修改记录",), Matter.HISTORY),
        (("28. Change log", "28.3 Rev. B"), Matter.HISTORY),
        (("28. Change log", "29 Packages"), None),
        (("List of tables",), Matter.CONTENTS),
        (("Typographical conventions",), Matter.NOTICE),
        (("10.2 缩略语表",), Matter.NOTICE),
        (("5.3 Version register",), None),
        (("4 Index of refraction",), None),
    ],
)
def test_headings(path: tuple[str, ...], matter: Matter | None) -> None:
    assert of_path(path) is matter


@pytest.mark.parametrize(
    ("text", "matter"),
    [
        ("1.1 About the port ............ 1-2\n1.2 Registers ............ 1-9", Matter.CONTENTS),
        ("3.1 Clocks 12\n3.2 Reset 14\n3.3 Power 19\n3.4 Debug 22", Matter.CONTENTS),
        ("Supply voltage ............ 7.0 V\nStorage temperature ............ 150 °C", None),
        ("Revision history …continued\nAll limits were checked again.", Matter.HISTORY),
        ("The patent for the license covers no liability and no warranty.", Matter.NOTICE),
        ("The licence check of the secure boot warrants a patent register.", None),
    ],
)
def test_lines(text: str, matter: Matter | None) -> None:
    assert of_text(text) is matter


@pytest.mark.parametrize(
    ("header", "rows", "kind"),
    [
        (
            [["Version", "Date", "Description"]],
            [["V1.0", "2021-03-01", "First"], ["V1.1", "2022-04-01", "VIL"]],
            1,
        ),
        ([["版本", "日期", "说明"]], [["V0.9", "2020.05.11", "初版"], ["V1.0", "2020.12.22", "增加表 3"]], 1),
        ([["Date", "Revision", "Changes"]], [["May 2019", "3", "VIL corrected"]], 1),
        ([["Version", "Size", "Description"]], [["V1", "16 KB", "Small"], ["V2", "32 KB", "Large"]], 0),
        ([["Symbol", "Min", "Max"]], [["VIL", "0", "0.8"], ["VIH", "2", "3.6"]], 0),
    ],
)
def test_tables(header: Texts, rows: Texts, kind: int) -> None:
    found = kinds(table(header, rows, "7 Appendix"))
    assert ("history" in found) is bool(kind)
    assert found == {"history"} or not kind


@given(st.text(max_size=400), st.lists(st.text(max_size=40), max_size=3))
def test_any_text_is_read(text: str, path: list[str]) -> None:
    assert of_text(text) == of_text(text)
    assert of_path(path) == of_path([*path])
