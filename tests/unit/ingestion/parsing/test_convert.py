"""Conversion of every format through an executor, with progress."""

import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import docx
import pymupdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingestion.errors import UnreadableDocument
from ingestion.fence import numbers
from ingestion.parsing.convert import convert
from ingestion.parsing.formats import Format, Limits, detect
from ingestion.types import BlockKind

LIMITS = Limits()
Make = Callable[..., Path]


def test_pages_come_in_order_with_progress(make_pdf: Make, pool: ThreadPoolExecutor) -> None:
    def draw(document: pymupdf.Document) -> None:
        for number in range(30):
            document.new_page().insert_text((72, 100), f"This is page {number + 1}")

    seen: list[tuple[int, int]] = []
    converted = convert(make_pdf(draw), "m.pdf", LIMITS, pool, lambda done, total: seen.append((done, total)))
    assert [page.number for page in converted.pages] == list(range(1, 31))
    assert converted.pages[16].lines[0].text == "This is page 17"
    assert seen[0] == (0, 30)
    assert seen[-1] == (30, 30)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


def test_progress_may_stop_the_conversion(make_pdf: Make, pool: ThreadPoolExecutor) -> None:
    path = make_pdf(lambda document: document.new_page().insert_text((72, 100), "x"))

    def stop(done: int, total: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        convert(path, "m.pdf", LIMITS, pool, stop)


def test_docx(tmp_path: Path, pool: ThreadPoolExecutor) -> None:
    document = docx.Document()
    document.add_heading("Timers", 1)
    document.add_paragraph("Two timers count up.")
    table = document.add_table(rows=2, cols=2)
    for row, texts in zip(table.rows, (("Bit", "Name"), ("0", "EN")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    path = tmp_path / "x.docx"
    document.save(str(path))
    blocks = convert(path, "x.docx", LIMITS, pool).blocks
    assert [block.kind for block in blocks] == [BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.TABLE]
    assert blocks[2].table is not None
    assert blocks[2].table.rows[0].texts == ("0", "EN")
    assert blocks[2].path == ("Timers",)


def test_docx_that_unpacks_to_too_much(tmp_path: Path, pool: ThreadPoolExecutor) -> None:
    document = docx.Document()
    document.add_paragraph("x" * 200_000)
    path = tmp_path / "x.docx"
    document.save(str(path))
    with pytest.raises(UnreadableDocument, match="unpacks"):
        convert(path, "x.docx", Limits(max_bytes=100_000), pool)


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"# Title\n\ntext", "a.md", Format.MARKDOWN),
        (b"Title\n=====\n\ntext", "a.rst", Format.RST),
        (b"# A\n\n```c\nx\n```\n", "manual.pdf", Format.MARKDOWN),
        (b"Title\n=====\n\n.. note:: x\n", "noext", Format.RST),
        (b"just text", "a.pdf", Format.TEXT),
        (b"just text", "a.html", Format.TEXT),
        (b"BMP pictures are described here", "a.txt", Format.TEXT),
        (b"%PDF-1.4 ...", "a.txt", Format.PDF),
    ],
)
def test_detect(data: bytes, name: str, expected: Format) -> None:
    assert detect(data, (), name) is expected


def test_numbers() -> None:
    assert numbers([7, 1, 2, 3]) == "1-3, 7"
    assert numbers(range(1, 100, 2)).endswith("and 30 more")


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.binary(min_size=1, max_size=400), name=st.sampled_from(["a.txt", "a.md", "a.rst", "a.html", "a"])
)
def test_arbitrary_bytes_are_read_or_refused(
    tmp_path: Path, pool: ThreadPoolExecutor, data: bytes, name: str
) -> None:
    path = tmp_path / "file"
    path.write_bytes(data)
    with contextlib.suppress(UnreadableDocument):
        converted = convert(path, name, LIMITS, pool)
        assert all("\x00" not in block.text for block in converted.blocks)
