"""PDF files drawn on the fly, and an executor that runs in this process."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pymupdf
import pytest

Draw = Callable[[pymupdf.Document], None]


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    """Conversion needs an executor; tests that need no protection from the file take threads."""
    with ThreadPoolExecutor(2) as executor:
        yield executor


@pytest.fixture
def make_pdf(tmp_path: Path) -> Callable[..., Path]:
    """Writes a PDF that the given function draws."""

    def make(draw: Draw, name: str = "manual.pdf", **options: object) -> Path:
        path = tmp_path / name
        document = pymupdf.open()
        draw(document)
        document.save(path, **options)
        document.close()
        return path

    return make
