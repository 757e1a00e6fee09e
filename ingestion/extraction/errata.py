"""Errata from the sections that describe them and the tables that list them. Pure.

A heading opens an erratum when what follows speaks of a workaround, of affected revisions or of a fix; a
summary table adds the revisions that it marks.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from app.facts.records import Erratum, FactSet, Provenance, Source
from ingestion.extraction.cells import bare_header, columns_named, line
from ingestion.extraction.columns import headers
from ingestion.matter import OF_CHIPS
from ingestion.types import Block, BlockKind, Row, StructuredDocument, Table
from retrieval.identifiers import identifiers_in

_LABELS: tuple[tuple[str, str], ...] = (
    (
        "workaround",
        r"work-?\s?arounds?(?: details)?|"
        r"解决(?:方法|方案|办法)|规避(?:方法|措施|方案)|变通(?:方法|方案)|应对措施",
    ),
    (
        "affected",
        r"(?:affected|impacted) (?:silicon |chip |device )?"
        r"(?:revisions?|versions?|steppings?|chips?|devices?)|"
        r"affects?|受影响(?:的)?(?:芯片)?(?:版本|型号)?|影响(?:的)?(?:芯片)?版本|涉及版本",
    ),
    ("fix", r"fix(?:es|ed)?|solutions?|resolution|status|修复(?:版本|情况)?|解决情况"),
    (
        "description",
        r"descriptions?|details?|problem|issue|symptoms?|implications?|impact|conditions?|描述|说明|现象|问题描述|详细(?:描述|信息)",
    ),
)
_LABEL = re.compile("|".join(rf"(?P<{name}>{pattern})" for name, pattern in _LABELS), re.IGNORECASE)
_LED = re.compile(
    rf"(?:^|(?<=[.。;；\s]))(?:{'|'.join(pattern for _, pattern in _LABELS)})\s*[:：]\s*", re.IGNORECASE
)
_BARE_LED = re.compile(r"(?<=[A-Z0-9.。])\s(Description|Workaround)\s(?=[A-Z])")
"""`Affected silicon revisions: A, B Description When the …`: a label that stood on a line of its own."""
_HEADING = re.compile(
    r"^(?:(?P<section>[A-Z]?\d+(?:\.\d+)*)\.?\s+)?"
    r"(?:\[?(?P<number>[A-Z][A-Za-z0-9]*[-_ ]?\d+(?:\.\d+)*)\]?\s*[:：.\-–—]\s*)?(?P<title>.+)$",
    re.DOTALL,
)
_ERRATA = re.compile(
    r"\berrat(?:a|um)\b|known issues|silicon bug|workarounds? for|勘误|已知问题|芯片缺陷", re.IGNORECASE
)
_SUMMARY = {
    "number": r"number|no\.?|id|erratum(?: id)?|issue(?: id)?|section|ref(?:erence)?\.?|编号|序号|章节",
    "title": r"title|descriptions?|errat(?:a|um)|issue|problem|summary|标题|描述|问题|勘误",
    "affected": r"(?:affected |impacted )(?:chip |silicon )?(?:revisions?|versions?)|"
    r"受影响(?:的)?(?:芯片)?版本|影响版本",
    "peripheral": r"function|peripheral|module|category|block|模块|外设|分类|功能",
}
_AREA = re.compile(r"^\[(?P<area>[^\]]{2,30})\]\s*(?=\S)")
"""`[SAR ADC] The lower bits are lost`."""
_LIST = re.compile(
    r"\s*(?:v|ECO|rev\.?\s*)?(?:[A-Z]|\d+(?:\.\d+)?)(?:\s*[,，、/;]\s*(?:v|rev\.?\s*)?(?:[A-Z]|\d+(?:\.\d+)?))*\s*",
    re.I,
)
"""A line that holds nothing but revisions."""
_REVISION_HEADER = re.compile(
    r"(?:rev(?:ision)?\.?|version|stepping|版本|修订)\s*([A-Z0-9][A-Z0-9.]*)", re.IGNORECASE
)
_REVISION = re.compile(r"(?:v|ECO|rev\.?\s*)?([A-Z]|\d+(?:\.\d+)?)", re.IGNORECASE)
_MARKED = re.compile(r"x|y\*?|yes|√|✓|✔|●|•|a|是|有", re.IGNORECASE)


@dataclass(slots=True)
class _Open:
    """The erratum under whose heading the walk is."""

    heading: Block
    parts: dict[str, list[str]] = field(default_factory=dict)
    of_chips: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Affected revisions by chip, where several share the text."""
    label: str = "description"

    def add(self, label: str, text: str) -> None:
        if text.strip():
            self.parts.setdefault(label, []).append(text.strip())


def extract(document: StructuredDocument) -> FactSet:
    """All errata of a document that is about errata, or of its chapter about them."""
    whole = document.detected.kind == "errata" or _ERRATA.search(document.detected.title) is not None
    found: list[Erratum] = []
    rows: dict[str, tuple[str, ...]] = {}
    current: _Open | None = None
    for block in document.blocks:
        if not whole and not any(_ERRATA.search(title) for title in block.path):
            continue
        if block.kind == BlockKind.HEADING and not _LABEL.fullmatch(line(block.text).strip(":： ")):
            found += _closed(current, document.detected.chips)
            current = _Open(block)
        elif block.kind == BlockKind.TABLE and block.table is not None:
            rows |= summary(block.table)
        elif current is not None:
            _read(current, block)
    found += _closed(current, document.detected.chips)
    return FactSet(errata=tuple(_with_summary(erratum, rows) for erratum in found))


def _read(current: _Open, block: Block) -> None:
    """A block of an erratum's section, told apart at the labels that stand in it."""
    text = line(block.text)
    if match := OF_CHIPS.fullmatch(text):
        current.parts.setdefault("affected", [])
        current.of_chips |= {
            chip.strip(): revisions(match["revisions"]) for chip in match["chips"].split(",")
        }
        return
    if _LABEL.fullmatch(text.strip(":： ")):
        current.label = _label(text.strip(":： "))
        if text.startswith("解决方案") and current.parts.get("workaround"):
            current.label = "fix"  # beside a way around, it says where the fault is mended
        current.parts.setdefault(current.label, [])
        return
    for label, piece in _pieces(_BARE_LED.sub(r" \1: ", text), current.label):
        current.label = label
        current.add(label, piece)


def _pieces(text: str, label: str) -> Iterator[tuple[str, str]]:
    """`Details: … Workarounds: …` as its parts; what comes before the first label belongs to the open one."""
    position = 0
    for match in _LED.finditer(text):
        yield label, text[position : match.start()]
        label, position = _label(match.group().strip().rstrip(":： ")), match.end()
    yield label, text[position:]


def _label(text: str) -> str:
    match = _LABEL.fullmatch(text.strip())
    return (
        next((name for name, value in match.groupdict().items() if value), "description")
        if match
        else "description"
    )


def _closed(current: _Open | None, chips: tuple[str, ...]) -> list[Erratum]:
    """The erratum of a section; none where nothing in it speaks like one."""
    if current is None or not current.parts.keys() & {"workaround", "affected", "fix"}:
        return []
    match = _HEADING.match(line(current.heading.text))
    title = match["title"] if match else line(current.heading.text)
    number = (match["number"] or match["section"] or "") if match else ""
    said = {label: " ".join(texts) for label, texts in current.parts.items()}
    prefix = re.match(r"[A-Z][A-Z0-9]*?(?=\d*[-_ ])", number)
    area = _AREA.match(title)
    title = title[area.end() :] if area else title
    before = ((prefix.group(),) if prefix else ()) + (tuple(area["area"].split("/")) if area else ())
    names = before + identifiers_in(title)
    affected = current.of_chips or {"": revisions(said.get("affected", ""))}
    return [
        Erratum(
            number=number,
            title=title.strip(),
            provenance=Provenance(
                current.heading.page, current.heading.box, Source.TEXT, quote=line(current.heading.text)[:600]
            ),
            chips=(chip.upper(),) if chip else chips,
            steppings=steppings,
            peripherals=tuple(dict.fromkeys(names)),
            description=" ".join(part for part in (said.get("description", ""), said.get("fix", "")) if part),
            workaround=said.get("workaround", ""),
            status=said.get("fix", ""),
        )
        for chip, steppings in affected.items()
    ]


def revisions(text: str) -> tuple[str, ...]:
    """`A, B`; `v0.0 v1.0`; `0, 1`."""
    pieces = (piece.strip(" .。") for piece in re.split(r"[,，、/;\s]+(?:and\s+)?", text))
    return tuple(piece for piece in pieces if piece and _REVISION.fullmatch(piece))


def summary(table: Table) -> dict[str, tuple[str, ...]]:
    """Affected revisions by number and by title, from a table that lists the errata."""
    columns = columns_named(table, _SUMMARY)
    marked = [
        (column, match.group(1))
        for column, header in enumerate(headers(table))
        if (match := _REVISION_HEADER.fullmatch(bare_header(header)))
    ]
    if "title" not in columns or not (marked or "affected" in columns):
        return {}
    found: dict[str, tuple[str, ...]] = {}
    for row in table.rows:
        steppings = _steppings(row, columns.get("affected"), marked)
        for key in _keys(row, columns):
            found.setdefault(key, steppings)
    return found


def _steppings(row: Row, affected: int | None, marked: Sequence[tuple[int, str]]) -> tuple[str, ...]:
    if affected is not None:
        # A cell that merged with its neighbour holds its words too: only lines of revisions count.
        lines = [text for text in row.texts[affected].splitlines() if _LIST.fullmatch(text)]
        return revisions(", ".join(lines))
    return tuple(name for column, name in marked if _MARKED.fullmatch(row.texts[column].strip()))


def _keys(row: Row, columns: dict[str, int]) -> Iterable[str]:
    number = line(row.texts[columns["number"]]) if "number" in columns else ""
    number = re.sub(r"^(?:section|章节|第)\s*", "", number, flags=re.IGNORECASE)
    return [key for key in (number, _plain(row.texts[columns["title"]])) if key]


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", line(text)).strip().lower()


def _with_summary(erratum: Erratum, rows: dict[str, tuple[str, ...]]) -> Erratum:
    steppings = erratum.steppings or rows.get(erratum.number) or rows.get(_plain(erratum.title)) or ()
    return replace(erratum, steppings=steppings)
