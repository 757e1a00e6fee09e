"""What the steps of ingestion hand to one another, from words on a page to chunks.

Boxes are `(x0, y0, x1, y1)` in PDF points with the origin in the page's top left corner, as the
reader sees the page (rotation applied). Pages count from 1. Formats without pages have page 1.
"""

from dataclasses import dataclass
from enum import StrEnum

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Word:
    """A run of characters without white space, as drawn."""

    text: str
    box: Box
    size: float
    """Font size in points."""
    bold: bool = False
    italic: bool = False
    mono: bool = False
    angle: float = 0.0
    """Writing direction in degrees, counter-clockwise; 0 is left to right, 90 is upwards."""
    superscript: bool = False


@dataclass(frozen=True, slots=True)
class Ruling:
    """A straight line drawn on the page, or an edge of a thin or filled rectangle."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Fill:
    """A filled rectangle larger than a line: the shade of a header row, a box of a diagram."""

    box: Box
    grey: float
    """Luminance, 0 black to 1 white."""


@dataclass(frozen=True, slots=True)
class RawPage:
    """One page as PyMuPDF reads it. Lives only inside a conversion process."""

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    """In the order of the content stream, which is not always the reading order."""
    rulings: tuple[Ruling, ...]
    fills: tuple[Fill, ...] = ()
    images: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """Words that stand on one baseline outside tables and diagrams, in reading order."""

    text: str
    box: Box
    size: float
    bold: bool = False
    italic: bool = False
    mono: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table; a merged cell stands once, with its spans."""

    text: str
    """Wrapped lines joined by a newline; wrapped identifiers already mended."""
    box: Box
    column: int
    """First column it covers, from 0."""
    colspan: int = 1
    rowspan: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table. A row that goes on over a page break is one row, on the page it starts."""

    page: int
    box: Box
    cells: tuple[Cell, ...]
    """From left to right; columns covered by a cell that began in a row above have none."""
    texts: tuple[str, ...]
    """One text per column of the table, merged cells repeated in every column and row they cover."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its header told apart, joined over page breaks."""

    page: int
    box: Box
    columns: int
    header: tuple[Row, ...]
    """The first page's header rows; repetitions after a page break are dropped."""
    rows: tuple[Row, ...]
    caption: str = ""
    footnotes: tuple[str, ...] = ()
    ruled: bool = True
    continues: bool = False
    """Within one page: no header of its own at the top of the page, so it may continue the last one."""


@dataclass(frozen=True, slots=True)
class DiagramField:
    """One box of a drawn bit diagram."""

    name: str
    msb: int
    lsb: int
    reset: str = ""
    """As drawn under the box, most significant digit first; empty where the diagram shows none."""
    access: str = ""


@dataclass(frozen=True, slots=True)
class BitDiagram:
    """A drawn register picture, both of its 16-bit rows together, most significant field first."""

    page: int
    box: Box
    width: int
    fields: tuple[DiagramField, ...]
    beside: tuple[str, ...] = ()
    """What stands in the margins beside the boxes, right before left: a register's name, an address."""


@dataclass(frozen=True, slots=True)
class ConvertedPage:
    """What the convert step keeps of a page. Small enough to store and to send between processes."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    tables: tuple[Table, ...] = ()
    diagrams: tuple[BitDiagram, ...] = ()
    images: tuple[Box, ...] = ()
    has_text: bool = True
    blank: bool = False
    """Neither text nor anything drawn or pictured: nothing is missed."""


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """One bookmark."""

    level: int
    """From 1."""
    title: str
    page: int


@dataclass(frozen=True, slots=True)
class ConvertedDocument:
    """The convert step's result: pages of a PDF, or ready blocks of a text format."""

    pages: tuple[ConvertedPage, ...]
    outline: tuple[OutlineEntry, ...] = ()
    metadata: tuple[tuple[str, str], ...] = ()
    """Title, author, creation date and the like, as the file itself states them."""
    blocks: tuple["Block", ...] = ()
    """Markdown, reStructuredText, HTML, DOCX and text carry their structure: no pages to read it from."""
    warnings: tuple[str, ...] = ()


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST = "list"
    CODE = "code"
    CAPTION = "caption"
    FOOTNOTE = "footnote"
    TABLE = "table"
    DIAGRAM = "diagram"
    FIGURE = "figure"


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a document in reading order, with the headings it stands under."""

    kind: BlockKind
    text: str
    page: int
    box: Box
    path: tuple[str, ...] = ()
    """Headings above it, outermost first; a heading's own text is the last element of its path."""
    level: int = 0
    """Headings only: depth in the section tree, from 1."""
    table: Table | None = None
    diagram: BitDiagram | None = None


@dataclass(frozen=True, slots=True)
class Detected:
    """What a document says of itself; the uploader's word wins over it."""

    title: str = ""
    vendor: str = ""
    number: str = ""
    """The vendor's document number, e.g. DS5319."""
    revision: str = ""
    date: str = ""
    """ISO 8601, as precise as the document is."""
    language: str = ""
    """en or zh."""
    kind: str = ""
    """reference-manual, datasheet, errata, application-note, faq, specification, other."""
    chips: tuple[str, ...] = ()
    """Part or family names that the document covers, as printed; empty for one that is not about a chip."""
    history: tuple[str, ...] = ()
    """Revisions that it lists of itself, as printed, in its order."""


@dataclass(frozen=True, slots=True)
class StructuredDocument:
    """The structure step's result."""

    blocks: tuple[Block, ...]
    detected: Detected
    page_count: int
    warnings: tuple[str, ...] = ()


class ChunkKind(StrEnum):
    SECTION = "section"
    TABLE = "table"
    ROW = "row"
    REGISTER = "register"
    CODE = "code"
    CONTENTS = "contents"
    HISTORY = "history"
    NOTICE = "notice"
    """The last three are about the document and no evidence; see `ingestion.matter`."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage to be found: the unit of search and of citation."""

    id: str
    """uuid5 of version, position and text: the same input gives the same id."""
    kind: ChunkKind
    text: str
    """What a reader is shown and a citation quotes; a row carries its header's words."""
    path: tuple[str, ...]
    page: int
    box: Box
    names: tuple[str, ...] = ()
    """Identifiers that this passage defines or describes, as opposed to mentions."""
    dense: bool = True
    """Whether it deserves a dense vector; single rows are found by identifier and sparse search."""
