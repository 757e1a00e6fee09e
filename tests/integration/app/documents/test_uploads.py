"""What an upload may look like, and what is said to one that does not."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import httpx
import pytest

from app.core.config import Settings
from app.resources import Resources

Serving = Callable[[Settings], AbstractAsyncContextManager[httpx.AsyncClient]]

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what happens before a database is asked."""


def leftovers(resources: Resources) -> list[str]:
    return [path.name for path in (resources.settings.data_dir / "incoming").iterdir()]


@sqlite_only
@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\manuals\\nx32.pdf", "nx32.pdf"),
        ("nx\x0032\n.pdf", "nx32.pdf"),
        ("手册 v1.pdf", "手册 v1.pdf"),
        ("gpj.\u202efdp", "gpj.fdp"),
        ("..", "document"),
        ("x" * 400 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
async def test_a_name_is_made_fit_to_be_shown(client: httpx.AsyncClient, sent: str, kept: str) -> None:
    boundary = "b0undary"
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="'.encode()
    body = head + sent.replace("\n", "%0A").encode() + f'"\r\n\r\n%PDF-1\r\n--{boundary}--\r\n'.encode()
    reply = await client.post(
        "/v1/documents",
        content=body,
        headers={"Content-Type": f"multipart/form-data; boundary={boundary}"},
    )
    assert reply.status_code == 202, reply.text
    version = (await client.get(f"/v1/versions/{reply.json()['version_id']}")).json()
    assert version["file_name"].replace("%0A", "") == kept


@sqlite_only
@pytest.mark.parametrize(
    ("call", "status", "param"),
    [
        ({"json": {"file": "x"}}, 400, "file"),
        ({"data": {"title": "no file"}}, 400, "file"),
        ({"files": {"document": ("a.pdf", b"x")}}, 400, "file"),
        ({"files": [("file", ("a.pdf", b"x")), ("file", ("b.pdf", b"y"))]}, 400, "file"),
        ({"files": {"file": ("a.pdf", b"x")}, "data": {"date": "yesterday"}}, 400, "date"),
        ({"files": {"file": ("a.pdf", b"x")}, "data": {"date": "2024-13"}}, 400, "date"),
        ({"files": {"file": ("a.pdf", b"x")}, "data": {"language": "<b>"}}, 400, "language"),
        ({"files": {"file": ("a.pdf", b"x")}, "data": {"document_id": "nothing"}}, 404, None),
        ({"files": {"file": ("a.pdf", b"x")}, "data": {"title": "x" * 70_000}}, 413, "title"),
        ({"files": [("file", ("a.pdf", b"x")), *(("f", ("n", b"")) for _ in range(80))]}, 400, None),
        ({"content": b"", "headers": {"Content-Type": "multipart/form-data; boundary=x"}}, 400, "file"),
        ({"content": b"junk", "headers": {"Content-Type": "multipart/form-data; boundary=x"}}, 400, "file"),
        (
            {"content": b"x", "headers": {"Content-Type": f"multipart/form-data; boundary={'x' * 999}"}},
            400,
            "file",
        ),
        ({"content": b"x", "headers": {"Content-Type": "multipart/form-data"}}, 400, "file"),
    ],
)
async def test_an_upload_that_is_none(
    client: httpx.AsyncClient, resources: Resources, call: dict[str, Any], status: int, param: str | None
) -> None:
    reply = await client.post("/v1/documents", **call)
    assert reply.status_code == status, reply.text
    error = reply.json()["error"]
    assert (error["type"], error["param"]) == ("invalid_request_error", param)
    assert leftovers(resources) == []
    assert (await client.get("/v1/documents")).json()["total"] == 0


@sqlite_only
async def test_a_body_that_breaks_off(client: httpx.AsyncClient, resources: Resources) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7 and then'
    reply = await client.post(
        "/v1/documents", content=body, headers={"Content-Type": "multipart/form-data; boundary=x"}
    )
    assert reply.status_code == 400
    assert "broken off" in reply.json()["error"]["message"]
    assert leftovers(resources) == []


@sqlite_only
@pytest.mark.parametrize("declared", [True, False])
async def test_a_file_over_the_limit(settings: Settings, serving: Serving, declared: bool) -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'

    async def pieces() -> AsyncIterator[bytes]:
        yield head
        for _ in range(40):
            yield b"x" * 65536
        yield b"\r\n--x--\r\n"

    whole = head + b"x" * 65536 * 40 + b"\r\n--x--\r\n"
    async with serving(settings.model_copy(update={"max_upload_bytes": 1 << 20})) as client:
        reply = await client.post(
            "/v1/documents",
            content=whole if declared else pieces(),
            headers={"Content-Type": "multipart/form-data; boundary=x"},
        )
    assert reply.status_code == 413
    assert reply.json()["error"]["code"] == "too_large"
    assert "MiB" in reply.json()["error"]["message"]


async def test_the_same_file_twice_at_once(client: httpx.AsyncClient) -> None:
    replies = await asyncio.gather(
        *(client.post("/v1/documents", files={"file": ("a.pdf", b"%PDF-1.7")}) for _ in range(8))
    )
    assert {reply.status_code for reply in replies} == {202}
    assert len({reply.json()["version_id"] for reply in replies}) == 1
    assert sum(not reply.json()["duplicate"] for reply in replies) == 1
    assert (await client.get("/v1/documents")).json()["total"] == 1


async def test_a_version_for_a_document_that_has_these_bytes_elsewhere(client: httpx.AsyncClient) -> None:
    files = {"file": ("a.pdf", b"%PDF-1.7")}
    await client.post("/v1/documents", files=files)
    other = (await client.post("/v1/documents", files={"file": ("b.pdf", b"%PDF-b")})).json()
    reply = await client.post("/v1/documents", files=files, data={"document_id": other["document_id"]})
    assert reply.status_code == 409


async def test_files_about_one_new_chip_at_once(client: httpx.AsyncClient) -> None:
    replies = await asyncio.gather(
        *(
            client.post(
                "/v1/documents",
                files={"file": (f"{number}.pdf", b"%%PDF-%d" % number)},
                data={"chips": "NX32F103, NX32F105"},
            )
            for number in range(6)
        )
    )
    assert {reply.status_code for reply in replies} == {202}
    listed = (await client.get("/v1/documents")).json()["data"]
    assert [document["chips"] for document in listed] == [["NX32F103", "NX32F105"]] * 6


@sqlite_only
async def test_an_empty_file_is_taken_in_and_left_to_ingestion_to_explain(client: httpx.AsyncClient) -> None:
    reply = await client.post("/v1/documents", files={"file": ("empty.pdf", b"")})
    assert reply.status_code == 202
