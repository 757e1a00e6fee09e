"""`chipcite mcp` as the SDK's own client starts it: over a service, over a data folder."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from mcp import Client, StdioServerParameters
from mcp.shared.exceptions import MCPError
from mcp.types import TextContent

from app.core.config import Settings
from app.resources import open_resources
from tests.integration import shelf
from tests.integration.served import served
from tests.integration.shelf import QUESTION

COMMAND = ["-c", "from app.cli import main; main()", "mcp"]
NOBODY = "http://127.0.0.1:9"
INITIALIZE = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"},
    },
}


def environment(folder: Path, **more: str) -> dict[str, str]:
    own = {"CHIPCITE_DATA_DIR": str(folder), "CHIPCITE_EMBEDDER": "none"}
    return {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ} | own | more


def server(folder: Path, url: str, **more: str) -> StdioServerParameters:
    return StdioServerParameters(
        command=sys.executable, args=[*COMMAND, "--url", url], env=environment(folder, **more), cwd=Path.cwd()
    )


async def answer(client: Client) -> str:
    result = await client.call_tool("search", {"query": QUESTION})
    assert not result.is_error
    first = result.content[0]
    assert isinstance(first, TextContent)
    return first.text


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the small library, which nobody holds."""
    folder = tmp_path_factory.mktemp("stdio")

    async def fill() -> None:
        async with open_resources(Settings(data_dir=folder, embedder="none")) as resources:
            await shelf.fill(resources)

    asyncio.run(fill())
    return folder


async def test_it_answers_from_the_data_folder_where_no_service_runs(folder: Path) -> None:
    async with Client(server(folder, NOBODY)) as client:
        assert len((await client.list_tools()).tools) == 7
        assert "**0x00000083**" in await answer(client)
        page = await client.call_tool("page", {"version": "ZX90_V1.5.pdf", "page": 1})
        assert [block.type for block in page.content] == ["text", "image"]
    async with Client(server(folder, NOBODY), mode="legacy") as client:
        assert "**0x00000083**" in await answer(client), "the folder was not let go of"


async def test_it_asks_the_service_that_runs(service: str, tmp_path: Path) -> None:
    async with Client(server(tmp_path / "unused", service)) as client:
        assert len((await client.list_tools()).tools) == 7
        assert "**0x00000083**" in await answer(client)
        page = await client.call_tool("page", {"version": "ZX90_V1.5.pdf", "page": 1})
        assert [block.type for block in page.content] == ["text", "image"]
        wrong = await client.call_tool("registers", {"chip": "QQ77X1"})
        assert wrong.is_error
        with pytest.raises(MCPError, match="There is no tool 'nothing'"):
            await client.call_tool("nothing", {})
    assert not (tmp_path / "unused").exists()


async def test_it_brings_the_key(tmp_path: Path) -> None:
    with served(tmp_path / "data", api_key="a-key") as url:
        async with Client(server(tmp_path / "unused", url, CHIPCITE_API_KEY="a-key")) as client:
            assert "**0x00000083**" in await answer(client)


async def test_a_service_that_goes_away_is_said_to_be_gone(tmp_path: Path) -> None:
    with served(tmp_path / "data") as url:
        client = Client(server(tmp_path / "unused", url))
        await client.__aenter__()
        await answer(client)
    result = await client.call_tool("search", {"query": QUESTION})
    assert result.is_error
    assert "Is it running?" in str(result.content)
    await client.__aexit__(None, None, None)


@pytest.mark.parametrize("fresh", [False, True])
def test_nothing_but_the_protocol_goes_to_standard_output(folder: Path, tmp_path: Path, fresh: bool) -> None:
    """Standard input ends in the middle of the call; over a fresh folder that once hung for ever."""
    call = {
        "jsonrpc": "2.0",
        "id": 2,
        "method": "tools/call",
        "params": {"name": "documents", "arguments": {}},
    }
    ready = {"jsonrpc": "2.0", "method": "notifications/initialized"}
    lines = "".join(json.dumps(message) + "\n" for message in (INITIALIZE, ready, call))
    ended = subprocess.run(
        [sys.executable, *COMMAND, "--url", NOBODY],
        input=lines,
        env=environment(tmp_path / "fresh" if fresh else folder, CHIPCITE_LOG_LEVEL="debug"),
        capture_output=True,
        text=True,
        timeout=60,
    )
    replies = [json.loads(line) for line in ended.stdout.splitlines()]
    assert [reply["id"] for reply in replies] == [1, 2]
    assert ended.returncode == 0
    assert "answering from" in ended.stderr


async def test_a_folder_that_another_process_holds_is_a_sentence(folder: Path) -> None:
    async with open_resources(Settings(data_dir=folder, embedder="none")):
        ended = await asyncio.to_thread(
            subprocess.run,
            [sys.executable, *COMMAND, "--url", NOBODY],
            input="",
            env=environment(folder),
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert ended.returncode == 1
    assert "is in use by" in ended.stderr
    assert "--url" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert ended.stdout == ""
