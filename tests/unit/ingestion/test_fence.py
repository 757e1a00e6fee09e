"""One bad page of ten costs that page, at whatever stage it raises, and a warning names it."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pymupdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from ingestion import chunking, extraction
from ingestion.chunking import chunk
from ingestion.errors import UnreadableDocument
from ingestion.extraction import extract
from ingestion.fence import Fence, Stage
from ingestion.parsing import pdf
from ingestion.parsing import structure as structure_step
from ingestion.parsing.convert import convert
from ingestion.parsing.formats import Format, Limits
from ingestion.parsing.markup import readers
from ingestion.parsing.structure import flow, furniture, headings, structure
from ingestion.parsing.tables import diagram_joins, joins
from ingestion.types import Block, ConvertedPage, StructuredDocument, Table

BAD = 5
PAGES = 10
REGISTERS = [["Bits", "Name", "Access", "Description"], ["0", "EN", "RW", "Enables it"]]


@pytest.fixture
def manual(make_pdf: Callable[..., Path]) -> Path:
    """Ten pages, each with a header, a heading, a register's table, a caption and a sentence."""

    def draw(document: pymupdf.Document) -> None:
        for number in range(1, PAGES + 1):
            page = document.new_page()
            page.insert_text((72, 40), "Own manual of the test", fontsize=9)
            page.insert_text((72, 100), f"{number}.1 Control register (UNIT{number}_CTRL)", fontsize=16)
            page.insert_text((72, 180), f"Table {number}. Fields of unit {number}")
            for row, cells in enumerate([*REGISTERS, ["1", "GO", "RW", "Starts it"]]):
                for column, text in enumerate(cells):
                    x, y = 72 + 100 * column, 200 + 24 * row
                    page.draw_rect((x, y, x + 100, y + 24))
                    page.insert_text((x + 4, y + 16), text)
            page.insert_text((72, 400), f"Unit {number} ticks all day.")

    return make_pdf(draw)


def ingested(path: Path, fence: Fence) -> tuple[StructuredDocument, str, tuple[str, ...]]:
    """The document, the text of all its passages, and the warnings of all steps."""
    with ThreadPoolExecutor(1) as pool:
        converted = convert(path, path.name, Limits(), pool, fence=fence)
    document = structure(converted, path.name, fence)
    passages = "\n".join(one.text for one in chunk(document, "v", fence))
    found = extract(document, fence)
    names = " ".join(register.name for register in found.registers)
    return document, passages + "\n" + names, fence.warnings


def page_of(argument: Any) -> set[int]:
    """The pages that an argument of a step's function speaks of."""
    if isinstance(argument, pymupdf.Page):
        return {argument.number + 1}
    if isinstance(argument, ConvertedPage) or hasattr(argument, "rulings"):
        return {argument.number}
    if isinstance(argument, Block | Table):
        return {argument.page}
    if isinstance(argument, StructuredDocument):
        return {block.page for block in argument.blocks}
    if isinstance(argument, Sequence) and not isinstance(argument, str):
        return {page for one in argument for page in page_of(one)}
    return set()


def raising(whole: Callable[..., Any], fails: Callable[[set[int]], bool]) -> Callable[..., Any]:
    """The function, except that it has a mistake which only the bad page shows."""

    def broken(*arguments: Any, **named: Any) -> Any:
        if any(fails(page_of(argument)) for argument in arguments):
            raise IndexError("tuple index out of range")
        return whole(*arguments, **named)

    broken.__module__ = whole.__module__
    return broken


STAGES = [
    (pdf, "convert_page", Stage.PAGE),
    (pdf, "read_page_tables", Stage.TABLES),
    (furniture, "_spots", Stage.FURNITURE),
    (structure_step, "_without_contents", Stage.CONTENTS),
    (structure_step, "with_captions", Stage.CAPTIONS),
    (diagram_joins, "_boxes", Stage.JOINS),
    (headings, "_guess", Stage.HEADINGS),
    (flow, "_items", Stage.BLOCKS),
    (chunking, "_drafts", Stage.CHUNKS),
]


@pytest.mark.parametrize(("module", "function", "stage"), STAGES, ids=[stage.name for *_, stage in STAGES])
def test_a_bad_page_costs_that_page(
    monkeypatch: pytest.MonkeyPatch, manual: Path, module: Any, function: str, stage: Stage
) -> None:
    broken = raising(getattr(module, function), lambda pages: BAD in pages)
    monkeypatch.setattr(module, function, broken)
    with capture_logs() as logs:
        _, text, warnings = ingested(manual, Fence())
    assert any(f"{stage}." in warning and str(BAD) in warning.split(":")[0] for warning in warnings)
    for number in set(range(1, PAGES + 1)) - {BAD, BAD + 1}:
        assert f"UNIT{number}_CTRL" in text
        assert f"Unit {number} ticks" in text
    errors = [line for line in logs if line["event"] == "page.failed"]
    assert errors[0]["exc_info"].args == ("tuple index out of range",)
    assert errors[0]["reference"] in " ".join(warnings)
    with pytest.raises(IndexError):
        ingested(manual, Fence(strict=True))


def test_a_bad_join_costs_the_join(monkeypatch: pytest.MonkeyPatch, manual: Path) -> None:
    always = dict.fromkeys(("_first", "_last"), lambda *_: True)
    for name, answer in always.items():
        monkeypatch.setattr(joins, name, answer)
    monkeypatch.setattr(joins, "join", raising(lambda *_: None, lambda pages: BAD in pages))
    _, text, warnings = ingested(manual, Fence())
    assert [warning.partition(":")[0] for warning in warnings] == ["Pages 5-6"]
    assert all(f"Unit {number} ticks" in text for number in range(1, PAGES + 1))


@pytest.mark.parametrize("extractor", extraction.EXTRACTORS, ids=lambda one: one.__module__.split(".")[-1])
def test_a_bad_table_costs_an_extractor_that_table(
    monkeypatch: pytest.MonkeyPatch, manual: Path, extractor: extraction.Extractor
) -> None:
    document, _, _ = ingested(manual, Fence(strict=True))
    whole = extract(document)
    table = next(block for block in document.blocks if block.table and block.page == BAD)

    def broken(part: StructuredDocument) -> Any:
        if table in part.blocks:
            raise IndexError("tuple index out of range")
        return extractor(part)

    broken.__module__ = extractor.__module__
    kept = [broken if one is extractor else one for one in extraction.EXTRACTORS]
    monkeypatch.setattr(extraction, "EXTRACTORS", tuple(kept))
    found = extract(document, Fence())
    (warning,) = found.warnings
    assert warning.startswith("Page 5: ")
    assert extractor.__module__.rpartition(".")[2] in warning
    assert {one.name for one in whole.registers} - {one.name for one in found.registers} <= {"UNIT5_CTRL"}
    assert len(whole.registers) >= PAGES


def test_detection_that_fails_leaves_the_text(monkeypatch: pytest.MonkeyPatch, manual: Path) -> None:
    def fail(*_: object) -> None:
        raise KeyError("no such vendor")

    monkeypatch.setattr(structure_step, "detect", fail)
    document, text, warnings = ingested(manual, Fence())
    assert document.detected.title == ""
    assert "Unit 10 ticks" in text
    assert "set them by hand" in warnings[0]


def test_a_markup_reader_that_fails_leaves_plain_text(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(text: str) -> tuple[Block, ...]:
        raise AttributeError("'NoneType' object has no attribute 'children'")

    monkeypatch.setitem(readers.READERS, Format.MARKDOWN, fail)
    path = tmp_path / "unit.md"
    path.write_text("# Unit\n\nThe unit ticks all day.\n")
    document, text, warnings = ingested(path, Fence())
    assert "ticks all day" in text
    assert "plain text" in warnings[0]
    assert document.page_count == 1


def test_most_pages_lost_to_a_mistake_of_ours_is_not_called_damage(
    monkeypatch: pytest.MonkeyPatch, manual: Path
) -> None:
    monkeypatch.setattr(
        pdf, "convert_page", raising(pdf.convert_page, lambda pages: min(pages, default=0) > 3)
    )
    with pytest.raises(UnreadableDocument, match=r"error inside Chipcite; the log has it under [0-9a-f]{8}"):
        ingested(manual, Fence())


@given(items=st.lists(st.integers(), max_size=60), bad=st.sets(st.integers(0, 59), max_size=9))
def test_all_items_but_the_bad_ones_survive(items: list[int], bad: set[int]) -> None:
    things = [[value] for value in items]
    wrong = {id(things[index]) for index in bad if index < len(things)}

    def work(part: Sequence[list[int]]) -> list[int]:
        if any(id(thing) in wrong for thing in part):
            raise ValueError("bad")
        return [value for (value,) in part]

    fence = Fence()
    parts = fence.surviving(Stage.CHUNKS, work, things, lambda thing: thing[0])
    kept = [thing[0] for thing in things if id(thing) not in wrong]
    assert [value for part in parts for value in part] == kept
    assert len(fence.failures) == len(wrong)


def test_what_fails_only_together_is_warned_of() -> None:
    def work(part: Sequence[int]) -> int:
        if {3, 4} <= set(part):
            raise ValueError("bad")
        return len(part)

    fence = Fence()
    assert sum(fence.surviving(Stage.CHUNKS, work, range(8), lambda page: page)) == 8
    assert len(fence.failures) == 1


@pytest.mark.parametrize("error", [MemoryError(), UnreadableDocument("Too heavy: split it.")])
def test_what_is_the_whole_files_fault_passes(error: Exception) -> None:
    def work(_: Sequence[int]) -> None:
        raise error

    with pytest.raises(type(error)):
        Fence().surviving(Stage.CHUNKS, work, [1], lambda page: page)
    with pytest.raises(type(error)), Fence().around(Stage.PAGE, 1):
        raise error
