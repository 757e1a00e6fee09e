"""The exported SVD holds to the schema: by rules of our own, and by the schema itself."""

import re
from collections import Counter
from importlib.metadata import distribution

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from app.facts.catalogue import Catalogue
from app.facts.records import BitField, EnumeratedValue, Interrupt, Peripheral, Provenance, Register
from app.facts.repository import Located
from app.facts.svd import write
from app.facts.views import RegisterView
from tests.hardware import first_view

PLACE = Provenance(3, (0.0, 0.0, 1.0, 1.0))
SCHEMA = "cmsis_svd/schemas/CMSIS-SVD_1_3_10.xsd"
ORDER = {
    "device": "name version description addressUnitBits width size peripherals",
    "peripheral": "name baseAddress addressBlock interrupt registers",
    "addressBlock": "offset size usage",
    "interrupt": "name description value",
    "register": "name description addressOffset size resetValue resetMask fields",
    "field": "name description bitRange access enumeratedValues",
    "enumeratedValue": "name description value",
}
"""The children that we write, in the order that the schema demands."""
REQUIRED = {
    "device": {"name", "version", "description", "addressUnitBits", "width", "peripherals"},
    "peripheral": {"name", "baseAddress", "registers"},
    "register": {"name", "addressOffset"},
    "field": {"name", "bitRange"},
    "enumeratedValue": {"name", "value"},
    "interrupt": {"name", "value"},
}
PATTERNS = {
    "name": r"[_A-Za-z0-9]+",
    "baseAddress": r"0x[0-9A-F]{8,}",
    "addressOffset": r"0x[0-9A-F]+",
    "resetValue": r"0x[0-9A-F]+",
    "resetMask": r"0x[0-9A-F]+",
    "bitRange": r"\[[0-6]?[0-9]:[0-6]?[0-9]\]",
    "access": "read-only|write-only|read-write",
    "description": r"(?s).+",
}


def located(fact: object) -> Located[object]:
    return Located(fact, "v", "p", PLACE)


def view(name: str, *fields: BitField, **said: object) -> RegisterView:
    register = Register(name, PLACE, **said)  # type: ignore[arg-type]  # values are the record's own
    own = [located(field) for field in fields]
    found = first_view(name, [located(register)], own, lambda _: 0)  # type: ignore[arg-type,list-item]  # facts of one kind each
    assert found is not None
    return found


def field(name: str, msb: int, lsb: int, **said: object) -> BitField:
    return BitField("R", name, msb, lsb, PLACE, **said)  # type: ignore[arg-type]  # values are the record's own


def catalogue(*views: RegisterView, bases: dict[str, int] | None = None) -> Catalogue:
    peripherals = [
        Located(Peripheral(name, PLACE, base_address=base), "v", "p", PLACE)
        for name, base in (bases or {}).items()
    ]
    interrupts = [Located(Interrupt("USART1_IRQ", PLACE, number=37), "v", "p", PLACE)]
    return Catalogue(views, (), tuple(peripherals), tuple(interrupts))


def breaches(root: etree._Element) -> list[str]:
    """Every rule of the schema that a file of ours could break, and names that debuggers must tell apart."""
    found = []
    for element in root.iter():
        children = [child.tag for child in element]
        order = ORDER.get(element.tag, "").split()
        if order and children != sorted(children, key=order.index):
            found.append(f"order in {element.tag}: {children}")
        if missing := REQUIRED.get(element.tag, set()) - set(children):
            found.append(f"{element.tag} without {missing}")
        pattern = PATTERNS.get(element.tag)
        if pattern and not re.fullmatch(pattern, element.text or ""):
            found.append(f"{element.tag}: {element.text!r}")
        if element.tag in ("registers", "fields", "enumeratedValues", "peripherals"):
            twice = [
                name for name, n in Counter(child.findtext("name") for child in element).items() if n > 1
            ]
            found += [f"twice {name}" for name in twice]
            found += [f"empty {element.tag}"] if not children else []
    return found


def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(distribution("cmsis-svd").locate_file(SCHEMA))))


MESSY = catalogue(
    view(
        "R32_USART1_CTLR",
        field(
            "UE[1:0]", 1, 0, access="RW", values=(EnumeratedValue("00", "off"), EnumeratedValue("01", "on"))
        ),
        field("M\x01ode", 5, 4, description="模式\x0b选择"),
        field("OVER", 5, 5),
        field("Reserved", 31, 6),
        address=0x40013800,
        offset=0x00,
        reset="0x0000xx83",
        title="Control",
    ),
    view("R8_USART1_DATA", address=0x40013804),
    view("R32_USART1_DATA", address=0x40013808),
    view("I2C_CTR_REG", offset=0x04),
    view("GPIOx_CFG", offset=0x00),
    view("NVIC_PRIOx", address=0xE000E400),
    bases={"I2C0": 0x3FF53000, "I2C1": 0x3FF67000},
)


def test_a_messy_catalogue_breaks_no_rule() -> None:
    root = etree.fromstring(write("ACME 32/8", MESSY))
    assert breaches(root) == []
    assert schema().validate(root)


def test_registers_without_an_address_stand_at_each_stated_base() -> None:
    root = etree.fromstring(write("ACME", MESSY))
    bases = {one.findtext("name"): one.findtext("baseAddress") for one in root.iter("peripheral")}
    assert bases == {"I2C0": "0x3FF53000", "I2C1": "0x3FF67000", "USART1": "0x40013800"}


def test_two_widths_of_one_name_are_two_registers() -> None:
    root = etree.fromstring(write("ACME", MESSY))
    names = [one.findtext("name") for one in root.iter("register")]
    assert names == ["CTR", "CTR", "CTLR", "DATA", "DATA_32"]


def test_open_digits_are_masked() -> None:
    root = etree.fromstring(write("ACME", MESSY))
    register = next(one for one in root.iter("register") if one.findtext("name") == "CTLR")
    assert (register.findtext("resetValue"), register.findtext("resetMask")) == ("0x00000083", "0xFFFF00FF")


@pytest.mark.parametrize("views", [(), (view("RCC_CTLR", offset=0),)])
def test_without_an_address_there_is_no_file(views: tuple[RegisterView, ...]) -> None:
    assert write("ACME", catalogue(*views)) == b""


WORD = st.text(st.sampled_from("ABxyn_01 [](){}:-/é模\x02\x0b"), min_size=1, max_size=12)


@given(
    names=st.lists(WORD, min_size=1, max_size=6),
    reset=st.sampled_from(["", "0xFx", "x", "0xXX", "12"]),
    msb=st.integers(0, 63),
    width=st.integers(0, 63),
)
def test_whatever_was_read_the_file_holds_to_the_schema(
    names: list[str], reset: str, msb: int, width: int
) -> None:
    fields = [field(name, msb, max(0, msb - width), description=name) for name in names]
    views = [
        view(f"P_{name}", *fields, address=0x1000 + 4 * index, reset=reset)
        for index, name in enumerate(names)
    ]
    body = write("ACME", catalogue(*views))
    if body:
        root = etree.fromstring(body)
        assert breaches(root) == []
        assert schema().validate(root)
