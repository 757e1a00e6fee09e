"""Connections as sentences."""

import pytest

from app.graph.answering.saying import sentence
from app.graph.queries import Connection, Relation
from retrieval.graph_store import EdgeKind, How, Link, Node, NodeKind

NODE = Node(NodeKind.INTERRUPT, "d", "SPI", "SPI")


def vector(quote: str, value: str, title: str = "") -> Connection:
    kind = EdgeKind.INTERRUPTS_THROUGH
    link = Link(1, NODE, kind, True, "v", 3, (0.0, 0.0, 1.0, 1.0), How.NAMED, "", quote, value)
    return Connection(Relation.INTERRUPT, "SPI", "SPI", value=value, title=title, links=(link,))


@pytest.mark.parametrize(
    ("connection", "said"),
    [
        (vector("15 | 0x000E | SPI | End of SPI", "15"), "number **15**, vector address 0x000E: End of SPI"),
        (vector("SPI | 004BH | ESPI", "", "Enable Bit: ESPI"), "vector address 004BH: Enable Bit: ESPI"),
        (vector("5 | 0x80000014 | X", "4", "mcause: 0x80000014"), "number **4**: mcause: 0x80000014"),
    ],
)
def test_a_vector_says_its_number_its_address_and_what_stands_beside_it(
    connection: Connection, said: str
) -> None:
    assert sentence(connection, "en").text.startswith(f"`SPI` interrupt: `SPI`, {said}")
    assert "编号" in sentence(connection, "zh").text or not connection.value
