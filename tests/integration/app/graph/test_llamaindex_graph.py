"""LlamaIndex reads the graph through its own interface, and writes nothing."""

from pathlib import Path

import pytest

from app.core.database import make_engine, make_sessions
from app.core.migrations import upgrade
from app.graph.building import build
from app.graph.sql import SqlGraph
from tests.hardware import chip
from tests.integration.app.graph.conftest import record_versions


async def test_nodes_triplets_and_maps(tmp_path: Path) -> None:
    pytest.importorskip("llama_index.core", reason="an extra")
    from retrieval.llamaindex_graph import ChipciteGraphStore

    engine = make_engine(f"sqlite:///{tmp_path / 'graph.db'}", pooled=False)
    await upgrade(engine)
    sessions = make_sessions(engine)
    await record_versions(sessions)
    await SqlGraph(sessions).replace(build(chip()))
    store = ChipciteGraphStore(SqlGraph(sessions), lambda: ["v1"])
    (uart,) = [node for node in store.get(ids=["UART1"]) if node.label == "PERIPHERAL"]
    ((source, relation, target),) = store.get_triplets([uart.id], ["ENABLED_BY"])
    assert (source.id, relation.label) == (uart.id, "ENABLED_BY")
    assert (target.id, relation.properties["page"]) == ("field/CRU_APB2EN_UART1EN", 5)
    around = store.get_rel_map([uart], depth=3, limit=200)
    assert {"CONTAINS", "INTERRUPTS_THROUGH", "NUMBERED_IN"} <= {one[1].label for one in around}
    assert store.get(properties={"kind": "bus"})
    with pytest.raises(NotImplementedError):
        store.structured_query("MATCH (n) DETACH DELETE n")
    await engine.dispose()
