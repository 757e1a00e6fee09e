"""The reference manual: cover, contents, and the chapters in order."""

from typing import Any

from samplemanual import covers, registers, tables
from samplemanual.covers import Imprint
from samplemanual.figures import FIGURES
from samplemanual.flow import Entry, Flow
from samplemanual.model import Chip, Peripheral, pick, text
from samplemanual.typeset import Document, settle


def typeset(chip: Chip, lang: str) -> Document:
    edition = _edition(chip)
    imprint = Imprint(
        title=pick(text(chip.identity["title"]), lang),
        vendor=chip.identity["vendor"][0],
        number=edition["number"],
        revision=chip.revision,
        date=edition["date"],
    )
    return settle(lambda entries: _once(chip, lang, imprint, entries), imprint)


def _edition(chip: Chip) -> dict[str, Any]:
    editions: list[dict[str, Any]] = chip.identity["edition"]
    return next(item for item in editions if item["revision"] == chip.revision)


def _once(chip: Chip, lang: str, imprint: Imprint, entries: list[Entry]) -> Flow:
    flow = Flow(chip.pages["words"][lang])
    covers.front(flow, chip, lang, imprint, pick(text(chip.identity["kind"]), lang))
    covers.features(flow, chip, lang)
    flow.contents(flow.words["contents"], entries)
    for chapter in chip.pages["system"]["chapter"]:
        _prose(flow, chip, chapter, lang)
    for peripheral in chip.peripherals:
        _peripheral(flow, chip, peripheral, lang)
    for chapter in chip.pages["electrical"]["chapter"]:
        _prose(flow, chip, chapter, lang)
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


def _prose(flow: Flow, chip: Chip, chapter: dict[str, Any], lang: str) -> None:
    flow.heading(1, pick(text(chapter["title"]), lang))
    for block in chapter.get("blocks", ()):
        _block(flow, chip, block, lang)
    for section in chapter.get("section", ()):
        _section(flow, chip, section, lang)


def _section(flow: Flow, chip: Chip, section: dict[str, Any], lang: str) -> None:
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
