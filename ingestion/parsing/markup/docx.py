"""DOCX to blocks, through python-docx."""

import re
import zipfile

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table as DocxTable
from docx.text.paragraph import Paragraph

from ingestion.errors import UnreadableDocument
from ingestion.parsing.blocks import BlockBuilder
from ingestion.types import Block, BlockKind

_DAMAGED = "The DOCX file is damaged: open it in a word processor, save it again and upload that."
_HEADING = re.compile(r"^(?:heading|标题)\s*(\d)", re.I)
_CODE = re.compile(r"code|source|preformatted", re.I)


def read_docx(path: str, max_bytes: int) -> tuple[Block, ...]:
    """Blocks of a DOCX file whose parts unpack to no more than `max_bytes`."""
    try:
        with zipfile.ZipFile(path) as package:
            if sum(part.file_size for part in package.infolist()) > max_bytes:
                raise UnreadableDocument(
                    "The DOCX file unpacks to more than the size limit: remove large pictures or split it."
                )
        document = docx.Document(path)
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError, OSError) as error:
        raise UnreadableDocument(_DAMAGED) from error
    builder = BlockBuilder()
    for item in document.iter_inner_content():
        if isinstance(item, DocxTable):
            _take_table(item, builder)
        else:
            _take_paragraph(item, builder)
    return builder.blocks()


def _take_paragraph(paragraph: Paragraph, builder: BlockBuilder) -> None:
    text = paragraph.text
    style = (paragraph.style.name or "") if paragraph.style is not None else ""
    if match := _HEADING.match(style):
        builder.heading(text, int(match[1]))
    elif style == "Title":
        builder.heading(text, 1)
    elif style.startswith("List"):
        builder.add(BlockKind.LIST, f"- {text}")
    elif style == "Caption":
        builder.add(BlockKind.CAPTION, text)
    elif _CODE.search(style):
        builder.add(BlockKind.CODE, text)
    else:
        builder.add(BlockKind.PARAGRAPH, text)


def _take_table(table: DocxTable, builder: BlockBuilder) -> None:
    """The first row is the header, as Word has no better mark that people use."""
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    if len(rows) > 1:
        builder.table(rows[:1], rows[1:])
    else:
        builder.table([], rows)
