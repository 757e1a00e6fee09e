"""A page as a picture with passages marked. Runs in a process of its own, see `renderer`.

Only that process imports this module: PyMuPDF takes a second to load.
"""

# mypy: untyped-calls-exclude=pymupdf

from typing import Any

import numpy as np
import pymupdf

from app.documents.pictures import Box, NoSuchPageError, NotPagedError, Picture

MAX_PIXELS = 12_000_000
"""A page of a plotter's size is drawn smaller rather than filling the memory."""

MARKER = (255, 234, 120)
"""A text marker's yellow: it is multiplied with the page, so that black stays black."""

EDGE = (214, 140, 0)
MARGIN = 2.0
"""Points around a box: it encloses glyphs tightly, and a mark that touches them is hard to read."""


def draw(picture: Picture) -> bytes:
    """PNG of the page, marked."""
    pymupdf.TOOLS.mupdf_display_errors(False)
    with open(picture.path, "rb") as file:  # noqa: PTH123 - a worker process gets plain strings
        if b"%PDF-" not in file.read(1024):
            raise NotPagedError
    with pymupdf.open(picture.path, filetype="pdf") as document:
        if not 1 <= picture.page <= document.page_count:
            raise NoSuchPageError(document.page_count)
        page = document[picture.page - 1]
        width, height = page.rect.width, page.rect.height
        scale = min(picture.scale, (MAX_PIXELS / max(width * height, 1)) ** 0.5)
        pixmap = page.get_pixmap(matrix=pymupdf.Matrix(scale, scale), alpha=False, colorspace=pymupdf.csRGB)
    _mark(pixmap, scale, picture.highlights)
    return bytes(pixmap.tobytes("png"))


def _mark(pixmap: Any, scale: float, boxes: tuple[Box, ...]) -> None:
    """Colour the boxes in the picture itself: what the page's own drawing state is does not matter."""
    rows = np.frombuffer(pixmap.samples_mv, dtype=np.uint8).reshape(pixmap.height, pixmap.stride)
    pixels = rows[:, : pixmap.width * 3].reshape(pixmap.height, pixmap.width, 3)
    edge = max(1, round(scale))
    for x0, y0, x1, y1 in boxes:
        left, top = max(0, round((x0 - MARGIN) * scale)), max(0, round((y0 - MARGIN) * scale))
        right = min(pixmap.width, round((x1 + MARGIN) * scale))
        bottom = min(pixmap.height, round((y1 + MARGIN) * scale))
        if left >= right or top >= bottom:
            continue
        part = pixels[top:bottom, left:right]
        part[:] = (part.astype(np.uint16) * np.array(MARKER, np.uint16) // 255).astype(np.uint8)
        for line in (part[:edge], part[-edge:], part[:, :edge], part[:, -edge:]):
            line[:] = EDGE
