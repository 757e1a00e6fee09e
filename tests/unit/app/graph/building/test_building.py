"""The graph that facts give: each edge where its fact stands, and none that the facts do not confirm."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.facts.records import Interrupt, Pin, Provenance
from app.graph.building import build
from app.graph.building.gates import Role, bus_of, role_of
from app.graph.building.inventory import Inventory
from app.graph.building.lines import lines_of
from app.graph.building.pins import routed
from retrieval.graph_store import EdgeKind, How
from tests.hardware import AT, chip, field, located


def _edges(kind: EdgeKind, **changed: object) -> set[tuple[str, str, str]]:
    graph = build(chip(**changed))
    return {(one.source.name, one.target.key, one.value) for one in graph.edges if one.kind is kind}


def test_a_bit_enables_what_its_name_and_its_description_name() -> None:
    assert _edges(EdgeKind.ENABLED_BY) == {
        ("UART1", "CRU_APB2EN_UART1EN", ""),
        ("TMR2", "CRU_APB1EN_TMR2EN", ""),
        ("GPIOA", "CRU_APB2EN_IOPAEN", ""),
    }
    assert _edges(EdgeKind.RESET_BY) == {("UART1", "CRU_APB2RST_UART1RST", "")}


@pytest.mark.parametrize(
    ("name", "text", "peripheral"),
    [
        ("UART1EN", "UART1 enable: receiver and transmitter are on.", "CRU"),  # no clock is spoken of
        ("UART1CLKSEL", "UART1 clock source selection.", "CRU"),
        ("UART1RSTF", "UART1 reset flag.", "CRU"),
        ("CKEN", "UART1 clock enable.", "UART1"),  # its own register
        ("TMR20EN", "Timer 20 clock enable.", "CRU"),  # TMR2 is not TMR20
    ],
)
def test_what_only_looks_like_a_gate_is_none(name: str, text: str, peripheral: str) -> None:
    fields = located(field("UART1_CTL" if peripheral == "UART1" else "CRU_X", name, 1, text, peripheral))
    assert _edges(EdgeKind.ENABLED_BY, fields=fields) | _edges(EdgeKind.RESET_BY, fields=fields) == set()


def test_a_bit_that_stops_a_clock_and_one_that_saves_power_are_gates() -> None:
    assert (
        role_of("RB_CLK_UART1", "Clock source of UART1:", "Clock source of UART1: 1: Disable") is Role.ENABLE
    )
    assert role_of("PRTIM1", "Power Reduction Timer/Counter1", "") is Role.ENABLE
    assert role_of("USART1EN", "USART1 时钟使能位。", "USART1 时钟使能位。") is Role.ENABLE


def test_a_name_without_a_text_that_agrees_counts_where_nothing_else_stands_in_it() -> None:
    here = Inventory({"WWDG": "WWDG", "TIM2": "TIM2"}, frozenset())
    assert here.confirmed("WWDGEN", "窗口看门狗时钟使能") == ["WWDG"]
    assert here.confirmed("WWDGPRESC", "时钟使能") == []


def test_a_bit_of_one_name_gates_the_peripheral_that_its_description_calls_otherwise() -> None:
    here = Inventory({"UART1": "UART1", "USART1": "USART1", "USART2": "USART2"}, frozenset())
    assert here.aliases("UART1", "Enables clock for USART1.") == ["USART1"]
    assert here.aliases("UART1", "Enables clock for UART1.") == []  # nobody says that they are the same
    watchdogs = Inventory({"WDT": "WDT", "WWDT": "WWDT"}, frozenset())
    assert watchdogs.aliases("WDT", "Windowed watchdog timer interrupt") == ["WWDT"]


def test_vectors_lines_and_ports_meet() -> None:
    vectors = _edges(EdgeKind.INTERRUPTS_THROUGH)
    assert ("UART1", "UART1", "37") in vectors
    assert ("EXTI4", "EXTI7_0", "20") in vectors
    assert ("EXTI4", "PA4", "") in _edges(EdgeKind.ROUTED_TO)
    assert ("EXTI5", "PA5", "") not in _edges(EdgeKind.ROUTED_TO)  # no field selects its port


def test_the_code_of_a_request_is_that_of_whoever_has_its_number() -> None:
    vectors = _edges(
        EdgeKind.INTERRUPTS_THROUGH,
        interrupts=located(
            Interrupt("UART1_RXD", AT, number=4),
            Interrupt("CODE_FIRQ_4", AT, description="mcause: 0x80000014"),
            Interrupt("CODE_FIRQ_5", AT, description="mcause: 0x80000015"),
        ),
    )
    assert vectors == {("UART1", "UART1_RXD", "4"), ("UART1", "CODE_FIRQ_4", "4")}


@pytest.mark.parametrize(
    ("name", "first", "last", "count"),
    [("EXTI15_10", "EXTI10", "EXTI15", 6), ("DMA1_Channel2_3", "DMA1_CHANNEL2", "DMA1_CHANNEL3", 2)],
)
def test_a_vector_of_several_lines(name: str, first: str, last: str, count: int) -> None:
    lines = lines_of(name)
    assert (lines[0], lines[-1], len(lines)) == (first, last, count)


def test_signals_know_their_remap() -> None:
    assert ("UART1_TX", "PA4", "0") in _edges(EdgeKind.ROUTED_TO)
    assert ("UART1_TX", "PA6", "1") in _edges(EdgeKind.ROUTED_TO)
    assert ("UART1_TX", "MUX_CFG_UART1_RM", "") in _edges(EdgeKind.SELECTED_BY)
    assert routed("SCL_2", Pin("PC5", AT)) == ("SCL", "2")
    assert routed("TXD2_", Pin("PB3", AT)) == ("TXD2", "remap")
    assert routed("USART1_TX", Pin("PA2", AT, description="AF0: SPI1_MOSI; AF1: USART1_TX")) == (
        "USART1_TX",
        "AF1",
    )
    quoted = Pin(
        "PB0",
        AT.__class__(1, AT.box, quote="PB0 | Alternate: A_IN Remap: TIM1_CH2"),
        functions=("A_IN", "TIM1_CH2"),
    )
    assert routed("TIM1_CH2", quoted)[1] == "remap"


def test_every_edge_says_where_it_stands() -> None:
    graph = build(chip())
    assert all(one.page > 0 and one.how in How for one in graph.edges)
    (gate,) = [one for one in graph.edges if one.kind is EdgeKind.RESET_BY]
    assert (gate.page, gate.passage_id, gate.how) == (5, "passage-5", How.DESCRIBED)


def test_building_twice_is_building_once() -> None:
    assert build(chip()) == build(chip())


def test_versions_of_a_document_share_their_nodes_and_documents_do_not() -> None:
    def peripherals(version: str, document: str) -> set[int]:
        graph = build(chip(version, document))
        return {one.source.id for one in graph.edges if one.kind is EdgeKind.LOCATED_AT}

    assert peripherals("v1", "d1") == peripherals("v2", "d1")
    assert peripherals("v1", "d1").isdisjoint(peripherals("v3", "d2"))


@given(st.text(max_size=40), st.text(max_size=80))
def test_any_text_is_read(name: str, text: str) -> None:
    here = Inventory({"UART1": "UART1", "GPIO": "GPIO"}, frozenset("AB"))
    assert set(here.confirmed(name, text)) <= {*here.in_name(name), *here.in_text(text)}
    assert all(one in text or one.startswith("GPIO") or one == "UART1" for one in here.in_text(text))


@given(st.text(alphabet="RC_AHPB12EN", max_size=14))
def test_a_bus_is_a_part_of_the_name(name: str) -> None:
    assert bus_of(name) in name


@dataclass(frozen=True)
class _Mapped:
    """A fact of a DMA map, as extraction gives it."""

    controller: str
    channel: str
    request: str
    peripheral: str
    provenance: Provenance = AT


def test_a_dma_map_joins_peripherals_and_channels() -> None:
    maps = located(
        _Mapped("DMA1", "channel 4", "UART1_TX", "UART1"), _Mapped("DMA2", "request 12", "SPI1_RX", "")
    )
    assert _edges(EdgeKind.SERVED_BY, dma=maps) == {
        ("UART1", "DMA1_CH4", "UART1_TX"),
        ("SPI1", "DMA2 REQUEST 12", "SPI1_RX"),
    }
