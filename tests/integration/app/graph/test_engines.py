"""What each engine promises, the same for all: replaced whole, shared nodes, nothing left behind."""

import dataclasses

import pytest

from app.graph.building import build
from app.graph.queries import Relation, at_address, chips_with, connected, functions_of, named, pins_of
from app.graph.walking import reach
from retrieval.graph_store import EdgeKind, GraphStore, NodeKind, Step
from tests.hardware import FIELDS, chip, located
from tests.integration.app.graph.conftest import gate

pytestmark = pytest.mark.integration


async def test_typed_queries_answer_alike(store: GraphStore) -> None:
    await store.replace(build(chip()))
    within = await reach(store, ["v1", "unknown"])
    (uart,) = await named(within, ["uart1"], [NodeKind.PERIPHERAL])
    assert await gate(store, "v1") == [("CRU_APB2EN", "UART1EN", "14:14")]
    (vector,) = await connected(within, uart, Relation.INTERRUPT)
    assert (vector.name, vector.value, vector.links[0].page) == ("UART1", "37", 6)
    assert [one.name for one in await connected(within, uart, Relation.BUS)] == ["APB2"]
    assert [one.name for one in await connected(within, uart, Relation.ERRATUM)] == ["2.1"]
    pins = {(one.within, one.name, one.value) for one in await pins_of(within, uart)}
    assert pins == {("UART1_TX", "PA4", "0"), ("UART1_TX", "PA6", "1"), ("UART1_RX", "PA5", "")}
    (pin,) = await named(within, ["PA5"], [NodeKind.PIN])
    functions = {(one.name, one.within) for one in await functions_of(within, pin)}
    assert functions == {("UART1_RX", "UART1"), ("SPI1_SCK", "SPI1")}
    (package,) = await connected(within, pin, Relation.PACKAGE)
    assert (package.name, package.value) == ("QFN20", "8")
    register, peripheral = await at_address(within, 0x40013804)
    assert (register.name, register.within, peripheral.name) == ("UART1_DATA", "UART1", "UART1")
    assert [one.name for one in await chips_with(within, "UART1")] == ["ZX90"]


async def test_a_version_is_replaced_whole(store: GraphStore) -> None:
    await store.replace(build(chip()))
    moved = dataclasses.replace(FIELDS[0], register="CRU_GATES", msb=3, lsb=3)
    await store.replace(build(chip(fields=located(moved, page=5))))
    assert await gate(store, "v1") == [("CRU_GATES", "UART1EN", "3:3")]
    assert await store.find(["v1"], ["CRU_APB2EN_UART1EN"]) == []
    await store.replace(build(chip(fields=located(moved, page=5))))
    assert await gate(store, "v1") == [("CRU_GATES", "UART1EN", "3:3")]


async def test_a_node_goes_with_the_last_version_that_states_it(store: GraphStore) -> None:
    await store.replace(build(chip("v1")))
    await store.replace(build(chip("v2")))
    await store.replace(build(chip("v3", "d2")))
    await store.remove("v1", "d1")
    assert await gate(store, "v1") == []
    assert await gate(store, "v2") == [("CRU_APB2EN", "UART1EN", "14:14")]
    await store.remove("v2", "d1")
    assert await store.versions() == {"v3": "d2"}
    assert await gate(store, "v3") == [("CRU_APB2EN", "UART1EN", "14:14")]
    await store.replace(build(chip("v2")))
    assert len(await store.find(["v2"], ["UART1"], [NodeKind.PERIPHERAL])) == 1


async def test_walks_are_bounded_by_degree(store: GraphStore) -> None:
    await store.replace(build(chip()))
    (register,) = await store.find(["v1"], ["CRU_APB2EN"], [NodeKind.REGISTER])
    contains = frozenset({EdgeKind.CONTAINS})
    fields = await store.expand(["v1"], [register.id], Step(contains))
    assert [one.far.name for one in fields] == ["UART1EN", "IOPAEN"]
    assert len(await store.expand(["v1"], [register.id], Step(contains, degree=1))) == 1


async def test_documents_of_one_chip_are_walked_as_one(store: GraphStore) -> None:
    nothing = dict.fromkeys(("registers", "interrupts", "errata", "regions"), ())
    await store.replace(build(chip("v1", "d1", pins=())))
    await store.replace(build(chip("v3", "d2", fields=(), **nothing)))
    within = await reach(store, ["v3", "v1"])
    (pin,) = await named(within, ["PA4"], [NodeKind.PIN])
    (signal,) = await functions_of(within, pin)
    (uart,) = await named(within, [signal.within], [NodeKind.PERIPHERAL])
    (gate,) = await connected(within, uart, Relation.ENABLE)
    assert (signal.links[0].version_id, gate.links[0].version_id) == ("v3", "v1")


async def test_no_text_is_ever_a_query(store: GraphStore) -> None:
    await store.replace(build(chip()))
    for name in ("UART1'}) DETACH DELETE n //", "`UART1`", "'; DROP TABLE graph_nodes; --", "%", "\0"):
        assert await store.find(["v1"], [name]) == []
    assert await gate(store, "v1")
