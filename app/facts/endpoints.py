"""Exact facts over HTTP: chips, their registers, values decoded and composed, conflicts, exports."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response

from app.facts import lookups
from app.facts.answers import Language
from app.facts.schemas import (
    ChipList,
    ConflictList,
    DecodeReply,
    DecodeRequest,
    RegisterList,
    RegisterOut,
)
from app.resources import SessionDep

router = APIRouter(prefix="/v1", tags=["facts"])

Lang = Annotated[Language, Query(description="Prefer documents in this language.")]


@router.get("/chips", summary="List the chips that documents cover")
async def chips(session: SessionDep) -> ChipList:
    """Each chip with the current documents about it."""
    return await lookups.list_chips(session)


@router.get("/chips/{chip}/registers", summary="List a chip's registers")
async def registers(
    chip: str,
    session: SessionDep,
    q: Annotated[str, Query(description="Only names or titles that contain this.")] = "",
    lang: Lang = "en",
) -> RegisterList:
    """All registers that the chip's documents state, merged over documents."""
    return await lookups.list_registers(session, chip, q, lang)


@router.get("/chips/{chip}/registers/{name}", summary="Look a register up")
async def register(chip: str, name: str, session: SessionDep, lang: Lang = "en") -> RegisterOut:
    """One register under any spelling of its name, each value with the place that says it.

    An attribute with several values is a conflict between sources.
    """
    return await lookups.get_register(session, chip, name, lang)


@router.get("/chips/{chip}/conflicts", summary="List where a chip's sources disagree")
async def conflicts(chip: str, session: SessionDep) -> ConflictList:
    """Addresses, offsets, reset values and bit positions for which sources give different values."""
    return await lookups.list_conflicts(session, chip)


@router.get(
    "/chips/{chip}/export",
    summary="Export a chip's facts",
    response_class=Response,
    responses={200: {"content": {"application/xml": {}, "application/json": {}}}},
)
async def export(
    chip: str,
    session: SessionDep,
    form: Annotated[Literal["svd", "json"], Query(alias="format")] = "svd",
) -> Any:
    """The facts as a CMSIS-SVD file for debuggers and code generators, or as JSON."""
    body, media_type = await lookups.export(session, chip, form)
    name = "".join(character for character in chip if character.isalnum())
    disposition = f'attachment; filename="{name}.{form}"'
    return Response(body, media_type=media_type, headers={"Content-Disposition": disposition})


@router.post("/registers/decode", summary="Decode or compose a register's value")
async def decode(request: DecodeRequest, session: SessionDep) -> DecodeReply:
    """A value to its fields with their meanings, or field values to the register's value."""
    return await lookups.decode_register(session, request)
