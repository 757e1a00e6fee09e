"""The fact look-ups behind the endpoints: from the merged facts of a chip to what HTTP gives."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import InvalidRequestError, NotFoundError
from app.core.threads import aside
from app.facts import svd
from app.facts.addresses import shown_address, shown_offset
from app.facts.answers import Language
from app.facts.catalogue import Catalogue, ChipScope, catalogue, chip_scope, conflicts
from app.facts.decode import compose, decode, value_of
from app.facts.nearest import near
from app.facts.registers import Named, find_registers
from app.facts.results import Place, place
from app.facts.schemas import (
    ChipList,
    ChipOut,
    ConflictList,
    ConflictOut,
    DecodedOut,
    DecodeReply,
    DecodeRequest,
    FieldOut,
    PlaceOut,
    RegisterLine,
    RegisterList,
    RegisterOut,
    Said,
    ValueOut,
)
from app.facts.views import FieldView, RegisterView, Stated
from app.library.versions import VersionRow, allowed_versions, chip_names, chips_of


async def list_chips(session: AsyncSession) -> ChipList:
    """Chips with the files of their current documents."""
    rows = await allowed_versions(session)
    covered = await chips_of(session, {row.document_id for row in rows})
    return ChipList(
        data=[
            ChipOut(
                name=name, documents=[r.file_name for r in rows if name in covered.get(r.document_id, ())]
            )
            for name in await chip_names(session)
        ]
    )


async def list_registers(session: AsyncSession, chip: str, query: str, language: Language) -> RegisterList:
    """Registers whose name or title contains the query."""
    about = await chip_scope(session, chip, language)
    found = await catalogue(session, about.scope)
    wanted = query.casefold()
    lines = [_line(view) for view in found.registers if wanted in f"{view.name} {view.title}".casefold()]
    return RegisterList(chip=chip, data=lines)


async def get_register(session: AsyncSession, chip: str, name: str, language: Language) -> RegisterOut:
    """A register, or `NotFoundError` with the nearest names."""
    about = await chip_scope(session, chip, language)
    return _register(await _found(session, about, name), _rows(about))


async def list_conflicts(session: AsyncSession, chip: str) -> ConflictList:
    """Where the chip's sources disagree."""
    about = await chip_scope(session, chip)
    rows = _rows(about)
    found = await aside(conflicts, (await catalogue(session, about.scope)).registers)
    data = [
        ConflictOut(
            name=one.register,
            field=one.field,
            attribute=one.attribute,
            stated=[_said(stated.value, place(stated), rows) for stated in one.stated],
        )
        for one in found
    ]
    return ConflictList(chip=chip, data=data)


async def export(session: AsyncSession, chip: str, form: str) -> tuple[bytes, str]:
    """The body and its media type."""
    about = await chip_scope(session, chip)
    found = await catalogue(session, about.scope)
    if form == "svd":
        if not (body := await aside(svd.write, chip, found)):
            raise NotFoundError(
                f"The documents of {chip} state no register's address: there is no SVD to write."
            )
        return body, "application/xml"
    return await aside(_encoded, about, found), "application/json"


async def decode_register(session: AsyncSession, request: DecodeRequest) -> DecodeReply:
    """Takes a value apart, or puts one together."""
    view = await _found(session, await chip_scope(session, request.chip), request.name)
    fields = [item.field for item in view.fields]
    if not fields:
        raise NotFoundError(f"The documents state no bit fields of {view.name}.", param="register")
    if request.fields is not None:
        value = compose(request.fields, fields, _number(request.base, "base"))
    else:
        value = _number(request.value, "value")
    decoded = decode(value, fields, view.width)
    return DecodeReply(
        chip=request.chip,
        name=view.name,
        value=value,
        hex=f"0x{value:0{view.width // 4}X}",
        fields=[
            DecodedOut(name=one.name, msb=one.msb, lsb=one.lsb, value=one.value, meaning=one.meaning)
            for one in decoded
        ],
    )


def _number(given: int | str | None, param: str) -> int:
    number = value_of(given) if isinstance(given, str) else given
    if number is None:
        raise InvalidRequestError(
            "Give `value`, a number such as 0x83, or `fields` with their values.", param=param
        )
    return number


async def _found(session: AsyncSession, about: ChipScope, name: str) -> RegisterView:
    views = (await find_registers(session, [name], about.scope)).get(name, Named()).views
    if len(views) > 1:
        each = ", ".join(f"{view.owner}_{view.name}" for view in views)
        raise NotFoundError(
            f"Several registers of {about.chip} are called {name}: ask for {each}.", param="register"
        )
    if views:
        return views[0]
    known = [register.name for register in (await catalogue(session, about.scope)).registers]
    nearest = await aside(near, name, known)
    hint = f" Did you mean {', '.join(nearest)}?" if nearest else ""
    raise NotFoundError(f"The documents of {about.chip} hold no register {name}.{hint}", param="register")


def _rows(about: ChipScope) -> dict[str, VersionRow]:
    return {row.id: row for row in about.versions}


def _encoded(about: ChipScope, found: Catalogue) -> bytes:
    return msgspec.json.encode(_everything(about, found))


def _everything(about: ChipScope, found: Catalogue) -> dict[str, Any]:
    rows = _rows(about)
    interrupts = [
        {
            "name": located.fact.name,
            "number": located.fact.number,
            "description": located.fact.description,
            "place": _place(place(located), rows).model_dump(),
        }
        for located in found.interrupts
    ]
    registers = [_register(view, rows).model_dump() for view in (*found.registers, *found.instances)]
    return {"chip": about.chip, "registers": registers, "interrupts": interrupts}


def _line(view: RegisterView) -> RegisterLine:
    return RegisterLine(
        name=view.name,
        title=view.title,
        peripheral=view.peripheral,
        address=shown_address(view.addresses[0]) if view.addresses else None,
        offset=shown_offset(view.offsets[0]) if view.offsets else None,
        reset=view.resets[0].value if view.resets else None,
        fields=len(view.fields),
    )


def _register(view: RegisterView, rows: Mapping[str, VersionRow]) -> RegisterOut:
    def said(values: Sequence[Stated[Any]], shown: Callable[[Stated[Any]], str]) -> list[Said]:
        return [_said(shown(one), place(one), rows) for one in values]

    return RegisterOut(
        name=view.name,
        title=view.title,
        peripheral=view.peripheral,
        width=view.width,
        addresses=said(view.addresses, shown_address),
        offsets=said(view.offsets, shown_offset),
        resets=said(view.resets, lambda one: str(one.value)),
        fields=[_field(item, view.drawn, rows) for item in view.fields],
    )


def _field(item: FieldView, drawn: Sequence[FieldView], rows: Mapping[str, VersionRow]) -> FieldOut:
    field = item.field
    names = [one.field.name for one in drawn if (one.field.msb, one.field.lsb) == (field.msb, field.lsb)]
    return FieldOut(
        name=field.name,
        msb=field.msb,
        lsb=field.lsb,
        access=field.access,
        reset=field.reset,
        description=field.description,
        values=[ValueOut(value=one.value, meaning=one.meaning) for one in field.values],
        place=_place(place(item.stated), rows),
        conflicts=[_said(f"{one.value[0]}:{one.value[1]}", place(one), rows) for one in item.conflicts],
        drawn_as=names,
    )


def _said(value: str, where: Place, rows: Mapping[str, VersionRow]) -> Said:
    return Said(value=value, place=_place(where, rows))


def _place(where: Place, rows: Mapping[str, VersionRow]) -> PlaceOut:
    row = rows[where.version_id]
    provenance = where.provenance
    return PlaceOut(
        document=row.file_name,
        document_id=row.document_id,
        version_id=row.id,
        revision=row.revision,
        page=provenance.page,
        bbox=provenance.box,
        source=provenance.source.value,
        quote=provenance.quote,
    )
