"""The reference manual: cover, contents, chapters in order, running headers and footers."""

from dataclasses import dataclass

from samplemanual import covers, registers, tables
from samplemanual.canvas import Canvas, Info
from samplemanual.figures import FIGURES
from samplemanual.flow import Entry, Flow
from samplemanual.model import Chip, Peripheral, pick, text


@dataclass(frozen=True)
class Typeset:
    """A finished document."""

    pages: list[Canvas]
    outline: list[tuple[int, str, int]]
    marks: dict[str, list[int]]
    info: Info


def typeset(chip: Chip, lang: str) -> Typeset:
    """Lay the manual out until its table of contents agrees with its pages."""
    entries: list[Entry] = []
    while True:
        flow = _once(chip, lang, entries)
        if flow.entries == entries:
            break
        entries = flow.entries
    words = flow.words
    title = pick(text(chip.identity["title"]), lang)
    edition = _edition(chip)
    covers.running(flow, title, f"{words['revision']} {chip.revision}", edition["date"])
    outline = [(entry.level, entry.title, entry.page) for entry in flow.entries]
    info = Info(title, chip.identity["vendor"][0], edition["number"], edition["date"])
    return Typeset(flow.pages, outline, flow.marks, info)


def _edition(chip: Chip) -> dict[str, str]:
    found: dict[str, str] = next(
        item for item in chip.identity["edition"] if item["revision"] == chip.revision
    )
    return found


def _once(chip: Chip, lang: str, entries: list[Entry]) -> Flow:
    flow = Flow(chip.pages["words"][lang])
    covers.front(flow, chip, lang, _edition(chip))
    flow.contents(flow.words["contents"], entries)
    for chapter in chip.pages["system"]["chapter"]:
        prose(flow, chip, chapter, lang)
    for peripheral in chip.peripherals:
        _peripheral(flow, chip, peripheral, lang)
    for chapter in chip.pages["electrical"]["chapter"]:
        prose(flow, chip, chapter, lang)
    tables.history(flow, chip, lang)
    return flow


def _peripheral(flow: Flow, chip: Chip, peripheral: Peripheral, lang: str) -> None:
    flow.heading(1, pick(peripheral.title, lang))
    for section in peripheral.sections:
        _section(flow, chip, section, lang)
    flow.heading(2, flow.words["registers"])
    registers.summary(flow, peripheral, lang)
    for register in peripheral.registers:
        registers.describe(flow, peripheral, register, lang)


def prose(flow: Flow, chip: Chip, chapter: dict, lang: str) -> None:  # type: ignore[type-arg]  # TOML table
    flow.heading(1, pick(text(chapter["title"]), lang))
    for block in chapter.get("blocks", ()):
        _block(flow, chip, block, lang)
    for section in chapter.get("section", ()):
        _section(flow, chip, section, lang)


def _section(flow: Flow, chip: Chip, section: dict, lang: str) -> None:  # type: ignore[type-arg]  # TOML table
    flow.heading(section.get("level", 2), pick(text(section["title"]), lang))
    step = 0
    for block in section["blocks"]:
        step = step + 1 if block[0] == "step" else 0
        _block(flow, chip, block, lang, step)


def _block(flow: Flow, chip: Chip, block: list[str], lang: str, step: int = 0) -> None:
    kind, words = block[0], pick(text(block[1:] if len(block) > 2 else block[1]), lang)
    if kind == "p":
        flow.paragraph(words)
    elif kind == "li":
        flow.item("•", words)
    elif kind == "step":
        flow.item(f"{step}.", words, hang=16)
    elif kind == "note":
        flow.note(words, flow.words["note"])
    elif kind == "warn":
        flow.note(words, flow.words["warning"])
    elif kind == "formula":
        flow.formula(words)
    elif kind == "figure":
        FIGURES[words](flow, chip, lang)
    else:
        tables.table(flow, chip, lang, words)
