"""A second fictional chip, made from the first one's register file: same names, other places and values.

What several chips answer differently can only be tested with several chips.
"""

from xml.etree import ElementTree as ET

NAME = "VSK32B2"
MOVED = 0x10000
"""Bytes that every peripheral stands higher than on the first chip, but the core's and the watchdog."""
SAME = frozenset({"INTC", "IWDG"})
"""Peripherals of which both chips say the same."""
RESETS = {
    "CTRL": "0x00000041",
    "AHBEN": "0x00000154",
    "APB2EN": "0x00000005",
    "ACR": "0x00000010",
    "SMPT1": "0x00000007",
    "CFGL": "0x88888888",
}
"""Reset values by register name that are different."""
BITS = {"PLLON": 28, "PLLRDY": 29, "STRT": 5}
"""Fields by name that start at another bit."""
GONE = frozenset({"PCU"})
"""Peripherals that the second chip does not have."""


def second_chip(svd: str) -> str:
    """The register file of the second chip."""
    root = ET.fromstring(svd)  # noqa: S314 - our own file, written by docs/sample/build.py
    _set(root, "name", NAME)
    _set(root, "version", "1.0")
    _set(root, "description", "32-bit RISC-V microcontroller of a second fictional family")
    peripherals = root.find("peripherals")
    for peripheral in list(peripherals if peripherals is not None else ()):
        name = peripheral.findtext("name", "")
        if name in GONE and peripherals is not None:
            peripherals.remove(peripheral)
        elif name not in SAME:
            _change(peripheral)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _change(peripheral: ET.Element) -> None:
    _set(peripheral, "baseAddress", f"0x{int(peripheral.findtext('baseAddress', '0'), 16) + MOVED:08X}")
    for interrupt in peripheral.iter("interrupt"):
        _set(interrupt, "value", str(int(interrupt.findtext("value", "0")) + 4))
    for register in peripheral.iter("register"):
        if value := RESETS.get(register.findtext("name", "")):
            _set(register, "resetValue", value)
            _set(register, "resetMask", "0xFFFFFFFF")
        for item in register.iter("field"):
            if item.findtext("name", "") in BITS:
                _set(item, "bitOffset", str(BITS[item.findtext("name", "")]))


def _set(element: ET.Element, tag: str, text: str) -> None:
    found = element.find(tag)
    if found is not None:
        found.text = text
