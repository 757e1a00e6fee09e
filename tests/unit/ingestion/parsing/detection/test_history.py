"""The revision history of a document: its rows, and which of them is the document's own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.parsing.detection.history import HEADING, history, newest
from ingestion.types import Block, BlockKind

NOWHERE = (0.0, 0.0, 0.0, 0.0)


def block(text: str, path: tuple[str, ...], kind: BlockKind = BlockKind.PARAGRAPH) -> Block:
    return Block(kind, text, 9, NOWHERE, path)


@pytest.mark.parametrize(
    "heading",
    ["Revision history", "9. Version history", "Datasheet Revision History", "37.1 Document History",
     "Chapter 22 Revision Records", "APPENDIX A: REVISION HISTORY", "9 版本历史",
     "4 修订历史记录", "文档更新记录"],
)  # fmt: skip
def test_headings(heading: str) -> None:
    assert HEADING.search(heading)


@pytest.mark.parametrize(
    "heading", ["Version register", "History of the bus", "Document conventions", "版本寄存器"]
)
def test_other_headings(heading: str) -> None:
    assert not HEADING.search(heading)


def test_headed_revisions() -> None:
    path = ("APPENDIX A: REVISION HISTORY",)
    blocks = [
        block(path[0], path, BlockKind.HEADING),
        block("Revision F (November 2010)", path),
        block("The following is the list of changes to revision 3 of the chip.", path),
        block("Changes from Revision D (March 2015) to Revision E", path),
    ]
    assert history(blocks) == (("F", "2010-11"), ("E", "2015-03"))


@pytest.mark.parametrize(
    ("rows", "own"),
    [
        ([("1.0", "2017-03"), ("1.4", "2019-06"), ("1.5", "")], "1.5"),
        ([("V2.5", "2018-08"), ("V1.0", "2016-08")], "V2.5"),
        ([("19", "2017"), ("20", "2018"), ("1", "2019"), ("2", "2020")], "2"),
        ([("A", ""), ("B", ""), ("C", "")], "C"),
    ],
)
def test_the_documents_own(rows: list[tuple[str, str]], own: str) -> None:
    row = newest(rows)
    assert row is not None
    assert row[0] == own


@given(st.lists(st.text(max_size=30), max_size=8))
def test_revisions_stand_in_the_text(texts: list[str]) -> None:
    rows = history([block(text, ("Revision history",)) for text in texts])
    assert all(row[0] in " ".join(texts) for row in rows)
