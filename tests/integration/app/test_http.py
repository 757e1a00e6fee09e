"""What surrounds every call: errors in one form, keys, limits, ids, health and measurements."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy.exc import IntegrityError

from app.core.config import Settings
from app.resources import Resources

Serving = Callable[[Settings], AbstractAsyncContextManager[httpx.AsyncClient]]

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""None of this depends on the database."""


def error_of(reply: httpx.Response) -> dict[str, Any]:
    body = reply.json()
    assert set(body) == {"error"}
    error: dict[str, Any] = body["error"]
    assert set(error) == {"message", "type", "code", "param"}
    assert error["message"]
    return error


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code", "param"),
    [
        ("GET", "/v1/nothing", None, 404, "not_found", None),
        ("DELETE", "/v1/documents", None, 405, "method_not_allowed", None),
        ("GET", "/v1/documents?limit=0", None, 422, "invalid_request", "limit"),
        ("POST", "/v1/search", b"{", 400, "invalid_json", "body"),
        ("POST", "/v1/search", b'{"limit": 3}', 422, "invalid_request", None),
        ("GET", "/v1/documents/nothing", None, 404, "not_found", None),
        ("PATCH", "/v1/documents/x", b'{"colour": 1}', 422, "invalid_request", "colour"),
        ("PATCH", "/v1/versions/x", b'{"date": "soon"}', 422, "invalid_request", "date"),
    ],
)
async def test_every_failure_has_openais_form(
    client: httpx.AsyncClient,
    method: str,
    path: str,
    body: bytes | None,
    status: int,
    code: str,
    param: str | None,
) -> None:
    headers = {"Content-Type": "application/json"} if body else {}
    reply = await client.request(method, path, content=body, headers=headers)
    assert reply.status_code == status, reply.text
    error = error_of(reply)
    assert (error["code"], error["param"], error["type"]) == (code, param, "invalid_request_error")


async def test_a_crash_is_an_answer_too(app: FastAPI, client: httpx.AsyncClient) -> None:
    async def crash() -> None:
        raise ZeroDivisionError

    app.add_api_route("/crash", crash)
    reply = await client.get("/crash", headers={"x-request-id": "abc-1"})
    assert reply.status_code == 500
    assert reply.headers["x-request-id"] == "abc-1"
    error = error_of(reply)
    assert (error["type"], error["code"]) == ("server_error", "internal_error")
    assert "ZeroDivision" not in reply.text


async def test_a_database_that_is_gone_is_said_to_be(
    app: FastAPI, client: httpx.AsyncClient, resources: Resources
) -> None:
    async def gone() -> None:
        raise ConnectionRefusedError

    app.add_api_route("/gone", gone)
    reply = await client.get("/gone")
    assert reply.status_code == 503
    assert reply.headers["retry-after"]
    assert error_of(reply)["code"] == "unavailable"


async def test_two_who_write_the_same_thing_at_once(app: FastAPI, client: httpx.AsyncClient) -> None:
    async def collide() -> None:
        raise IntegrityError("INSERT", {}, ValueError("UNIQUE constraint failed: secret"))

    app.add_api_route("/collide", collide)
    reply = await client.get("/collide")
    assert (reply.status_code, error_of(reply)["code"]) == (409, "conflict")
    assert "secret" not in reply.text


@pytest.mark.parametrize("sent", ["with space", "x" * 65, "", "ä"])
async def test_a_request_id_that_is_unfit_is_replaced(client: httpx.AsyncClient, sent: str) -> None:
    reply = await client.get("/healthz", headers={"x-request-id": sent.encode()})
    assert reply.headers["x-request-id"] not in (sent, "")


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Bearer s3cret"},
        {"Authorization": "bearer  s3cret"},
        {"x-api-key": "s3cret"},
        {"api-key": "s3cret"},
    ],
)
async def test_a_key_is_accepted_in_each_of_its_places(
    settings: Settings, serving: Serving, headers: dict[str, str]
) -> None:
    async with serving(settings.model_copy(update={"api_key": "s3cret"})) as client:
        assert (await client.get("/v1/documents", headers=headers)).status_code == 200


async def test_without_the_key_only_health_answers(settings: Settings, serving: Serving) -> None:
    async with serving(settings.model_copy(update={"api_key": "s3cret"})) as client:
        for headers in (
            {},
            {"Authorization": "Bearer wrong"},
            {"Authorization": "Basic s3cret"},
            {"api-key": ""},
        ):
            reply = await client.get("/v1/documents", headers=headers)
            assert reply.status_code == 401
            assert reply.headers["www-authenticate"] == "Bearer"
            assert error_of(reply)["code"] == "invalid_api_key"
        upload = await client.post("/v1/documents", files={"file": ("a.pdf", b"x" * 100_000)})
        assert upload.status_code == 401
        for path in ("/healthz", "/readyz", "/metrics", "/"):
            assert (await client.get(path)).status_code == 200


async def test_a_body_over_the_limit(settings: Settings, serving: Serving) -> None:
    async with serving(settings.model_copy(update={"max_request_bytes": 1000})) as client:
        reply = await client.post("/v1/search", json={"query": "x" * 2000})
        assert (reply.status_code, error_of(reply)["code"]) == (413, "too_large")

        async def undeclared() -> Any:
            yield b'{"query": "'
            yield b"x" * 2000

        reply = await client.post("/v1/search", content=undeclared())
        assert (reply.status_code, error_of(reply)["code"]) == (413, "too_large")


async def test_readiness_names_each_part(client: httpx.AsyncClient) -> None:
    reply = await client.get("/readyz")
    assert reply.status_code == 200, reply.text
    assert reply.json() == {
        "status": "ready",
        "checks": {
            "database": "ok",
            "storage": "ok",
            "workflows": "ok",
            "vectors": "ok",
            "embedder": "switched off",
            "llm": "none",
            "graph": "ok",
        },
    }


async def test_readiness_says_what_is_missing(
    client: httpx.AsyncClient, resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_self: object) -> None:
        raise OSError("disk full at /secret/place")

    monkeypatch.setattr(type(resources.storage), "check", broken)
    reply = await client.get("/readyz")
    assert reply.status_code == 503
    body = reply.json()
    assert (body["status"], body["checks"]["storage"]) == ("unavailable", "unavailable: OSError")
    assert body["checks"]["database"] == "ok"


async def test_measurements_name_routes_not_paths(client: httpx.AsyncClient) -> None:
    await client.get("/v1/documents/private-name")
    await client.get("/made-up-path")
    await client.post("/v1/documents", files={"file": ("a.pdf", b"%PDF-")})
    text = (await client.get("/metrics")).text
    assert "private-name" not in text
    assert "made-up-path" not in text
    samples = {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    route = (("method", "GET"), ("route", "/v1/documents/{document_id}"), ("status", "404"))
    assert samples["chipcite_requests_total", route] >= 1  # of the whole process
    assert samples["chipcite_versions", (("state", "received"),)] == 1


async def test_a_second_owner_of_the_data_folder_is_refused(
    client: httpx.AsyncClient, settings: Settings, serving: Serving
) -> None:
    from app.core.errors import DataFolderInUseError

    with pytest.raises(DataFolderInUseError, match="CHIPCITE_DATA_DIR"):
        async with serving(settings):
            pass


async def test_the_description_is_complete(client: httpx.AsyncClient) -> None:
    described = (await client.get("/openapi.json")).json()
    operations = [
        (path, method, operation)
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    ]
    tags = {tag["name"] for tag in described["tags"]}
    for path, method, operation in operations:
        assert operation.get("summary"), (path, method)
        assert operation.get("description"), (path, method)
        assert set(operation["tags"]) <= tags, (path, method)
        assert "4XX" in operation["responses"], (path, method)
    upload = described["paths"]["/v1/documents"]["post"]
    assert "file" in upload["requestBody"]["content"]["multipart/form-data"]["schema"]["required"]
