"""`registers` and `decode`: what the documents state of a chip's registers, and values taken apart."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import NotFoundError
from app.facts.decode import value_of
from app.facts.lookups import decode_register, get_register, list_registers
from app.facts.schemas import DecodedOut, DecodeRequest, FieldOut, PlaceOut, RegisterLine, RegisterOut, Said
from app.library.versions import chip_names
from app.tools.places import Places, shortened
from app.tools.schemas import DecodeArguments, DecodeResult, RegistersArguments, RegistersResult
from app.tools.types import Caller, ToolResult, refusal

LISTED = 200
"""Registers in one result: a large chip has two thousand."""
DESCRIPTION = 400
"""Characters of one field's description."""


async def registers(caller: Caller, asked: RegistersArguments) -> ToolResult:
    """One register with all that is stated of it, or the list."""
    async with caller.resources.sessions() as session:
        try:
            if asked.name:
                return _one(caller, asked.chip, await get_register(session, asked.chip, asked.name, "en"))
            found = await list_registers(session, asked.chip, asked.contains, "en")
        except NotFoundError as error:
            return await not_found(session, error, asked.chip)
    listed = found.data[:LISTED]
    head = f"{asked.chip} has {len(found.data)} registers" + (
        f" with {asked.contains!r}" if asked.contains else ""
    )
    more = f"; these are the first {LISTED}, narrow down with `contains`" if len(found.data) > LISTED else ""
    text = "\n".join((f"{head}{more}.", *map(_line, listed)))
    return ToolResult(text, data=RegistersResult(chip=asked.chip, registers=listed, total=len(found.data)))


async def decode(caller: Caller, asked: DecodeArguments) -> ToolResult:
    """A value to its fields, or field values to a value."""
    if not asked.fields and asked.value == "":
        return refusal("Give `value` to take it apart, or `fields` to put a value together.")
    numbers = {name: _number(value) for name, value in asked.fields.items()}
    if wrong := [name for name, number in numbers.items() if number is None]:
        return refusal(f"fields: {', '.join(wrong)} must be numbers, e.g. 1, 0x3 or 0b10.")
    request = DecodeRequest(
        chip=asked.chip,
        register=asked.register_name,
        value=asked.value,
        fields={name: number for name, number in numbers.items() if number is not None} or None,
        base=asked.base,
    )
    async with caller.resources.sessions() as session:
        try:
            decoded = await decode_register(session, request)
            stated = await get_register(session, asked.chip, asked.register_name, "en")
        except NotFoundError as error:
            return await not_found(session, error, asked.chip)
    places = Places(caller)
    markers = places.on_page(field.place for field in stated.fields)
    # Unprinted bits read as they are; a field's own page is named behind it.
    pages = {(field.name, field.lsb): markers[_page(field.place)] for field in stated.fields}
    lines = [f"{_decoded(one)} {pages.get((one.name, one.lsb), '')}".rstrip() for one in decoded.fields]
    text = "\n".join((f"{decoded.name} of {asked.chip} = {decoded.hex}", *lines, places.lines()))
    data = DecodeResult(decoded=decoded, sources=[source.out() for source in places.sources])
    return ToolResult(text, places.sources, data)


async def not_found(session: AsyncSession, error: NotFoundError, chip: str) -> ToolResult:
    """What is missing, and what there is instead."""
    if error.param:
        return refusal(f"{error.message} `registers` without a name lists them.")
    known = ", ".join(await chip_names(session)) or "none"
    return refusal(f"No document here covers {chip}. Chips that are covered: {known}.")


def bits(field: FieldOut | DecodedOut) -> str:
    """`[4]`, `[6:5]`."""
    return f"[{field.msb}]" if field.msb == field.lsb else f"[{field.msb}:{field.lsb}]"


def _one(caller: Caller, chip: str, found: RegisterOut) -> ToolResult:
    places = Places(caller)
    said = [one.place for one in (*found.addresses, *found.offsets, *found.resets)]
    markers = places.on_page([*said, *(field.place for field in found.fields)])
    of = f" (peripheral {found.peripheral})" if found.peripheral else ""
    lines = [f"{found.name} of {chip}: {found.title or 'register'}{of}, {found.width} bits"]
    for label, values in (("address", found.addresses), ("offset", found.offsets), ("reset", found.resets)):
        lines += _said(label, values, markers)
    lines += [_field(field, markers) for field in found.fields]
    text = "\n".join((*lines, places.lines()))
    sources = [source.out() for source in places.sources]
    return ToolResult(
        text, places.sources, RegistersResult(chip=chip, register_found=found, total=1, sources=sources)
    )


def _said(label: str, values: Sequence[Said], markers: dict[tuple[str, int], str]) -> list[str]:
    """One line; a second value is a conflict between sources and is said to be one."""
    if not values:
        return []
    shown = [f"{one.value} {markers[_page(one.place)]}" for one in values]
    return [f"{label} {shown[0]}" if len(shown) == 1 else f"{label}: sources disagree: {'; '.join(shown)}"]


def _field(field: FieldOut, markers: dict[tuple[str, int], str]) -> str:
    parts = [f"{bits(field)} {field.name}", field.access, f"reset {field.reset}" if field.reset else ""]
    line = ", ".join(part for part in parts if part) + f" {markers[_page(field.place)]}"
    if field.description:
        line += f": {shortened(' '.join(field.description.split()), DESCRIPTION)}"
    values = "; ".join(f"{one.value} = {' '.join(one.meaning.split())}" for one in field.values)
    return f"{line} Values: {shortened(values, DESCRIPTION)}" if values and not field.description else line


def _line(one: RegisterLine) -> str:
    parts = [one.name, one.address or "", f"reset {one.reset}" if one.reset else "", one.title]
    return "- " + ", ".join(part for part in parts if part)


def _decoded(one: DecodedOut) -> str:
    meaning = f" ({one.meaning})" if one.meaning else ""
    return f"{bits(one)} {one.name} = {one.value}{meaning}"


def _number(value: int | str) -> int | None:
    return value_of(value) if isinstance(value, str) else value


def _page(place: PlaceOut) -> tuple[str, int]:
    return (place.version_id, place.page)
