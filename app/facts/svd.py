"""A chip's facts as a CMSIS-SVD file, for debuggers and for svd2rust. Pure.

What the schema demands and the documents do not say is left open rather than made up: a peripheral whose
base address nothing states is not written. Source: CMSIS-SVD schema 1.3.10.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from app.facts.bases import meant
from app.facts.catalogue import Catalogue
from app.facts.records import BitField, EnumeratedValue, Interrupt
from app.facts.repository import Located
from app.facts.views import RegisterView
from retrieval.identifiers import canonical

_ACCESS = (
    (re.compile(r"RO|R|r|ROA?|RC", re.IGNORECASE), "read-only"),
    (re.compile(r"WO|W|w|WZ", re.IGNORECASE), "write-only"),
    (re.compile(r"RW.*|R/W.*", re.IGNORECASE), "read-write"),
)
_XML_UNSAFE = re.compile(r"[^\t\n\r\x20-퟿-�]")


@dataclass(frozen=True, slots=True)
class _Placed:
    """A register at its address, under its peripheral's name and its own."""

    peripheral: str
    name: str
    address: int
    view: RegisterView


def write(chip: str, found: Catalogue) -> bytes:
    """The SVD file; empty where no register of the chip has an address: the schema knows no such file."""
    groups: dict[str, list[_Placed]] = defaultdict(list)
    for placed in _placed(found):
        groups[placed.peripheral].append(placed)
    if not groups:
        return b""
    device = etree.Element("device", {"schemaVersion": "1.3"})
    _text(device, "name", _identifier(chip))
    _text(device, "version", "1.0")
    _text(device, "description", f"{chip}, as its manuals state it. Written by Chipcite.")
    for name, value in (("addressUnitBits", "8"), ("width", "32"), ("size", "32")):
        _text(device, name, value)
    peripherals = etree.SubElement(device, "peripherals")
    for name, registers in sorted(groups.items()):
        _peripheral(peripherals, name, registers, _interrupts_of(name, found.interrupts))
    tree: bytes = etree.tostring(device, pretty_print=True, xml_declaration=True, encoding="utf-8")
    return tree


def _placed(found: Catalogue) -> Iterator[_Placed]:
    """Each register once at an address that is stated, or that a stated base address and its offset give."""
    bases: dict[str, int] = {}
    for located in found.peripherals:
        if located.fact.base_address is not None:
            bases.setdefault(canonical(located.fact.name), located.fact.base_address)
    seen: set[tuple[str, int]] = set()
    for view in (*found.registers, *found.instances):
        bare = canonical(view.name)
        head, _, own = bare.partition("_")
        if view.owner:
            head, own = canonical(view.owner), bare
        if "*" in own:
            continue
        for peripheral, address in _addresses(view, head, bases):
            if (bare, address) not in seen:
                seen.add((bare, address))
                yield _Placed(_identifier(peripheral), own or head, address, view)


def _addresses(view: RegisterView, head: str, bases: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    """The register's own address; else one for each peripheral that its prefix means: I2C0, I2C1 for I2C."""
    if view.addresses and "*" not in head:
        instances = {one.instance or head: one.value for one in reversed(view.addresses)}
        yield from reversed(instances.items())
    elif view.offsets:
        for name in meant(head, bases):
            yield name, bases[name] + view.offsets[0].value


def _peripheral(
    parent: etree._Element, name: str, registers: list[_Placed], interrupts: Iterable[Interrupt]
) -> None:
    registers.sort(key=lambda one: one.address)
    base = _base(registers)
    element = etree.SubElement(parent, "peripheral")
    _text(element, "name", name)
    _text(element, "baseAddress", f"0x{base:08X}")
    block = etree.SubElement(element, "addressBlock")
    last = max(one.address + one.view.width // 8 for one in registers)
    _text(block, "offset", "0x0")
    _text(block, "size", f"0x{last - base:X}")
    _text(block, "usage", "registers")
    for interrupt in interrupts:
        child = etree.SubElement(element, "interrupt")
        _text(child, "name", _identifier(interrupt.name))
        _text(child, "description", interrupt.description or interrupt.name)
        _text(child, "value", str(interrupt.number))
    children = etree.SubElement(element, "registers")
    names: set[str] = set()
    for one in registers:
        _register(children, _unused(one, names), one, base)


def _unused(one: _Placed, names: set[str]) -> str:
    """A name that no other register of the peripheral has: of two widths the later says its own."""
    name = _identifier(one.name)
    if name in names:
        name = f"{name}_{one.view.width}"
    while name in names:
        name += "_"
    names.add(name)
    return name


def _base(registers: Sequence[_Placed]) -> int:
    """What an address minus its offset says most often; the first register's address where none has one."""
    said = [one.address - one.view.offsets[0].value for one in registers if one.view.offsets]
    first = registers[0].address
    likely = max(set(said), key=said.count) if said else first
    return likely if 0 <= likely <= first else first


def _register(parent: etree._Element, name: str, one: _Placed, base: int) -> None:
    element = etree.SubElement(parent, "register")
    view = one.view
    _text(element, "name", name)
    _text(element, "description", view.title or view.name)
    _text(element, "addressOffset", f"0x{one.address - base:X}")
    _text(element, "size", str(view.width))
    reset = view.resets[0].value if view.resets else ""
    if re.fullmatch(r"0x[0-9A-Fa-fx]+", reset):
        _text(element, "resetValue", "0x" + reset[2:].replace("x", "0"))
        if "x" in reset[2:]:
            mask = "".join("0" if digit == "x" else "F" for digit in reset[2:])
            _text(element, "resetMask", f"0x{mask}")
    fields = _without_overlap(view)
    if fields:
        children = etree.SubElement(element, "fields")
        for field in fields:
            _field(children, field)


def _without_overlap(view: RegisterView) -> list[BitField]:
    """Fields as a debugger can show them: no reserved ones, of two on the same bits the first."""
    taken, names, kept = 0, set(), []
    for item in view.fields:
        field = item.field
        mask = ((1 << (field.msb - field.lsb + 1)) - 1) << field.lsb
        name = canonical(field.name)
        if name == "RESERVED" or taken & mask or name in names or field.msb >= view.width:
            continue
        taken |= mask
        names.add(name)
        kept.append(field)
    return sorted(kept, key=lambda field: field.lsb)


def _field(parent: etree._Element, field: BitField) -> None:
    element = etree.SubElement(parent, "field")
    _text(element, "name", _identifier(field.name))
    _text(element, "description", " ".join(field.description.split()) or field.name)
    _text(element, "bitRange", f"[{field.msb}:{field.lsb}]")
    access = next((kind for pattern, kind in _ACCESS if pattern.fullmatch(field.access)), None)
    if access:
        _text(element, "access", access)
    values = _values(field)
    if values:
        children = etree.SubElement(element, "enumeratedValues")
        for number, value in values:
            child = etree.SubElement(children, "enumeratedValue")
            _text(child, "name", f"V{number}")
            _text(child, "description", value.meaning)
            _text(child, "value", str(number))


def _values(field: BitField) -> list[tuple[int, EnumeratedValue]]:
    """Values that are one number each; a pattern with open bits is none."""
    width = field.msb - field.lsb + 1
    found: dict[int, EnumeratedValue] = {}
    for value in field.values:
        bare = value.value.lower().removeprefix("0b").removesuffix("b")
        binary = len(bare) == width and set(bare) <= set("01")
        digits = re.fullmatch(r"\d+|0x[0-9a-f]+", value.value.lower())
        number = int(bare, 2) if binary else int(value.value, 0) if digits and not _octal(bare) else None
        if number is not None and number < 1 << width:
            found.setdefault(number, value)
    return sorted(found.items())


def _octal(digits: str) -> bool:
    """`010` in a table is neither octal nor ten."""
    return len(digits) > 1 and digits.startswith("0") and not digits.startswith("0x")


def _interrupts_of(peripheral: str, interrupts: Iterable[Located[Interrupt]]) -> list[Interrupt]:
    found: dict[int, Interrupt] = {}
    for located in interrupts:
        fact = located.fact
        if fact.number is not None and canonical(fact.name).split("_")[0] == peripheral:
            found.setdefault(fact.number, fact)
    return list(found.values())


def _identifier(name: str) -> str:
    bare = re.sub(r"[^A-Za-z0-9_]", "_", name)
    return bare if re.match(r"[A-Za-z_]", bare) else f"_{bare}"


def _text(parent: etree._Element, tag: str, text: str) -> None:
    etree.SubElement(parent, tag).text = _XML_UNSAFE.sub("", text)
