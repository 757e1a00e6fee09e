"""Reads scanned pages where the program tesseract is installed, through PyMuPDF. Used by `pdf`."""

# mypy: untyped-calls-exclude=pymupdf
# PyMuPDF's own functions carry no types.

import functools
import shutil
from pathlib import Path

import pymupdf

_DPI = 200
"""Enough for 8 pt text; doubling it takes four times as long."""


@functools.cache
def can_recognise() -> bool:
    """Whether OCR works here: the program and its data are installed."""
    return shutil.which("tesseract") is not None and bool(_languages())


@functools.cache
def _languages() -> str:
    """Installed languages that manuals are written in, as tesseract wants them named."""
    try:
        folder = pymupdf.get_tessdata()
    except RuntimeError:  # the program is there without its data
        return ""
    return "+".join(name for name in ("eng", "chi_sim") if (Path(folder) / f"{name}.traineddata").exists())


def recognised(page: pymupdf.Page) -> pymupdf.TextPage:
    """The page's text as read from its picture."""
    text_page: pymupdf.TextPage = page.get_textpage_ocr(language=_languages(), dpi=_DPI, full=True)
    return text_page
