"""What is asked of the process that draws pages, and how it says that it cannot."""

from dataclasses import dataclass

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Picture:
    """What to draw."""

    path: str
    page: int
    """From 1."""
    scale: float
    """Pixels per point."""
    highlights: tuple[Box, ...]


class NotPagedError(Exception):
    """The file has no pages that could be drawn."""


class NoSuchPageError(Exception):
    """The file has fewer pages; its first argument is their number."""


def draw(picture: Picture) -> bytes:
    """PNG of the page, marked."""
    from app.documents import rendering

    return rendering.draw(picture)
