"""ST's hardware as data (embassy-rs/stm32-data): chip files and register blocks, written as a manual would.

So peripherals, pins, interrupts, registers and fields of such a file become passages and facts by the same
road as those of a manual. What a manual has no table for (which bit enables what, which channel serves it)
stands in tables of connections, which the graph reads (`ingestion.hardware`).
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ingestion.errors import UnreadableDocument
from ingestion.parsing.blocks import BlockBuilder
from ingestion.types import Block, BlockKind

CONNECTIONS = ("Of", "Connection", "With", "Value")
"""The header of the tables that the graph reads."""
Row = tuple[str, str, str, str]


def read_stm32(text: str) -> tuple[Block, ...]:
    """Blocks of a chip file or a file of register blocks."""
    try:
        data = json.loads(text)
    except ValueError as error:
        raise UnreadableDocument(f"The JSON is broken ({error}): fetch the file again.") from None
    if not isinstance(data, dict):
        raise UnreadableDocument("The JSON describes no chip and no register block.")
    builder = BlockBuilder()
    try:
        _chip(data, builder) if "cores" in data else _registers(data, builder)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise UnreadableDocument(f"The JSON is not as stm32-data has it ({error!r}).") from None
    return builder.blocks()


def _chip(chip: Mapping[str, Any], builder: BlockBuilder) -> None:
    builder.heading(f"{chip['name']} hardware data", 1)
    builder.add(BlockKind.PARAGRAPH, f"Vendor: STMicroelectronics\nChip: {chip['name']}")
    for core in chip["cores"]:
        peripherals = core["peripherals"]
        builder.heading("Peripherals", 2)
        based = [one for one in peripherals if one.get("address") is not None]
        rows = [(one["name"], f"0x{one['address']:08X}") for one in based]
        builder.table([("Peripheral", "Base address")], rows)
        builder.heading("Interrupts", 2)
        vectors = [
            (str(one["number"]), one["name"], f"{one['name']} interrupt") for one in core["interrupts"]
        ]
        builder.table([("Number", "Name", "Description")], vectors)
        numbers = {one["name"]: str(one["number"]) for one in core["interrupts"]}
        _pins(chip, peripherals, builder)
        builder.heading("Connections of peripherals", 2)
        for one in peripherals:
            if joined := list(_connections(one, numbers)):
                builder.heading(str(one["name"]), 3)
                builder.table([CONNECTIONS], joined)
    _memory(chip, builder)


def _pins(chip: Mapping[str, Any], peripherals: list[dict[str, Any]], builder: BlockBuilder) -> None:
    """One table: each pin with its number in each package and its functions."""
    functions: dict[str, dict[str, None]] = {}
    for peripheral in peripherals:
        for pin in peripheral.get("pins", ()):
            functions.setdefault(pin["pin"], {})[f"{peripheral['name']}_{pin['signal']}"] = None
    packages = {one["package"]: one["pins"] for one in reversed(chip["packages"])}
    numbers = {
        package: {signal: pin["position"] for pin in reversed(pins) for signal in pin["signals"]}
        for package, pins in packages.items()
    }
    names = dict.fromkeys([*functions, *(name for own in numbers.values() for name in own)])
    builder.heading("Pin definitions", 2)
    header = ("Pin name", *packages, "Alternate functions")
    rows = [
        (name, *(own.get(name, "-") for own in numbers.values()), ", ".join(functions.get(name, ())) or "-")
        for name in names
    ]
    builder.table([header], rows)


def _connections(peripheral: Mapping[str, Any], numbers: Mapping[str, str]) -> Iterator[Row]:
    name, clock = peripheral["name"], peripheral.get("rcc", {})
    for kind, what in (("enabled_by", "enable"), ("reset_by", "reset")):
        if what in clock:
            yield (name, kind, f"RCC_{clock[what]['register']}.{clock[what]['field']}", "")
    for what in ("bus_clock", "kernel_clock"):
        source = clock.get(what)
        if isinstance(source, str):
            yield (name, "clocked_by", source, what.replace("_", " "))
        elif source:
            yield (name, "selected_by", f"RCC_{source['register']}.{source['field']}", "kernel clock")
    vectors = dict.fromkeys(one["interrupt"] for one in peripheral.get("interrupts", ()))
    for vector in vectors:
        yield (name, "interrupts_through", vector, numbers.get(vector, ""))
    for one in peripheral.get("dma_channels", ()):
        channel = one.get("channel") or f"{one.get('dmamux') or one.get('dma', '')} request {one['request']}"
        request = f" request {one['request']}" if "channel" in one and "request" in one else ""
        yield (name, "served_by", channel, f"{one['signal']}{request}")
    moved = [*_moved(peripheral)]
    for pin in peripheral.get("pins", ()):
        signal = f"{name}_{pin['signal']}"
        values = [value for value, pins in moved if pin["pin"] in pins]
        if "af" in pin:
            values = [f"AF{pin['af']}"]
        for value in values or [""]:
            yield (signal, "routed_to", pin["pin"], value)
    if afio := peripheral.get("afio"):
        yield (name, "selected_by", f"AFIO_{afio['register']}.{afio['field']}", "remap")


def _moved(peripheral: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """The values of the field that remaps a peripheral, each with its pins."""
    for one in peripheral.get("afio", {}).get("values", ()):
        yield str(one["value"]), one["pins"]


def _memory(chip: Mapping[str, Any], builder: BlockBuilder) -> None:
    regions = chip.get("memory") or [[]]
    rows = [
        (f"0x{one['address']:08X}-0x{one['address'] + one['size'] - 1:08X}", one["name"], one["kind"])
        for one in regions[0]
    ]
    builder.heading("Memory map", 2)
    builder.table([("Address range", "Memory region", "Description")], rows)


def _registers(data: Mapping[str, Any], builder: BlockBuilder) -> None:
    """Each block's registers with their offsets and fields."""
    for key, block in data.items():
        kind, _, name = key.partition("/")
        if kind != "block":
            continue
        builder.heading(f"{name} register block", 1)
        builder.add(BlockKind.PARAGRAPH, f"Vendor: STMicroelectronics\n{block.get('description', '')}")
        for item in block.get("items", ()):
            _register(name, item, data, builder)


def _register(block: str, item: Mapping[str, Any], data: Mapping[str, Any], builder: BlockBuilder) -> None:
    title = " ".join(item.get("description", "").split()) or "Register"
    builder.heading(f"{title} ({block}_{item['name']})", 3)
    builder.add(BlockKind.PARAGRAPH, f"Offset address: 0x{item['byte_offset']:02X}")
    fields = data.get(f"fieldset/{item.get('fieldset', '')}", {}).get("fields", ())
    rows = [row for field in fields for row in _field(field, data)]
    builder.table([("Bit", "Name", "Access", "Description", "Reset value")], rows)


def _field(field: Mapping[str, Any], data: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    offset, size = field["bit_offset"], field["bit_size"]
    if not isinstance(offset, int):
        return  # fields in pieces, of which there are few
    values = data.get(f"enum/{field.get('enum', '')}", {}).get("variants", ())
    meanings = [f"{one['value']}: {one.get('description') or one['name']}" for one in values]
    text = "\n".join([field.get("description", ""), *meanings])
    array = field.get("array", {})
    for number in range(array.get("len", 1)):
        low = offset + number * array.get("stride", 0)
        name = f"{field['name']}{number}" if array else field["name"]
        yield (f"[{low + size - 1}:{low}]", name, "RW", text, "")
