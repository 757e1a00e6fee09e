"""The sample manual's facts against its truth in both languages: nothing wrong and nothing missed."""

import json
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from app.facts.records import FactSet
from ingestion.extraction import errata, interrupts, memory, ordering, parameters, pins
from ingestion.extraction.quantities import plain
from ingestion.parsing.convert import convert
from ingestion.parsing.formats import Limits
from ingestion.parsing.structure import structure
from ingestion.types import StructuredDocument

LEAST = 0.98
Fact = tuple[Any, ...]


def read(path: Path) -> StructuredDocument:
    with ThreadPoolExecutor(1) as pool:
        return structure(convert(path, path.name, Limits(), pool), path.name)


def bare(text: str) -> str:
    return plain(text).replace(" ", "")


@pytest.fixture(scope="module", params=["en", "zh"])
def manual(request: pytest.FixtureRequest, sample: Path) -> tuple[StructuredDocument, dict[str, Any], str]:
    """The structured manual, what it states, and its language."""
    truth = json.loads((sample / "truth.json").read_text())["revisions"]["1.1"]
    return read(sample / f"VSK32A1_RM_{request.param}_V1.1.pdf"), truth, request.param


def check(stated: Iterable[Fact], found: Iterable[Fact]) -> None:
    truth, read_facts = set(stated), set(found)
    assert len(truth & read_facts) >= LEAST * len(truth), sorted(map(str, truth - read_facts))[:5]
    assert len(truth & read_facts) >= LEAST * len(read_facts), sorted(map(str, read_facts - truth))[:5]


def test_parameters(manual: tuple[StructuredDocument, dict[str, Any], str]) -> None:
    document, truth, language = manual
    stated = (
        (
            one["symbol"],
            one["name"][language],
            one["condition"][language],
            one["min"],
            one["typ"],
            one["max"],
            one["unit"],
        )
        for one in truth["parameters"]
    )
    found = (
        (one.symbol, one.name, one.condition, one.minimum, one.typical, one.maximum, one.unit)
        for one in parameters.extract(document).parameters
    )
    check((tuple(map(bare, fact)) for fact in stated), (tuple(map(bare, fact)) for fact in found))


def test_pins(manual: tuple[StructuredDocument, dict[str, Any], str]) -> None:
    document, truth, _ = manual
    stated = (
        (
            one["name"],
            tuple((package, str(number)) for package, number in one["numbers"].items()),
            one["type"],
            (*one["functions"], *(signal for signal in one["remap"] if signal != one["name"])),
        )
        for one in truth["pins"]
    )
    found = pins.extract(document).pins
    check(stated, ((one.name, one.numbers, one.kind, one.functions) for one in found))


def test_interrupts(manual: tuple[StructuredDocument, dict[str, Any], str]) -> None:
    document, truth, _ = manual
    stated = (
        (one["name"], one["number"], plain(one["priority"]), int(one["address"], 16))
        for one in truth["interrupts"]
    )
    found = interrupts.extract(document).interrupts
    check(stated, ((one.name, one.number, plain(one.priority), one.address) for one in found))


def test_addresses(manual: tuple[StructuredDocument, dict[str, Any], str]) -> None:
    document, truth, _ = manual
    found: FactSet = memory.extract(document)
    check(
        ((one["name"], int(one["start"], 16), int(one["end"], 16)) for one in truth["regions"]),
        ((one.name, one.start, one.end) for one in found.regions),
    )
    check(
        ((one["name"], int(one["base_address"], 16)) for one in truth["peripherals"]),
        ((one.name, one.base_address) for one in found.peripherals),
    )


def test_parts(manual: tuple[StructuredDocument, dict[str, Any], str]) -> None:
    document, truth, _ = manual
    found = ordering.extract(document).ordering
    check(
        ((one["part"], one["flash"], one["package"]) for one in truth["ordering"]),
        ((one.part, one.attributes[0][1], one.attributes[2][1]) for one in found),
    )


def test_errata(sample: Path) -> None:
    truth = json.loads((sample / "truth.json").read_text())["errata"]
    found = errata.extract(read(sample / "VSK32A1_ES_en_V2.0.pdf")).errata
    check(
        ((one["number"], one["title"], tuple(one["steppings"]), one["description"]) for one in truth),
        ((one.number, one.title, one.steppings, one.description) for one in found),
    )
