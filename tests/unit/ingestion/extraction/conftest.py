"""Tables made by hand: headers and rows of texts, without a page in between."""

from collections.abc import Callable, Sequence

import pytest

from ingestion.types import Block, BlockKind, Cell, Detected, Row, StructuredDocument, Table

Texts = Sequence[Sequence[str]]
Grid = Callable[..., Block]


def row_of(texts: Sequence[str], page: int, y: float) -> Row:
    """A row whose merged cells are given repeated, as the table reader gives them."""
    starts = [i for i, text in enumerate(texts) if not i or text != texts[i - 1]]
    ends = [*starts[1:], len(texts)]
    cells = tuple(
        Cell(texts[i], (i * 50.0, y, end * 50.0, y + 10), i, end - i)
        for i, end in zip(starts, ends, strict=True)
    )
    return Row(page, (0.0, y, 500.0, y + 10), cells, tuple(texts))


@pytest.fixture
def grid() -> Grid:
    """`grid(headers, rows, caption=…, footnotes=…, path=…)` as a block of a document."""

    def make(
        header: Texts,
        rows: Texts,
        caption: str = "",
        footnotes: Sequence[str] = (),
        path: Sequence[str] = (),
        page: int = 7,
    ) -> Block:
        columns = len((*header, *rows)[0])
        table = Table(
            page=page,
            box=(0.0, 0.0, 500.0, 500.0),
            columns=columns,
            header=tuple(row_of(texts, page, 10.0 * i) for i, texts in enumerate(header)),
            rows=tuple(row_of(texts, page, 100 + 10.0 * i) for i, texts in enumerate(rows)),
            caption=caption,
            footnotes=tuple(footnotes),
        )
        return Block(BlockKind.TABLE, "", page, table.box, tuple(path), table=table)

    return make


@pytest.fixture
def document() -> Callable[..., StructuredDocument]:
    """Blocks as a document."""

    def make(*blocks: Block, kind: str = "", chips: tuple[str, ...] = ()) -> StructuredDocument:
        return StructuredDocument(blocks, Detected(kind=kind, chips=chips), 20)

    return make
