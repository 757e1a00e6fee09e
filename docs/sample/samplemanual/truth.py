"""What the documents say, for machines: the same data that typeset them, with the pages they stand on."""

from typing import Any

from samplemanual.model import LANGUAGES, Chip, Concrete, Field, pick, text
from samplemanual.richtext import plain

Pages = dict[str, dict[str, list[int]]]
"""File name to the pages of each fact's key."""


def facts(chip: Chip, marks: Pages) -> dict[str, Any]:
    """Everything that one revision states; `pages` maps file names to page numbers."""
    return {
        "peripherals": [
            {"name": instance.name, "base_address": f"0x{instance.base:08x}", "bus": instance.bus}
            for peripheral in chip.peripherals
            for instance in peripheral.instances
        ],
        "registers": [_register(item, marks) for item in chip.registers],
        "interrupts": [_interrupt(item, marks) for item in chip.pages["system"]["vector"]],
        "regions": [_region(item, marks) for item in chip.pages["system"]["region"]],
        "pins": [_pin(item, chip, marks) for item in chip.pages["pins"]["pin"]],
        "parameters": [
            _parameter(row, table, marks)
            for table in chip.pages["electrical"]["table"]
            for row in table["rows"]
        ],
        "ordering": [
            {
                **_texts(item, ("part", "flash", "sram", "package", "pins")),
                **_pages(marks, f"ordering:{item['part']}"),
            }
            for item in chip.pages["system"]["order"]
        ],
    }


def errata(chip: Chip, marks: Pages) -> list[dict[str, Any]]:
    keys = ("number", "peripheral", "title", "steppings", "description", "workaround")
    return [
        {**{key: item[key] for key in keys}, **_pages(marks, f"erratum:{item['number']}")}
        for item in chip.pages["errata"]["erratum"]
    ]


def _pages(marks: Pages, key: str) -> dict[str, dict[str, list[int]]]:
    return {"pages": {file: found[key] for file, found in marks.items() if key in found}}


def _texts(item: dict[str, Any], keys: tuple[str, ...]) -> dict[str, str]:
    return {key: plain(str(item[key])) for key in keys}


def _both(words: str | list[str]) -> dict[str, str]:
    return {lang: plain(pick(text(words), lang)) for lang in LANGUAGES}


def _register(item: Concrete, marks: Pages) -> dict[str, Any]:
    register = item.register
    return {
        "name": item.name,
        "printed": register.name,
        "peripheral": item.instance.name,
        "title": _both(list(item.title)),
        "address": f"0x{item.address:08x}",
        "offset": f"0x{item.offset:x}",
        "offset_printed": register.place,
        "width": register.width,
        "reset": register.reset,
        **_pages(marks, f"register:{item.name}"),
        "summary_pages": _pages(marks, f"summary:{item.name}")["pages"],
        "detail_pages": _pages(marks, f"detail:{item.name}")["pages"],
        "fields": [_field(item, field, marks) for field in register.fields],
    }


def _field(item: Concrete, field: Field, marks: Pages) -> dict[str, Any]:
    return {
        "name": field.name,
        "msb": field.msb,
        "lsb": field.lsb,
        "access": field.access,
        "reset": field.reset,
        "description": _both(list(field.description)),
        "values": [
            {"value": value, "en": plain(english), "zh": plain(chinese)}
            for (value, english), (_, chinese) in zip(field.values("en"), field.values("zh"), strict=True)
        ],
        **_pages(marks, f"field:{item.name}.{field.name}"),
    }


def _interrupt(item: dict[str, Any], marks: Pages) -> dict[str, Any]:
    entry = {"name": item["name"], "number": item["number"], "priority": item["priority"]}
    vector = {"address": f"0x{4 * item['number']:08x}", "description": item["text"][0]}
    return {**entry, **vector, **_pages(marks, f"interrupt:{item['name']}")}


def _region(item: dict[str, Any], marks: Pages) -> dict[str, Any]:
    bounds = {"start": f"0x{item['start']:08x}", "end": f"0x{item['end']:08x}"}
    return {"name": item["name"], **bounds, "bus": item["bus"], **_pages(marks, f"region:{item['name']}")}


def _pin(item: dict[str, Any], chip: Chip, marks: Pages) -> dict[str, Any]:
    return {
        "name": item["name"],
        "numbers": {name: item[name] for name in chip.pages["pins"]["packages"] if name in item},
        "type": item["type"],
        "level": item.get("level", ""),
        "main": item.get("main", item["name"]),
        "functions": item.get("functions", []),
        "remap": item.get("remap", []),
        **_pages(marks, f"pin:{item['name']}"),
    }


def _parameter(row: dict[str, Any], table: dict[str, Any], marks: Pages) -> dict[str, Any]:
    notes = table.get("notes", [])
    return {
        "id": row["id"],
        "table": plain(table["caption"][0]),
        "symbol": plain(row["symbol"]),
        "name": _both(row["name"]),
        "condition": _both(row.get("condition", "")),
        "min": plain(row.get("min", "")),
        "typ": plain(row.get("typ", "")),
        "max": plain(row.get("max", "")),
        "unit": row["unit"],
        "footnotes": [plain(notes[number - 1][0]) for number in row.get("note", ())],
        **_pages(marks, f"parameter:{row['id']}"),
    }
