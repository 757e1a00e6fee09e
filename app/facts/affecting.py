"""Errata that touch what an answer is about: its registers or their peripheral, for chip and stepping."""

import re
from collections.abc import Iterable, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from app.facts import repository
from app.facts.records import Erratum
from app.facts.repository import Located
from app.library.chips import covers
from app.library.editions import revision_key
from retrieval.identifiers import canonical, identifiers_in

MOST = 3
_MARK = re.compile(r"^(?:eco|rev(?:ision)?|stepping|v)[\s._-]*", re.IGNORECASE)
_INSTANCE = re.compile(r"\d+$")


async def affecting(
    session: AsyncSession, names: Iterable[str], versions: Sequence[str], chips: Sequence[str], stepping: str
) -> list[Located[Erratum]]:
    """The errata of these versions that touch any of the names; without a stepping those of all steppings."""
    wanted = {canonical(name) for name in names}
    blocks = {_block(name) for name in wanted}
    found: dict[str, Located[Erratum]] = {}
    for version in versions:
        for one in await repository.load(session, Erratum, version):
            if _is_of(one.fact, chips) and _affects(one.fact, stepping) and touches(one.fact, wanted, blocks):
                found.setdefault(one.fact.title, one)
    return list(found.values())[:MOST]


def touches(erratum: Erratum, names: set[str], blocks: set[str]) -> bool:
    """Whether an erratum speaks of a register or field of these names, or is one of their peripheral."""
    registers = {name for name in names if "_" in name}
    mentioned = set(map(canonical, identifiers_in(f"{erratum.title} {erratum.description}")))
    own = {_block(canonical(word)) for name in erratum.peripherals for word in name.split()}
    return bool(registers & mentioned or (blocks - {""}) & own)


def _block(name: str) -> str:
    """The peripheral of a register, of whichever instance: ADC of ADC1_CTLR."""
    return _INSTANCE.sub("", name.split("_")[0])


def _is_of(erratum: Erratum, chips: Sequence[str]) -> bool:
    return not erratum.chips or any(covers(own, chip) for own in erratum.chips for chip in chips)


def _affects(erratum: Erratum, stepping: str) -> bool:
    known = {_key(one) for one in erratum.steppings}
    return not stepping or not known or _key(stepping) in known


def _key(stepping: str) -> str:
    """`ECO3`, `v3.0` and `3` are one stepping."""
    return revision_key(_MARK.sub("", stepping.strip()))
