"""What `/metrics` shows after a turn and an ingestion: what an operator looks for, and no names."""

import asyncio
import time
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from app.core.config import Settings
from app.main import create_app
from app.worker import working

MANUAL = b"""# ZX10 Reference Manual

The ZX10 has a clock control register. The secret word is marmalade.

| Register | Address | Reset value |
|---|---|---|
| CLK_CTLR | 0x40010000 | 0x00000083 |
"""
EXPECTED = {
    "chipcite_request_seconds_count": {"route": "/v1/chat/completions"},
    "chipcite_requests_total": {"route": "/v1/documents/names"},
    "chipcite_turn_seconds_count": {"stage": "understand"},
    "chipcite_turns_total": {"outcome": "answered"},
    "chipcite_search_seconds_count": {"stage": "facts"},
    "chipcite_queue_length": {"queue": "embed"},
    "chipcite_versions": {"state": "published"},
    "chipcite_ingestion_step_seconds_count": {"step": "facts"},
    "chipcite_ingestions_total": {"outcome": "published"},
    "chipcite_database_wait_seconds_count": {"cause": "turn to write"},
    "chipcite_transaction_seconds_count": {"kind": "write"},
}
STAGES = {
    "chipcite_turn_seconds_count": {"understand", "retrieve", "rank", "link", "record", "total"},
    "chipcite_search_seconds_count": {"scope", "facts", "passages", "total"},
    "chipcite_ingestion_step_seconds_count": {"convert", "structure", "chunk", "facts", "index", "publish"},
}
MOST_VALUES = 60
"""Of a label: the routes are the most."""


async def test_a_turn_and_an_ingestion_are_measured(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data", embedder="none", workers=1)
    app = create_app(settings, lambda resources: working(settings, resources.storage, resources.retriever))
    transport = httpx.ASGITransport(app=app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://chipcite.test") as client,
    ):
        await _ingest(client)
        question = {"role": "user", "content": "What is the reset value of CLK_CTLR on the ZX10?"}
        body = {"model": "chipcite", "messages": [question]}
        assert (await client.post("/v1/chat/completions", json=body)).status_code == 200
        assert (await client.get("/v1/documents/names")).is_success
        assert (await client.get("/")).is_success
        text = (await client.get("/metrics")).text
    assert 'route="/"' in text
    assert not any(word in text for word in ("ZX10", "marmalade", "CLK_CTLR", "zx10.md"))
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    for name, labels in EXPECTED.items():
        assert any(one.name == name and labels.items() <= one.labels.items() for one in samples), name
    for name, stages in STAGES.items():
        counted = {next(iter(one.labels.values())) for one in samples if one.name == name and one.value}
        assert stages <= counted, name
    values: dict[tuple[str, str], set[str]] = {}
    for one in samples:
        for label, value in one.labels.items():
            values.setdefault((one.name, label), set()).add(value)
    assert max(map(len, values.values())) < MOST_VALUES


async def _ingest(client: httpx.AsyncClient) -> None:
    reply = await client.post("/v1/documents", files={"file": ("zx10.md", MANUAL)}, data={"chips": "ZX10"})
    job, end = reply.json()["job_id"], time.monotonic() + 120
    while (state := (await client.get(f"/v1/jobs/{job}")).json()["state"]) != "published":
        if state == "failed" or time.monotonic() > end:
            pytest.fail(state)
        await asyncio.sleep(0.1)
