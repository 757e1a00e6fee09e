"""Which reader a format has. Loaded in the pool's processes only: the libraries behind it are heavy."""

from collections.abc import Callable

from ingestion.parsing.formats import Format
from ingestion.parsing.markup.docx import read_docx
from ingestion.parsing.markup.html import read_html
from ingestion.parsing.markup.markdown import read_markdown
from ingestion.parsing.markup.plain import read_text
from ingestion.parsing.markup.rst import read_rst
from ingestion.parsing.markup.stm32 import read_stm32
from ingestion.parsing.markup.svd import read_svd
from ingestion.types import Block

__all__ = ["READERS", "read_docx"]

READERS: dict[Format, Callable[[str], tuple[Block, ...]]] = {
    Format.MARKDOWN: read_markdown,
    Format.RST: read_rst,
    Format.HTML: read_html,
    Format.TEXT: read_text,
    Format.SVD: read_svd,
    Format.STM32_DATA: read_stm32,
}
