"""What frames a document: the cover, running headers and footers."""

from dataclasses import dataclass

from samplemanual import richtext
from samplemanual.canvas import PAGE_HEIGHT, PAGE_WIDTH, Color
from samplemanual.flow import ACCENT, GREY, MARGIN, Flow
from samplemanual.model import Chip, pick, text

PALE: Color = (0.86, 0.92, 0.94)
WHITE: Color = (1.0, 1.0, 1.0)
AMBER: Color = (0.93, 0.62, 0.13)


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a document says it is, on its cover and on every page."""

    title: str
    vendor: str
    number: str
    revision: str
    date: str


def _emblem(flow: Flow, x: float, y: float, scale: float) -> None:
    """The vendor's mark."""
    canvas = flow.canvas
    canvas.box(x, y, x + 16 * scale, y + 16 * scale, 0, ACCENT, ACCENT)
    points = tuple((x + a * scale, y + b * scale) for a, b in ((3, 4), (8, 13), (13, 4)))
    canvas.polyline(points, 2.2 * scale, WHITE)
    canvas.box(x + 6.6 * scale, y + 2.6 * scale, x + 9.4 * scale, y + 5.4 * scale, 0, AMBER, AMBER)


def front(flow: Flow, chip: Chip, lang: str, imprint: Imprint, kind: str) -> None:
    """The cover page; leaves the flow below its title."""
    flow.new_page()
    flow.bare.add(flow.page)
    identity, canvas, words = chip.identity, flow.canvas, flow.words
    canvas.box(0, 0, PAGE_WIDTH, 12, 0, ACCENT, ACCENT)
    _emblem(flow, MARGIN, 46, 1.6)
    canvas.text(MARGIN + 36, 66, pick(text(identity["vendor"]), lang), "b", 15, ACCENT)
    canvas.right(flow.right, 60, imprint.number, "r", 9, GREY)
    canvas.right(flow.right, 72, f"{words['revision']} {imprint.revision}", "b", 9, GREY)
    canvas.line(MARGIN, 84, flow.right, 84, 1.2, ACCENT)
    canvas.text(MARGIN, 172, identity["family"], "b", 34, ACCENT)
    canvas.text(MARGIN, 206, kind, "b", 20)
    canvas.text(MARGIN, 228, pick(text(identity["subtitle"]), lang), "r", 11.5, GREY)
    _panel(flow, chip, lang, imprint)
    flow.y = 262


def features(flow: Flow, chip: Chip, lang: str) -> None:
    """What the manual is about and what the family has, on the cover."""
    flow.paragraph(pick(text(chip.identity["abstract"]), lang), size=9.6)
    flow.space(8)
    flow.canvas.text(MARGIN, flow.y + 10, flow.words["features"], "b", 11, ACCENT)
    flow.space(16)
    for feature in chip.identity["features"]:
        flow.item("•", pick(text(feature), lang))


def _panel(flow: Flow, chip: Chip, lang: str, imprint: Imprint) -> None:
    """Parts, revision and date at the foot of the cover."""
    canvas, words, top = flow.canvas, flow.words, PAGE_HEIGHT - 182
    canvas.box(MARGIN, top, flow.right, top + 74, 0, PALE, PALE)
    canvas.box(MARGIN, top, MARGIN + 4, top + 74, 0, ACCENT, ACCENT)
    parts = ", ".join(item["name"] for item in chip.identity["member"])
    lines = (
        (words["parts"], parts),
        (words["revision"], imprint.revision),
        (words["date"], imprint.date),
        (words["document"], imprint.number),
    )
    for index, (label, value) in enumerate(lines):
        canvas.text(MARGIN + 16, top + 18 + 15 * index, label, "b", 9)
        canvas.text(MARGIN + 110, top + 18 + 15 * index, value, "r", 9)
    y = top + 84
    for line in richtext.wrap(pick(text(chip.identity["legal"]), lang), flow.room, "r", 7.2):
        y += 9.4
        richtext.draw(canvas, line, MARGIN, y, GREY)


def running(flow: Flow, imprint: Imprint) -> None:
    """Header and footer of every page but the cover."""
    chapter = ""
    starts = {entry.page: entry.title for entry in flow.entries if entry.level == 1}
    for number, canvas in enumerate(flow.pages, 1):
        chapter = starts.get(number, chapter)
        if number in flow.bare:
            continue
        canvas.text(MARGIN, 40, imprint.title, "r", 8, GREY)
        canvas.right(flow.right, 40, chapter, "r", 8, GREY)
        canvas.line(MARGIN, 46, flow.right, 46, 0.6, ACCENT)
        foot = PAGE_HEIGHT - 46
        canvas.line(MARGIN, foot, flow.right, foot, 0.6, ACCENT)
        edition = f"{flow.words['revision']} {imprint.revision} ({imprint.date})"
        canvas.text(MARGIN, foot + 13, edition, "r", 8, GREY)
        place = flow.words["page"].format(number, len(flow.pages))
        canvas.right(flow.right, foot + 13, place, "r", 8, GREY)
