"""Which errata touch a register or peripheral, and which apply to a stepping."""

import pytest

from app.facts.affecting import _affects, _block, _is_of, touches
from app.facts.records import Erratum, Provenance, Source
from retrieval.identifiers import canonical

PLACE = Provenance(3, (0.0, 0.0, 1.0, 1.0), Source.TEXT)


def erratum(title: str, *peripherals: str, steppings: tuple[str, ...] = (), text: str = "") -> Erratum:
    return Erratum("3.1", title, PLACE, ("VSK32",), steppings, peripherals, text)


@pytest.mark.parametrize(
    ("name", "one", "touched"),
    [
        ("ADC1_CTLR", erratum("The lower bits are lost", "SAR ADC"), True),
        ("ADC", erratum("Loss in ADC2", "ADC2"), True),
        ("SPI_CTRL", erratum("The lower bits are lost", "SAR ADC"), False),
        ("RMT_IDLE_OUT_EN", erratum("Idle level", "Pulse", text="Set RMT_IDLE_OUT_EN to 1."), True),
        ("UART_CONF0", erratum("Idle level", "RMT", text="Set RMT_IDLE_OUT_EN to 1."), False),
    ],
)
def test_what_it_touches(name: str, one: Erratum, touched: bool) -> None:
    names = {canonical(name)}
    assert touches(one, names, {_block(each) for each in names}) is touched


@pytest.mark.parametrize(
    ("stepping", "applies"),
    [("", True), ("v3.0", True), ("ECO3", True), ("3", True), ("rev 1", False), ("B", False)],
)
def test_steppings(stepping: str, applies: bool) -> None:
    assert _affects(erratum("Hangs", "ADC", steppings=("v3.0", "v3.1")), stepping) is applies
    assert _affects(erratum("Hangs", "ADC"), stepping)


def test_chips() -> None:
    assert _is_of(erratum("Hangs"), ("VSK32",))
    assert not _is_of(erratum("Hangs"), ("ESP32",))
