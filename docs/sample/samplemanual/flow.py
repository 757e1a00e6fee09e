"""The running text of a document: headings with numbers, paragraphs, lists, captions, page breaks.

A flow fills canvases from top to bottom, numbers what is to be numbered, and notes on which page
each keyed fact was printed. The table of contents of one run is what the run before found.
"""

from dataclasses import dataclass, field, replace

from samplemanual import richtext
from samplemanual.canvas import BLACK, PAGE_HEIGHT, PAGE_WIDTH, Canvas, Color
from samplemanual.fonts import width
from samplemanual.grid import Drawing, Grid

ACCENT: Color = (0.02, 0.29, 0.42)
GREY: Color = (0.38, 0.42, 0.45)
MARGIN = 58.0
TOP = 66.0
BOTTOM = PAGE_HEIGHT - 62.0
HEADING_SIZES = {1: 17.0, 2: 12.5, 3: 10.5, 4: 9.5}
BODY = 9.2


@dataclass(frozen=True, slots=True)
class Entry:
    """A heading as the outline and the table of contents show it."""

    level: int
    title: str
    page: int


@dataclass
class Flow:
    """A document being typeset."""

    words: dict[str, str]
    """The few fixed words of the layout in the document's language: table, figure, note, page..."""
    pages: list[Canvas] = field(default_factory=list)
    y: float = TOP
    entries: list[Entry] = field(default_factory=list)
    marks: dict[str, list[int]] = field(default_factory=dict)
    """Key of a fact to the pages that print it."""
    bare: set[int] = field(default_factory=set)
    """Pages without header and footer, from 1."""
    _numbers: list[int] = field(default_factory=lambda: [0, 0, 0, 0])
    _captions: dict[str, int] = field(default_factory=dict)

    left: float = MARGIN
    bottom: float = BOTTOM
    right: float = PAGE_WIDTH - MARGIN

    @property
    def canvas(self) -> Canvas:
        return self.pages[-1]

    @property
    def page(self) -> int:
        return len(self.pages)

    @property
    def room(self) -> float:
        return self.right - self.left

    def new_page(self) -> None:
        self.pages.append(Canvas())
        self.y = TOP

    def need(self, height: float) -> None:
        """Begin a page unless this much room is left."""
        if self.y + height > self.bottom:
            self.new_page()

    def space(self, height: float) -> None:
        self.y += height

    def mark(self, *keys: str) -> None:
        for key in keys:
            pages = self.marks.setdefault(key, [])
            if self.page not in pages:
                pages.append(self.page)

    # Headings and captions

    def heading(
        self, level: int, title: str, numbered: bool = True, keep: float = 60, fresh: bool = True
    ) -> None:
        """Write a heading; a chapter begins a page unless it is not `fresh`."""
        if level == 1 and fresh:
            self.new_page()
        else:
            self.need(keep + 30)
            self.space({1: 14, 2: 12, 3: 9, 4: 8}[level])
        text = f"{self._count(level)}  {title}" if numbered else title
        size = HEADING_SIZES[level]
        for line in richtext.wrap(text, self.room, "b", size):
            self.y += size * 1.2
            richtext.draw(self.canvas, line, self.left, self.y, ACCENT)
        if level == 1:
            self.y += 7
            self.canvas.line(self.left, self.y, self.right, self.y, 1.2, ACCENT)
            self.y += 6
        self.y += size * 0.45
        self.entries.append(Entry(level, richtext.plain(text).replace("  ", " "), self.page))

    def _count(self, level: int) -> str:
        self._numbers[level - 1] += 1
        for deeper in range(level, 4):
            self._numbers[deeper] = 0
        if level == 1:
            self._captions.clear()
            return str(self._numbers[0])
        return ".".join(str(number) for number in self._numbers[:level])

    @property
    def chapter(self) -> int:
        return self._numbers[0]

    def caption(self, kind: str, text: str) -> str:
        """The next caption of this chapter, e.g. `Table 3-1  RCC registers`."""
        self._captions[kind] = self._captions.get(kind, 0) + 1
        return f"{self.words[kind]}{self.chapter}-{self._captions[kind]}  {text}"

    def caption_line(self, text: str) -> None:
        self.y += 11
        for line in richtext.wrap(text, self.room, "b", 8.6):
            x = (self.left + self.right - line.width) / 2
            richtext.draw(self.canvas, line, x, self.y, BLACK)
            self.y += 11
        self.y -= 5.5

    # Text

    def paragraph(
        self, text: str, style: str = "r", size: float = BODY, indent: float = 0, after: float = 5
    ) -> None:
        leading = size * 1.36
        for line in richtext.wrap(text, self.room - indent, style, size):
            self.need(leading)
            self.y += leading
            richtext.draw(self.canvas, line, self.left + indent, self.y)
        self.y += after

    def item(self, label: str, text: str, indent: float = 8, hang: float = 14) -> None:
        """A bullet or a numbered step."""
        leading = BODY * 1.36
        lines = richtext.wrap(text, self.room - indent - hang, "r", BODY)
        for index, line in enumerate(lines):
            self.need(leading)
            self.y += leading
            if index == 0:
                self.canvas.text(self.left + indent, self.y, label, "r", BODY)
            richtext.draw(self.canvas, line, self.left + indent + hang, self.y)
        self.y += 2.2

    def note(self, text: str, label: str) -> None:
        """A remark set apart by a bar at its left."""
        lines = richtext.wrap(f"**{label}** {text}", self.room - 16, "i", 8.8)
        self.need(len(lines) * 12 + 8)
        top = self.y + 3
        for line in lines:
            self.y += 12
            richtext.draw(self.canvas, line, self.left + 12, self.y)
        self.y += 4
        self.canvas.box(self.left + 2, top, self.left + 4.2, self.y, 0, ACCENT, ACCENT)
        self.y += 5

    def formula(self, text: str) -> None:
        self.need(24)
        self.y += 16
        line = richtext.wrap(text, self.room, "i", 10)[0]
        richtext.draw(self.canvas, line, (self.left + self.right - line.width) / 2, self.y)
        self.y += 9

    def table(self, grid: Grid, caption: str = "", continued: bool = False) -> None:
        """A captioned table; `continued` repeats the caption after a page break."""
        if caption:
            title = self.caption("table", caption)
            self.need(110)
            self.caption_line(title)
            if continued:
                grid = replace(grid, continued=f"{title}{self.words['continued']}")
        Drawing(grid, self).run()
        self.y += 6

    def footnotes(self, notes: list[str]) -> None:
        for number, text in enumerate(notes, 1):
            self.need(11)
            lines = richtext.wrap(text, self.room - 16, "r", 7.6)
            for index, line in enumerate(lines):
                self.y += 9.6
                if index == 0:
                    self.canvas.text(self.left + 2, self.y, f"{number}.", "r", 7.6)
                richtext.draw(self.canvas, line, self.left + 14, self.y)
        self.y += 5

    # Contents

    def contents(self, title: str, entries: list[Entry]) -> None:
        """The table of contents, from the entries of the run before."""
        self.heading(1, title, numbered=False)
        for entry in entries:
            if entry.title == title or entry.level > 2:
                continue
            self.need(14)
            self._content_line(entry)

    def _content_line(self, entry: Entry) -> None:
        style = "b" if entry.level == 1 else "r"
        self.y += 15.5 if entry.level == 1 else 11.8
        x = self.left + 14 * (entry.level - 1)
        end = x + self.canvas.text(x, self.y, entry.title, style, 8.2)
        number = str(entry.page)
        dots = self.right - width(number, style, 8.2) - 4
        count = max(0, int((dots - end - 4) / width(" .", "r", 8.2)))
        self.canvas.right(dots, self.y, " ." * count, "r", 8.2, GREY)
        self.canvas.right(self.right, self.y, number, style, 8.2)
        self.canvas.links.append(((self.left, self.y - 9, self.right, self.y + 2), entry.page))
