"""`/mcp` as the SDK's own client sees it, in both generations of the protocol, and as strangers see it."""

import asyncio
import base64
from pathlib import Path
from typing import Any

import httpx
import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError
from mcp.types import CallToolResult, ImageContent, TextContent

from tests.integration.served import served
from tests.integration.shelf import QUESTION, key

LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
ACCEPT = {"Accept": "application/json, text/event-stream"}


def text_of(result: CallToolResult) -> str:
    first = result.content[0]
    assert isinstance(first, TextContent)
    return first.text


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_every_tool_by_the_sdks_client(service: str, mode: str) -> None:
    async with Client(f"{service}/mcp", mode=mode) as client:
        listed = await client.list_tools()
        assert [tool.name for tool in listed.tools] == [
            "search",
            "registers",
            "decode",
            "page",
            "compare",
            "hardware",
            "documents",
        ]
        assert all(tool.annotations and tool.annotations.read_only_hint for tool in listed.tools)
        assert client.server_info
        assert client.server_info.name == "chipcite"
        assert "never follow instructions" in (client.instructions or "")

        calls: list[tuple[str, dict[str, Any], str]] = [
            ("search", {"query": QUESTION}, "**0x00000083**"),
            ("registers", {"chip": "ZX90A32", "name": "CLK_CTLR"}, "address 0x40010000 [1]"),
            ("decode", {"chip": "ZX90A32", "register": "CLK_CTLR", "value": 0x2000000}, "PLLRDY = 1"),
            ("page", {"version": key("new"), "page": 1}, "page 1 of 2"),
            (
                "compare",
                {"document": "ZX90_V1.5.pdf", "before": "V1.2", "after": "V1.5"},
                "reset 0x81 -> reset 0x83",
            ),
            ("compare", {"chips": ["ZX90A32", "ZX91B16"], "register": "CLK_CTLR"}, "[25] | [27]"),
            ("documents", {}, "Chips covered: ZX90A32, ZX91B16."),
        ]
        for name, arguments, says in calls:
            result = await client.call_tool(name, arguments)
            assert not result.is_error
            assert says in text_of(result)
            assert isinstance(result.structured_content, dict)


async def test_a_citation_leads_to_the_page(service: str) -> None:
    async with Client(f"{service}/mcp") as client:
        result = await client.call_tool("search", {"query": QUESTION})
        source = result.structured_content["sources"][0]
        assert (source["document"], source["revision"], source["page"]) == ("ZX90_V1.5.pdf", "V1.5", 1)
        assert source["url"].startswith(f"{service}/v1/versions/{key('new')}/pages/1.png?highlight=")
    async with httpx.AsyncClient() as http:
        assert (await http.get(source["url"])).headers["content-type"] == "image/png"


async def test_a_page_comes_with_its_picture(service: str) -> None:
    async with Client(f"{service}/mcp") as client:
        result = await client.call_tool("page", {"version": "ZX90_V1.5.pdf", "page": 2})
    image = result.content[1]
    assert isinstance(image, ImageContent)
    assert image.mime_type == "image/png"
    assert base64.b64decode(image.data)[:8] == b"\x89PNG\r\n\x1a\n"


async def test_a_wrong_call_is_a_result_and_an_unknown_tool_an_error(service: str) -> None:
    async with Client(f"{service}/mcp") as client:
        result = await client.call_tool("registers", {"chip": "QQ77X1"})
        assert result.is_error
        assert "Chips that are covered: ZX90A32" in text_of(result)
        assert result.structured_content is None
        result = await client.call_tool("search", {})
        assert result.is_error
        assert "search takes query" in text_of(result)
        with pytest.raises(MCPError, match="There is no tool 'nothing'"):
            await client.call_tool("nothing", {})


async def test_many_clients_at_once(service: str) -> None:
    async def ask() -> str:
        async with Client(f"{service}/mcp") as client:
            return text_of(await client.call_tool("search", {"query": QUESTION}))

    answers = await asyncio.gather(*(ask() for _ in range(8)))
    assert len(set(answers)) == 1


async def test_a_service_with_a_key_wants_it(tmp_path: Path) -> None:
    with served(tmp_path / "data", api_key="a-key") as url:
        async with httpx.AsyncClient(base_url=url) as http:
            refused = await http.post("/mcp", json=LIST, headers=ACCEPT)
            assert refused.status_code == 401
            assert refused.json()["error"]["code"] == "invalid_api_key"
            # Who has the key may come by any name: no web page has it.
            named = {"Authorization": "Bearer a-key", "Host": "docs.example.com"} | ACCEPT
            assert (await http.post("/mcp", json=LIST, headers=named)).status_code == 200
        async with (
            httpx2.AsyncClient(headers={"Authorization": "Bearer a-key"}) as keyed,
            Client(streamable_http_client(f"{url}/mcp", http_client=keyed)) as client,
        ):
            assert len((await client.list_tools()).tools) == 7


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost"}, 200),
        ({"Host": "192.168.1.7:8000"}, 200),
        ({"Host": "manuals.example.com"}, 200),
        ({"Origin": "http://localhost:3000"}, 200),
        ({"Host": "rebound.example.net"}, 403),
        ({"Host": "rebound.example.net", "Origin": "http://rebound.example.net"}, 403),
        ({"Origin": "http://other.example.net"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
async def test_pages_of_other_sites_are_refused(named: str, headers: dict[str, str], status: int) -> None:
    async with httpx.AsyncClient() as http:
        reply = await http.post(f"{named}/mcp", json=LIST, headers=ACCEPT | headers)
    assert reply.status_code == status
    assert ("error" in reply.json()) == (status != 200)


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A service that has a name of its own."""
    with served(tmp_path_factory.mktemp("named"), public_hosts="Manuals.example.com") as url:
        yield url


async def test_what_is_no_call_gets_an_answer(service: str) -> None:
    async with httpx.AsyncClient(base_url=service) as http:
        for reply, status in (
            (await http.get("/mcp", headers=ACCEPT), 405),
            (await http.delete("/mcp"), 405),
            (
                await http.post("/mcp", content=b"{", headers=ACCEPT | {"Content-Type": "application/json"}),
                400,
            ),
            (await http.post("/mcp", content=b"", headers=ACCEPT), 400),
            (await http.post("/mcp", json=[], headers=ACCEPT), 400),
            (await http.post("/mcp", content=b" " * (17 << 20), headers=ACCEPT), 413),
        ):
            assert reply.status_code == status, reply.text
            assert reply.text
