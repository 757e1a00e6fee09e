"""The knowledge graph over HTTP: what a chip's hardware is joined to, each connection with its place."""

from time import time_ns
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, status

from app.core.errors import InvalidRequestError
from app.facts.answers import Language
from app.facts.decode import value_of
from app.graph import lookups
from app.graph.schemas import (
    ChipDifference,
    ConflictReply,
    ConflictRequest,
    ConnectionList,
    DisagreementList,
    Rebuilding,
    ThingOut,
)
from app.graph.service import store_of
from app.library.versions import allowed_versions, superseded_versions
from app.resources import ResourcesDep, SessionDep
from retrieval.graph_store import GraphStore

router = APIRouter(prefix="/v1", tags=["graph"])

Lang = Annotated[Language, Query(description="Prefer documents in this language.")]
Name = Annotated[str, Path(max_length=200)]


def _store(resources: ResourcesDep) -> GraphStore:
    return store_of(resources.neo4j, resources.sessions)


Store = Annotated[GraphStore, Depends(_store)]


@router.get("/chips/{chip}/graph/{name}", summary="See what a peripheral, pin or signal is joined to")
async def thing(chip: Name, name: Name, session: SessionDep, store: Store, lang: Lang = "en") -> ThingOut:
    """Enable and reset bits, bus, clocks, interrupts, DMA, pins, remaps, errata."""
    return await lookups.thing(session, store, chip, name, lang)


@router.get("/chips/{chip}/addresses/{address}", summary="See what stands at an address")
async def at(chip: Name, address: Name, session: SessionDep, store: Store) -> ConnectionList:
    """Register, peripheral and memory region, the narrowest first."""
    number = value_of(address)
    if number is None or not 0 <= number < 1 << 63:
        raise InvalidRequestError("An address is a number such as 0x40013800.", param="address")
    return await lookups.at(session, store, chip, number)


@router.post("/chips/{chip}/conflicts/peripherals", summary="See whether peripherals can be used together")
async def conflicts(chip: Name, request: ConflictRequest, session: SessionDep, store: Store) -> ConflictReply:
    """Pins, DMA channels and vectors that two of them want, and a choice of remaps free of collisions."""
    return await lookups.conflicts(session, store, chip, request.peripherals)


@router.get("/chips/{chip}/conflicts/hardware", summary="List where sources disagree about a chip's hardware")
async def disagreements(chip: Name, session: SessionDep, store: Store) -> DisagreementList:
    """Base addresses, numbers of vectors and of pins that a data file and a data sheet give differently."""
    return DisagreementList(data=await lookups.disagreements(session, store, chip))


@router.get("/peripherals/{name}/chips", summary="List the chips that have a peripheral")
async def chips(name: Name, session: SessionDep, store: Store) -> ConnectionList:
    """By the current documents of every chip."""
    return await lookups.chips_that_have(session, store, name)


@router.get("/chips/{chip}/compare/{other}", summary="Compare the hardware of two chips")
async def compare(chip: Name, other: Name, session: SessionDep, store: Store) -> ChipDifference:
    """Peripherals, interrupts and pins that only one of them has."""
    return await lookups.compare(session, store, chip, other)


@router.post("/graph/rebuild", summary="Build all graphs anew", status_code=status.HTTP_202_ACCEPTED)
async def rebuild(session: SessionDep, resources: ResourcesDep) -> Rebuilding:
    """From the facts of every version that may answer, in the background."""
    current = await allowed_versions(session)
    older = await superseded_versions(session, [row.id for row in current])
    for row in (*current, *older):
        await resources.jobs.graph(row.id, f"asked-{time_ns()}")
    return Rebuilding(versions=len(current) + len(older))
