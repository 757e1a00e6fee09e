"""Which known faults a question is about."""

import pytest

from app.facts.errata import about
from app.facts.records import Erratum, Provenance
from app.facts.repository import Located

PLACE = Provenance(1, (0.0, 0.0, 1.0, 1.0))


def fault(number: str, title: str, *peripherals: str, description: str = "") -> Located[Erratum]:
    found = Erratum(number, title, PLACE, peripherals=peripherals, description=description)
    return Located(found, "v", "p", PLACE)


ERRATA = [
    fault("DMA-1", "Half-transfer flag is lost with odd counts", "DMA"),
    fault("DMA-2", "Channel 7 stalls the bus", "DMA"),
    fault("ADC-1", "First conversion is off", "ADC"),
    fault("ADC-2", "ADC_CAL cannot be written back", "ADC"),
    fault("RCC-1", "PLLRDY may be set too early", "RCC", "PLLRDY"),
]


@pytest.mark.parametrize(
    ("question", "names", "numbers"),
    [
        ("half transfer flag is lost", ("DMA",), ["DMA-1"]),
        ("DMA半传输中断偶尔丢,是不是硅片问题", ("DMA",), ["DMA-1"]),
        ("ADC_CAL 写不回去", ("ADC_CAL",), ["ADC-2"]),
        ("PLLRDY置起来之后死机", ("PLLRDY",), ["RCC-1"]),
        ("串口乱码", ("USART1",), []),
    ],
)
def test_errata_in_either_language(question: str, names: tuple[str, ...], numbers: list[str]) -> None:
    assert [one.fact.number for one in about(question, names, ERRATA)] == numbers
