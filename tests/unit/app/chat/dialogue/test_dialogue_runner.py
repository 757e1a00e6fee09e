"""What the runner of the dialogue set takes for right, and the second chip that it makes."""

from xml.etree import ElementTree as ET

import pytest

from benchmarks.dialogues import compare
from benchmarks.second_chip import second_chip

REPLY = {
    "intent": "register",
    "abstained": False,
    "clarify": None,
    "state": {"chip": "A1", "registers": ["R"]},
}
SVD = """<device><name>VSK32A1</name><version>1.1</version><description>d</description><peripherals>
<peripheral><name>RCC</name><baseAddress>0x40021000</baseAddress><interrupt><value>18</value></interrupt>
<registers><register><name>CTRL</name><resetValue>0x83</resetValue><resetMask>0xFF</resetMask><fields>
<field><name>PLLON</name><bitOffset>24</bitOffset></field></fields></register></registers></peripheral>
<peripheral><name>IWDG</name><baseAddress>0x40003000</baseAddress></peripheral>
<peripheral><name>PCU</name><baseAddress>0x40006000</baseAddress></peripheral></peripherals></device>"""


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        (
            {"shows": ["0x83"], "state": {"chip": "A1", "registers": ["R"]}, "intent": ["register", "x"]},
            "It is 0X83.",
        ),
        ({"hides": ["0xDEAD"]}, "No.\n> the manual says 0xDEAD"),
        ({}, "anything"),
    ],
)
def test_right_replies_have_no_fault(expected: dict[str, object], text: str) -> None:
    assert compare(expected, text, REPLY) == []


@pytest.mark.parametrize(
    "expected",
    [
        {"shows": ["0x84"]},
        {"hides": ["0x83"]},
        {"intent": "pin"},
        {"abstained": True},
        {"clarify": ["A1", "B2"]},
        {"state": {"chip": "B2"}},
        {"state": {"registers": ["Q"]}},
    ],
)
def test_wrong_replies_have_one(expected: dict[str, object]) -> None:
    assert len(compare(expected, "It is 0x83.", REPLY)) == 1


def test_a_question_back_that_nobody_expected_is_a_fault() -> None:
    assert compare({}, "", REPLY | {"clarify": {"question": "?", "choices": ["A1"]}}) == [
        "asked back: ['A1']"
    ]


def test_the_second_chip_differs_where_it_says_so() -> None:
    device = ET.fromstring(second_chip(SVD))  # noqa: S314 - made above
    assert device.findtext("name") == "VSK32B2"
    assert [one.findtext("name") for one in device.iter("peripheral")] == ["RCC", "IWDG"]
    assert [one.findtext("baseAddress") for one in device.iter("peripheral")] == ["0x40031000", "0x40003000"]
    assert (device.findtext(".//interrupt/value"), device.findtext(".//bitOffset")) == ("22", "28")
    assert device.findtext(".//resetValue") == "0x00000041"
