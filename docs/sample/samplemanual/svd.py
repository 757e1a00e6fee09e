"""The newest revision as a CMSIS-SVD 1.3 file."""

from xml.etree import ElementTree as ET

from samplemanual.model import Chip, Concrete, Field, Instance, Peripheral
from samplemanual.richtext import plain

ACCESS = {
    "RW": ("read-write", ""),
    "R/W": ("read-write", ""),
    "RO": ("read-only", ""),
    "WO": ("write-only", ""),
    "RC_W0": ("read-write", "zeroToClear"),
    "RC_W1": ("read-write", "oneToClear"),
}
"""Access as printed to SVD's access and its effect of a write."""
FIRST_INTERRUPT = 16
"""Vectors below are exceptions of the core. The numbers are those that the manual prints."""


def device(chip: Chip) -> str:
    root = ET.Element("device", {"schemaVersion": "1.3"})
    texts = {
        "vendor": chip.identity["vendor"][0],
        "name": chip.identity["family"],
        "version": chip.revision,
        "description": chip.identity["subtitle"][0],
        "addressUnitBits": "8",
        "width": "32",
        "size": "32",
        "resetValue": "0x00000000",
        "resetMask": "0xFFFFFFFF",
    }
    _texts(root, texts)
    peripherals = ET.SubElement(root, "peripherals")
    for peripheral in chip.peripherals:
        for instance in peripheral.instances:
            _peripheral(peripherals, chip, peripheral, instance)
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _texts(parent: ET.Element, texts: dict[str, str]) -> None:
    for tag, value in texts.items():
        ET.SubElement(parent, tag).text = value


def _peripheral(parent: ET.Element, chip: Chip, peripheral: Peripheral, instance: Instance) -> None:
    """The first instance in full; its siblings are derived from it."""
    first = peripheral.instances[0]
    derived = {} if instance is first else {"derivedFrom": first.name}
    element = ET.SubElement(parent, "peripheral", derived)
    _texts(element, {"name": instance.name})
    if not derived:
        _texts(element, {"description": plain(peripheral.title[0])})
    _texts(element, {"baseAddress": f"0x{instance.base:08X}"})
    if not derived:
        size = {"offset": "0x0", "size": _size(instance, chip), "usage": "registers"}
        _texts(ET.SubElement(element, "addressBlock"), size)
    _interrupts(element, chip, instance)
    if not derived:
        registers = ET.SubElement(element, "registers")
        for item in peripheral.concrete:
            if item.instance is first:
                _register(registers, item)


def _size(instance: Instance, chip: Chip) -> str:
    region = next(item for item in chip.pages["system"]["region"] if item["name"] == instance.name)
    return f"0x{region['end'] - region['start'] + 1:X}"


def _interrupts(element: ET.Element, chip: Chip, instance: Instance) -> None:
    for vector in chip.pages["system"]["vector"]:
        name, number = vector["name"], vector["number"]
        if number >= FIRST_INTERRUPT and (name == instance.name or name.startswith(instance.name + "_")):
            texts = {"name": name, "description": vector["text"][0], "value": str(number)}
            _texts(ET.SubElement(element, "interrupt"), texts)


def _register(parent: ET.Element, item: Concrete) -> None:
    register = item.register
    element = ET.SubElement(parent, "register")
    _texts(
        element,
        {
            "name": item.name.removeprefix(f"{item.instance.name}_"),
            "description": plain(item.title[0]),
            "addressOffset": f"0x{item.offset:X}",
            "size": str(register.width),
            "resetValue": f"0x{register.value:0{register.width // 4}X}",
            "resetMask": f"0x{register.mask:0{register.width // 4}X}",
        },
    )
    fields = ET.SubElement(element, "fields")
    for field in register.fields:
        _field(fields, field)


def _field(parent: ET.Element, field: Field) -> None:
    element = ET.SubElement(parent, "field")
    access, effect = ACCESS[field.access]
    texts = {
        "name": field.name,
        "description": " ".join(plain(field.description[0]).split()),
        "bitOffset": str(field.lsb),
        "bitWidth": str(field.width),
        "access": access,
    }
    _texts(element, texts)
    if effect:
        _texts(element, {"modifiedWriteValues": effect})
    if values := field.values("en"):
        group = ET.SubElement(element, "enumeratedValues")
        for value, meaning in values:
            number = value if value.startswith("0x") else f"#{value}"
            entry = {"name": f"V{value}", "description": plain(meaning), "value": number}
            _texts(ET.SubElement(group, "enumeratedValue"), entry)
