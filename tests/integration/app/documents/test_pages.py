"""Page pictures over HTTP: marked where asked, cached, bounded, and a sentence where there is none."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import numpy as np
import pymupdf
import pytest
from fastapi import FastAPI

from app.documents.renderer import Renderer
from app.documents.rendering import MARKER

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""Pictures do not depend on the database."""

BLACK_BOX = (100.0, 200.0, 200.0, 250.0)


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    """One for all tests: its process takes a second or more to start."""
    renderer = Renderer()
    yield renderer
    renderer.close()


@pytest.fixture(autouse=True)
def _shared_renderer(app: FastAPI, renderer: Renderer) -> None:
    app.state.renderer = renderer


@pytest.fixture
def manual(tmp_path: Path) -> bytes:
    """Two pages, the second one turned; the first has a black box."""
    document = pymupdf.open()
    page = document.new_page(width=400, height=600)
    page.draw_rect(pymupdf.Rect(BLACK_BOX), fill=(0, 0, 0), width=0)
    document.new_page(width=400, height=600).set_rotation(90)
    data = document.tobytes()
    document.close()
    return bytes(data)


@pytest.fixture
async def version_id(client: httpx.AsyncClient, manual: bytes) -> str:
    reply = await client.post("/v1/documents", files={"file": ("manual.pdf", manual)})
    return str(reply.json()["version_id"])


def pixels(png: bytes) -> "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]":
    pixmap = pymupdf.Pixmap(png)
    return np.frombuffer(pixmap.samples, np.uint8).reshape(pixmap.height, pixmap.width, pixmap.n)


async def test_a_passage_is_marked_and_stays_readable(client: httpx.AsyncClient, version_id: str) -> None:
    address = f"/v1/versions/{version_id}/pages/1.png"
    reply = await client.get(address, params={"highlight": "50,200,150,250", "scale": 1})
    assert reply.headers["content-type"] == "image/png"
    picture = pixels(reply.content)
    assert picture.shape == (600, 400, 3)
    assert tuple(picture[225, 75]) == MARKER
    assert tuple(picture[225, 125]) == (0, 0, 0)
    assert tuple(picture[225, 300]) == (255, 255, 255)


async def test_a_turned_page_is_marked_as_the_reader_sees_it(
    client: httpx.AsyncClient, version_id: str
) -> None:
    address = f"/v1/versions/{version_id}/pages/2.png"
    picture = pixels((await client.get(address, params={"highlight": "500,10,560,40", "scale": 2})).content)
    assert picture.shape == (800, 1200, 3)
    assert tuple(picture[50, 1060]) == MARKER
    assert tuple(picture[50, 100]) == (255, 255, 255)


async def test_several_boxes_and_boxes_beyond_the_page(client: httpx.AsyncClient, version_id: str) -> None:
    boxes = ["10,10,30,30", "350,550,900,900", "-50,-50,-10,-10", "60,40,40,20", ""]
    reply = await client.get(
        f"/v1/versions/{version_id}/pages/1.png", params={"highlight": boxes, "scale": 1}
    )
    picture = pixels(reply.content)
    assert [tuple(picture[y, x]) for y, x in ((20, 20), (580, 380), (30, 50))] == [MARKER] * 3


async def test_a_client_that_has_the_picture_is_told_so(client: httpx.AsyncClient, version_id: str) -> None:
    address = f"/v1/versions/{version_id}/pages/1.png"
    first = await client.get(address)
    assert "immutable" in first.headers["cache-control"]
    again = await client.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    marked = await client.get(
        address, params={"highlight": "1,1,9,9"}, headers={"If-None-Match": first.headers["etag"]}
    )
    assert marked.status_code == 200


async def test_a_page_under_its_document(client: httpx.AsyncClient, version_id: str) -> None:
    document_id = (await client.get(f"/v1/versions/{version_id}")).json()["document_id"]
    address = f"versions/{version_id}/pages/1.png"
    assert (await client.get(f"/v1/documents/{document_id}/{address}")).status_code == 200
    other = (await client.post("/v1/documents", files={"file": ("b.pdf", b"%PDF-other")})).json()
    assert (await client.get(f"/v1/documents/{other['document_id']}/{address}")).status_code == 404


async def test_a_page_that_is_not_there(client: httpx.AsyncClient, version_id: str) -> None:
    reply = await client.get(f"/v1/versions/{version_id}/pages/3.png")
    assert reply.status_code == 404
    assert "2 pages" in reply.json()["error"]["message"]


async def test_a_format_without_pages_says_where_its_text_is(client: httpx.AsyncClient) -> None:
    accepted = (await client.post("/v1/documents", files={"file": ("a.md", b"# Notes\n")})).json()
    reply = await client.get(f"/v1/versions/{accepted['version_id']}/pages/1.png")
    assert reply.status_code == 404
    assert reply.json()["error"]["code"] == "no_pages"
    message = reply.json()["error"]["message"]
    assert f"/v1/versions/{accepted['version_id']}/sections.html" in message
    assert "{" not in message


async def test_a_damaged_file_has_no_picture_and_harms_nobody(
    client: httpx.AsyncClient, version_id: str
) -> None:
    broken = b"%PDF-1.7\n" + b"1 0 obj <</Type/Catalog/Pages 1 0 R>> endobj " * 10
    accepted = (await client.post("/v1/documents", files={"file": ("a.pdf", broken)})).json()
    reply = await client.get(f"/v1/versions/{accepted['version_id']}/pages/1.png")
    assert reply.status_code in (400, 404)
    assert (await client.get(f"/v1/versions/{version_id}/pages/1.png")).status_code == 200


async def test_an_enormous_page_is_drawn_small(client: httpx.AsyncClient) -> None:
    document = pymupdf.open()
    document.new_page(width=14000, height=14000)
    accepted = (
        await client.post("/v1/documents", files={"file": ("big.pdf", bytes(document.tobytes()))})
    ).json()
    reply = await client.get(f"/v1/versions/{accepted['version_id']}/pages/1.png", params={"scale": 4})
    height, width, _ = pixels(reply.content).shape
    assert height * width < 12_100_000


@pytest.mark.parametrize("highlight", ["1,2,3", "a,b,c,d", "1,2,3,nan", "1,2,3,inf", "1,2,3,1e300"])
async def test_a_highlight_that_is_no_box(client: httpx.AsyncClient, version_id: str, highlight: str) -> None:
    address = f"/v1/versions/{version_id}/pages/1.png"
    reply = await client.get(address, params={"highlight": highlight})
    assert reply.status_code == 400
    assert reply.json()["error"]["param"] == "highlight"


@pytest.mark.parametrize(
    ("page", "scale"), [("0", 1), ("-1", 1), ("x", 1), ("1", 0), ("1", 99), ("1", "nan")]
)
async def test_numbers_out_of_bounds(
    client: httpx.AsyncClient, version_id: str, page: str, scale: float
) -> None:
    reply = await client.get(f"/v1/versions/{version_id}/pages/{page}.png", params={"scale": scale})
    assert reply.status_code == 422
    assert reply.json()["error"]["type"] == "invalid_request_error"
