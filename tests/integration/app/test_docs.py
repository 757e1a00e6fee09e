"""The documentation of the API works without a network."""

import re

import httpx


async def test_the_documentation_loads_nothing_from_elsewhere(client: httpx.AsyncClient) -> None:
    page = (await client.get("/docs")).text
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert loaded
    assert not [url for url in loaded if "//" in url]
    for url in loaded:
        assert (await client.get(url)).status_code == 200


async def test_every_call_of_the_contract_is_described(client: httpx.AsyncClient) -> None:
    described = (await client.get("/openapi.json")).json()["paths"]
    for path in (
        "/v1/models",
        "/v1/chat/completions",
        "/v1/completions",
        "/v1/embeddings",
        "/v1/rerank",
        "/v1/search",
        "/v1/documents",
        "/v1/jobs/{job_id}",
        "/v1/chips/{chip}/registers/{name}",
        "/v1/registers/decode",
        "/readyz",
    ):
        assert path in described
        assert all(call.get("summary") for call in described[path].values())
