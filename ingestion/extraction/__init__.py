"""Facts from a document's structure: each extractor reads what it knows, and their finds are put together."""

import dataclasses
from collections.abc import Callable, Iterable

from app.facts.records import FactSet
from ingestion.extraction import errata, interrupts, memory, ordering, parameters, pins, registers
from ingestion.types import StructuredDocument

EXTRACTORS: tuple[Callable[[StructuredDocument], FactSet], ...] = (
    registers.extract,
    parameters.extract,
    pins.extract,
    interrupts.extract,
    memory.extract,
    ordering.extract,
    errata.extract,
)


def extract(document: StructuredDocument) -> FactSet:
    """All facts of a document, in the order of the extractors."""
    return join(extractor(document) for extractor in EXTRACTORS)


def join(sets: Iterable[FactSet]) -> FactSet:
    """Several sets of facts as one."""
    found = tuple(sets)
    # Not `from dataclasses import fields`: the module `fields` beside this file would take its name.
    names = [attribute.name for attribute in dataclasses.fields(FactSet)]
    return FactSet(**{name: tuple(fact for one in found for fact in getattr(one, name)) for name in names})
