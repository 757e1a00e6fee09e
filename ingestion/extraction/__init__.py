"""Facts from a document's structure: each extractor reads what it knows, and their finds are put together."""

import dataclasses
from collections.abc import Callable, Iterable
from typing import Any

from app.facts.records import FactSet, Source
from ingestion.extraction import errata, interrupts, memory, ordering, parameters, pins, registers
from ingestion.matter import Matter, of_block
from ingestion.types import Block, BlockKind, StructuredDocument

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
    blocks = tuple(block for block in document.blocks if _may_state(block))
    document = dataclasses.replace(document, blocks=blocks)
    found = join(extractor(document) for extractor in EXTRACTORS)
    return _described(found) if document.detected.kind == "svd" else found


def _may_state(block: Block) -> bool:
    """Contents name registers with pages behind them, and histories name limits that were corrected."""
    return block.kind is BlockKind.HEADING or of_block(block) in (None, Matter.NOTICE)


def _described(found: FactSet) -> FactSet:
    """The same facts, said to be from a register description rather than from a manual's tables."""
    names = [attribute.name for attribute in dataclasses.fields(FactSet) if attribute.name != "warnings"]
    return dataclasses.replace(found, **{name: tuple(map(_as_svd, getattr(found, name))) for name in names})


def _as_svd(fact: Any) -> Any:
    place = dataclasses.replace(fact.provenance, source=Source.SVD)
    return dataclasses.replace(fact, provenance=place)


def join(sets: Iterable[FactSet]) -> FactSet:
    """Several sets of facts as one."""
    found = tuple(sets)
    # Not `from dataclasses import fields`: the module `fields` beside this file would take its name.
    names = [attribute.name for attribute in dataclasses.fields(FactSet)]
    return FactSet(**{name: tuple(fact for one in found for fact in getattr(one, name)) for name in names})
