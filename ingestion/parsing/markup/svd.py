"""CMSIS-SVD and RISC-V register XML to blocks, written as a manual would print them.

So registers of an SVD file become passages and facts by the same road as those of a manual. Our own reader,
because vendors' files bend the schema (decimal numbers with leading zeros, peripherals without registers)
and the libraries that exist stop there; see docs/decisions. Source: CMSIS-SVD schema 1.3.10.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from ingestion.parsing.blocks import BlockBuilder
from ingestion.parsing.formats import UnreadableDocument
from ingestion.parsing.markup.svd_numbers import bits_of, instances, number
from ingestion.types import Block, BlockKind

_LONGEST_TITLE = 90
"""Characters of a description that serve as a title."""
_DEEPEST = 8
"""Clusters within clusters, and peripherals derived from derived ones."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a register or cluster stands in its peripheral."""

    name: str
    offset: int
    size: int


def read_svd(text: str) -> tuple[Block, ...]:
    """Blocks of a register description; the sentence that helps where the XML is broken."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableDocument(f"The XML is broken ({error}): export the file again.") from None
    builder = BlockBuilder()
    if root.tag == "registers":
        _riscv(root, builder)
    else:
        _device(root, builder)
    return builder.blocks()


def _device(root: etree._Element, builder: BlockBuilder) -> None:
    builder.heading(_said(root, "name") or "Device", 1)
    builder.add(BlockKind.PARAGRAPH, f"Vendor: {_said(root, 'vendor')}\nVersion: {_said(root, 'version')}")
    peripherals = {_said(one, "name"): one for one in root.iter("peripheral")}
    if not peripherals:
        raise UnreadableDocument("The SVD file describes no peripherals: export it again.")
    rows = [(name, f"0x{_base(one):08X}", _said(one, "description")) for name, one in peripherals.items()]
    builder.table([("Peripheral", "Base address", "Description")], rows)
    _interrupts(peripherals, builder)
    size = number(_said(root, "size")) or 32
    for name, peripheral in peripherals.items():
        builder.heading(f"{name} {_brief(_said(peripheral, 'description'))}".strip(), 2)
        source = _source(peripheral, peripherals)
        children = source.find("registers")
        if children is not None:
            width = number(_said(source, "size")) or size
            for place, register in _registers(children, name, 0, width, 0):
                _register(place, register, _base(peripheral), builder)


def _interrupts(peripherals: dict[str, etree._Element], builder: BlockBuilder) -> None:
    numbered = {
        value: (str(value), _said(interrupt, "name"), _said(interrupt, "description"))
        for peripheral in peripherals.values()
        for interrupt in peripheral.findall("interrupt")
        if (value := number(_said(interrupt, "value"))) is not None
    }
    if numbered:
        builder.heading("Interrupts", 2)
        rows = [numbered[value] for value in sorted(numbered)]
        builder.table([("Number", "Name", "Description")], rows, "Interrupt vector table")


def _source(peripheral: etree._Element, peripherals: dict[str, etree._Element]) -> etree._Element:
    """The peripheral whose registers it has, itself unless it only says from which one it derives."""
    for _ in range(_DEEPEST):
        parent = peripherals.get(peripheral.get("derivedFrom", ""))
        if peripheral.find("registers") is not None or parent is None:
            break
        peripheral = parent
    return peripheral


def _registers(
    parent: etree._Element, prefix: str, offset: int, width: int, depth: int
) -> Iterator[tuple[_Place, etree._Element]]:
    """Registers with their full names, arrays and clusters unrolled."""
    for child in parent:
        if child.tag not in ("register", "cluster"):
            continue
        source = _derived(child, parent)
        size = number(_said(child, "size")) or number(_said(source, "size")) or width
        array = child if child.find("dim") is not None else source
        for name, shift in instances(_said(child, "name"), array):
            at = offset + (number(_said(child, "addressOffset")) or 0) + shift
            full = name if _prefixed(name, prefix) else f"{prefix}_{name}"
            if child.tag == "register":
                yield _Place(full, at, size), source
            elif depth < _DEEPEST:
                yield from _registers(source, full, at, size, depth + 1)


def _prefixed(name: str, prefix: str) -> bool:
    """Whether a register's name says its peripheral already: R32_RCC_CTLR, RCC_CTLR."""
    return f"_{prefix.upper()}_" in f"_{name.upper()}" or bool(re.match(r"R(?:8|16|32)_", name))


def _derived(element: etree._Element, siblings: etree._Element) -> etree._Element:
    """A register or cluster that derives from a sibling has the sibling's fields."""
    name = element.get("derivedFrom", "").rpartition(".")[2]
    if not name or element.find("fields") is not None:
        return element
    wanted = name.replace("%s", "")
    found = next((one for one in siblings if _said(one, "name").replace("%s", "") == wanted), None)
    return element if found is None else found


def _register(place: _Place, register: etree._Element, base: int, builder: BlockBuilder) -> None:
    title = _brief(_said(register, "displayName") or _said(register, "description")) or "Register"
    builder.heading(f"{title} register ({place.name})", 3)
    lines = [f"Offset address: 0x{place.offset:02X}", f"Address: 0x{base + place.offset:08X}"]
    reset = number(_said(register, "resetValue"))
    if reset is not None:
        lines.append(f"Reset value: 0x{reset:0{max(place.size // 4, 2)}X}")
    builder.add(BlockKind.PARAGRAPH, "\n".join(lines))
    rows = [row for field in register.iterfind("fields/field") for row in _field_rows(field, register)]
    builder.table([("Bit", "Name", "Access", "Description", "Reset value")], rows)


def _field_rows(field: etree._Element, register: etree._Element) -> Iterator[tuple[str, ...]]:
    bits = bits_of(field)
    if bits is None:
        return
    access = _ACCESS.get(_said(field, "access") or _said(register, "access"), "")
    values = [
        f"{_said(value, 'value')}: {_said(value, 'description') or _said(value, 'name')}"
        for value in field.iterfind("enumeratedValues/enumeratedValue")
    ]
    text = "\n".join([_said(field, "description"), *values])
    for name, shift in instances(_said(field, "name"), field):
        yield (f"[{bits[0] + shift}:{bits[1] + shift}]", name, access, text, "")


_ACCESS = {
    "read-only": "RO",
    "write-only": "WO",
    "read-write": "RW",
    "writeOnce": "WO",
    "read-writeOnce": "RW",
}


def _riscv(root: etree._Element, builder: BlockBuilder) -> None:
    """The XML from which the RISC-V debug specification's register pages are made."""
    builder.heading(root.get("name", "Registers"), 1)
    for register in root.iter("register"):
        name = register.get("short") or register.get("name") or ""
        address = register.get("address", "")
        fields = register.findall("field")
        if not re.fullmatch(r"\w+", name) or not fields:
            continue
        where = f", at {address}" if address.startswith("0x") else ""
        builder.heading(f"{_brief(register.get('name', ''))} register ({name}{where})", 2)
        builder.add(BlockKind.PARAGRAPH, " ".join((register.text or "").split()))
        rows = [
            (
                f"[{field.get('bits')}]",
                field.get("name", "") if field.get("name") != "0" else "Reserved",
                field.get("access", ""),
                " ".join((field.text or "").split()),
                field.get("reset", "").replace("Preset", ""),
            )
            for field in fields
            if re.fullmatch(r"\d+(?::\d+)?", field.get("bits") or "")
        ]
        builder.table([("Bit", "Name", "Access", "Description", "Reset value")], rows)


def _base(peripheral: etree._Element) -> int:
    return number(_said(peripheral, "baseAddress")) or 0


def _said(element: etree._Element, tag: str) -> str:
    """A child's text on one line; empty where there is none."""
    return " ".join((element.findtext(tag) or "").split())


def _brief(text: str) -> str:
    """A description as a title: brackets would be taken for a name."""
    bare = re.sub(r"[()\[\]]", " ", text).split(". ")[0]
    bare = re.sub(r"\s+register$", "", " ".join(bare.split()).rstrip("."), flags=re.IGNORECASE)
    return bare if len(bare) <= _LONGEST_TITLE else bare[:_LONGEST_TITLE].rpartition(" ")[0]
