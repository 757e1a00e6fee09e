"""Signals and pins paired by what the values of a remap field say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.graph.building import build
from app.graph.building.remaps import pairs
from retrieval.graph_store import EdgeKind
from tests.hardware import chip, field, located


@pytest.mark.parametrize(
    ("meaning", "found"),
    [
        ("RXD2_/TXD2_ is mapped to PB[22]/PB[23]", [("RXD2", "PB22"), ("TXD2", "PB23")]),
        ("No remap (TX/PA9, RX/PA10)", [("TX", "PA9"), ("RX", "PA10")]),
        ("PWM4/5/7 is mapped to PA[12]/PA[13]/PB[4]", [("PWM4", "PA12"), ("PWM5", "PA13"), ("PWM7", "PB4")]),
        ("the pin is an input", []),
        ("TX is mapped to PA9/PA10", []),
    ],
)
def test_pairs(meaning: str, found: list[tuple[str, str]]) -> None:
    assert pairs(meaning) == found


def test_a_field_that_moves_signals_selects_them() -> None:
    text = "UART1 pin mapping select bit:\n1: TX/PB6, RX/PB7;\n0: TX/PA4, RX/PA5."
    graph = build(chip(fields=located(field("MUX_CFG", "PIN_UART1", 3, text, "MUX")), pins=()))
    routed = {
        (one.source.name, one.target.name, one.value) for one in graph.edges if one.kind is EdgeKind.ROUTED_TO
    }
    assert {("UART1_TX", "PB6", "1"), ("UART1_RX", "PA5", "0")} <= routed
    selected = {one.source.name for one in graph.edges if one.kind is EdgeKind.SELECTED_BY}
    assert {"UART1", "UART1_TX", "UART1_RX"} <= selected


@given(st.text(alphabet="PAB/[]0123 TX_", max_size=40))
def test_any_meaning_is_read(meaning: str) -> None:
    assert all(name and pin.startswith("P") for name, pin in pairs(meaning))
