"""The SVD file states the registers and fields of the newest revision."""

from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

Truth = dict[str, Any]


@pytest.fixture(scope="module")
def device(sample: Path) -> ET.Element:
    return ET.parse(sample / "VSK32A1.svd").getroot()  # noqa: S314  # the file is our own


def number(element: ET.Element, tag: str) -> int:
    return int(element.findtext(tag, "missing"), 0)


def test_registers_and_fields_agree_with_the_manual(device: ET.Element, truth: Truth) -> None:
    bodies = {element.findtext("name"): element.find("registers") for element in device.iter("peripheral")}
    found = {}
    for peripheral in device.iter("peripheral"):
        body = bodies[peripheral.get("derivedFrom") or peripheral.findtext("name")]
        assert body is not None
        for register in body:
            address = number(peripheral, "baseAddress") + number(register, "addressOffset")
            fields = {
                (field.findtext("name"), number(field, "bitOffset"), number(field, "bitWidth"))
                for field in register.iter("field")
            }
            found[address] = (number(register, "size"), number(register, "resetValue"), fields)
    stated = {
        int(register["address"], 16): (
            register["width"],
            int(register["reset"][2:].replace("x", "0"), 16),
            {(field["name"], field["lsb"], field["msb"] - field["lsb"] + 1) for field in register["fields"]},
        )
        for register in truth["revisions"]["1.1"]["registers"]
    }
    assert found == stated


def test_open_reset_digits_are_masked(device: ET.Element) -> None:
    control = next(
        item for item in device.iter("register") if item.findtext("description") == "Clock control register"
    )
    assert control.findtext("resetMask") == "0xFFFF00FF"


def test_interrupts_have_the_numbers_of_the_manual(device: ET.Element, truth: Truth) -> None:
    printed = {item["name"]: item["number"] for item in truth["revisions"]["1.1"]["interrupts"]}
    found = {item.findtext("name", ""): number(item, "value") for item in device.iter("interrupt")}
    assert found.items() <= printed.items()
    assert {"PCU", "DMA_CH1", "I2C1_EV", "USART2"} <= found.keys()
