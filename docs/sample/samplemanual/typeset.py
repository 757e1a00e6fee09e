"""From a way to lay a document out to the finished document: contents settled, pages framed."""

from collections.abc import Callable
from dataclasses import dataclass

from samplemanual import covers
from samplemanual.canvas import Canvas, Info
from samplemanual.covers import Imprint
from samplemanual.flow import Entry, Flow


@dataclass(frozen=True)
class Document:
    """A finished document."""

    pages: list[Canvas]
    outline: list[tuple[int, str, int]]
    marks: dict[str, list[int]]
    """Key of a fact to the pages that print it."""
    info: Info


def settle(once: Callable[[list[Entry]], Flow], imprint: Imprint) -> Document:
    """Lay out until the table of contents agrees with the pages."""
    entries: list[Entry] = []
    flow = once(entries)
    while flow.entries != entries:
        entries = flow.entries
        flow = once(entries)
    covers.running(flow, imprint)
    outline = [(entry.level, entry.title, entry.page) for entry in flow.entries]
    info = Info(imprint.title, imprint.vendor, imprint.number, imprint.date)
    return Document(flow.pages, outline, flow.marks, info)
