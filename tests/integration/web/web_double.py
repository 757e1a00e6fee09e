"""A scripted double of the service for the page's tests: the HTTP contract, answers by the script.

It serves the real page through `app.web.mount`, and pages that it draws itself.
"""

# mypy: untyped-calls-exclude=pymupdf

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pymupdf
from fastapi import FastAPI, Request, UploadFile
from fastapi.responses import JSONResponse, Response, StreamingResponse

from app.library.editions import revision_key
from app.web import mount
from tests.integration.web.conversations_double import Shelf, add_conversations

PAGE = (595.0, 842.0)
FIGURES = {
    "live_bad": 0.2,
    "canary_bad": 0.05,
    "live_turns": 900,
    "canary_turns": 100,
    "decision": "roll back",
    "objection": "",
}
"""What the worker compares two adapters by."""


@dataclass
class Answer:
    """What the double says to a question."""

    text: str
    chipcite: dict[str, Any] = field(default_factory=dict)
    pause: float = 0.0
    """Seconds between pieces."""
    breaks_off: str = ""
    """A sentence: the stream ends with an error that says it."""
    goes_away: bool = False
    """The stream just ends, as behind a proxy that was restarted."""
    pieces: int = 16
    """Characters in a chunk."""
    status: int = 200
    code: str = ""
    waiting: dict[str, Any] | None = None
    """What the page is told before the first piece, which then takes its pause."""
    opening: str = ""
    """What is sent before that."""


@dataclass
class Script:
    """How the service behaves, and what it was asked."""

    answers: dict[str, Answer] = field(default_factory=dict)
    default: Answer = field(default_factory=lambda: Answer("The manuals do not say."))
    documents: list[dict[str, Any]] = field(default_factory=list)
    jobs: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """States of the job of an upload, by file name."""
    job_pause: float = 0.05
    hold: bool = False
    """Jobs stay before their last state."""
    ready: tuple[int, dict[str, Any]] = (200, {"status": "ready", "checks": {"database": "ok"}})
    duplicates: set[str] = field(default_factory=set)
    """Files that are published already."""
    api_key: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)
    """Bodies of chat requests."""
    pages: list[str] = field(default_factory=list)
    """Page images that were asked for, with their query."""
    shelf: Shelf = field(default_factory=Shelf)
    """Conversations that were recorded."""
    lists: list[str] = field(default_factory=list)
    """Queries of the list of documents."""
    changes: list[dict[str, Any]] = field(default_factory=list)
    """Events of the library that are still to be told."""
    sections: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Texts of versions without pages, by the version's id."""
    patches: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    """Fields whose correction is refused, with the sentence."""
    things: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What peripherals are joined to, by name."""
    verdicts: list[dict[str, Any]] = field(default_factory=list)
    """Bodies of feedback."""
    cases: list[dict[str, Any]] = field(default_factory=list)
    adapters: list[dict[str, Any]] = field(default_factory=list)
    adapter_events: list[dict[str, Any]] = field(default_factory=list)
    construction: dict[str, Any] | None = None
    """Of another search index."""
    gone: int = 0
    """Streams of library events that have ended."""


def citation(page: int = 12, **more: Any) -> dict[str, Any]:
    """A citation as the service makes them."""
    box = (72.0, 500.0, 520.0, 540.0)
    mark = ",".join(str(value) for value in box)
    return {
        "marker": 1,
        "document": "acme-1.pdf",
        "document_id": "doc-1",
        "version_id": "ver-1",
        "revision": "V1.2",
        "page": page,
        "bbox": box,
        "section": "Clocks › RCC registers",
        "quote": "RCC_CTLR resets to 0x0000 0083.",
        "url": f"/v1/versions/ver-1/pages/{page}.png?highlight={mark}",
    } | more


def manual(name: str = "acme-1.pdf", **more: Any) -> dict[str, Any]:
    """A document as the list holds them."""
    version = {
        "id": "ver-1",
        "file_name": name,
        "revision": "V1.2",
        "language": "en",
        "page_count": 40,
        "state": "published",
        "has_pages": not name.endswith((".md", ".rst", ".html", ".svd")),
        "step": "",
        "pages_done": 0,
        "pages_total": 0,
        "error": "",
        "dense_done": True,
    }
    version |= more.pop("version", {})
    version["revision_key"] = revision_key(str(version["revision"]))
    version["current"] = version["state"] == "published"
    document = {"id": "doc-1", "title": "ACME-1 reference manual", "vendor": "ACME", "kind": "", "number": ""}
    document |= {"chips": ["ACME-1"], "versions": [version]} | more
    return {"coverage": "chips" if document["chips"] else "unknown"} | document


def error(status: int, message: str, code: str = "", param: str | None = None) -> JSONResponse:
    """The error envelope."""
    envelope = {"error": {"message": message, "type": "invalid_request_error", "code": code, "param": param}}
    return JSONResponse(envelope, status_code=status)


def page_image(number: int, mark: str, scale: float) -> bytes:
    """A page with its number and the marked box."""
    document = pymupdf.open()
    page = document.new_page(width=PAGE[0], height=PAGE[1])
    page.insert_text((72, 90), f"Page {number}", fontsize=24)
    for line in range(40):
        page.insert_text((72, 130 + 17 * line), f"Line {line} of a manual that nobody wrote.", fontsize=10)
    if mark:
        box = pymupdf.Rect(*map(float, mark.split(",")))
        page.draw_rect(box, fill=(1, 0.85, 0), color=None, fill_opacity=0.4)
    return bytes(page.get_pixmap(matrix=pymupdf.Matrix(scale, scale)).tobytes("png"))


def event(data: dict[str, Any] | str) -> bytes:
    """One server-sent event."""
    return f"data: {data if isinstance(data, str) else json.dumps(data)}\n\n".encode()


async def stream(answer: Answer, body: dict[str, Any], shelf: Shelf) -> AsyncIterator[bytes]:
    """The chunks of an answer, which is recorded as far as it came."""
    ours, question = body.get("chipcite") or {}, body["messages"][-1]["content"]
    sent, status = "", "stopped"
    try:
        async for text, chunk in _pieces(answer):
            sent += text
            yield chunk
        if answer.breaks_off or answer.goes_away:
            status = "failed" if answer.breaks_off else "stopped"
            return
        status = "done"
    finally:
        reply = answer.chipcite if status == "done" else None
        reply = shelf.record(ours, question, sent, status, reply)
    yield _last(reply)
    yield event("[DONE]")


HEAD = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "chipcite"}


def _last(reply: dict[str, Any] | None) -> bytes:
    return event(HEAD | {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}], "chipcite": reply})


async def _pieces(answer: Answer) -> AsyncIterator[tuple[str, bytes]]:
    """What is sent of the answer itself."""
    yield "", b": keep-alive\n\n"
    role = {"index": 0, "delta": {"role": "assistant"}, "finish_reason": None}
    yield "", event(HEAD | {"choices": [role]})
    if answer.opening:
        yield answer.opening, event(HEAD | {"choices": [role | {"delta": {"content": answer.opening}}]})
    if answer.waiting:
        yield "", f": chipcite {json.dumps({'waiting': answer.waiting})}\n\n".encode()
        await asyncio.sleep(answer.pause)
    for start in range(0, len(answer.text), answer.pieces):
        text = answer.text[start : start + answer.pieces]
        yield text, event(HEAD | {"choices": [role | {"delta": {"content": text}}]})
        await asyncio.sleep(answer.pause)
    if answer.breaks_off:
        error = {"message": answer.breaks_off, "type": "server_error", "code": "broken"}
        yield "", event({"error": error})


def build(script: Script) -> FastAPI:
    """The double as an ASGI application."""
    app = FastAPI()

    @app.middleware("http")
    async def check_key(request: Request, call_next: Any) -> Response:
        known = request.headers.get("authorization") == f"Bearer {script.api_key}"
        if script.api_key and request.url.path.startswith("/v1/") and not known:
            return error(401, "Send an API key.", "invalid_api_key")
        response: Response = await call_next(request)
        return response

    @app.get("/readyz")
    async def readyz() -> JSONResponse:
        status, body = script.ready
        return JSONResponse(body, status_code=status)

    @app.get("/v1/chips/{chip}/graph/{name}")
    async def thing(chip: str, name: str) -> JSONResponse:
        return JSONResponse(script.things[name]) if name in script.things else error(404, "There is none.")

    _add_chat(app, script)
    add_conversations(app, script.shelf)  # before what takes corrections of any kind
    _add_feedback(app, script)
    _add_documents(app, script)
    _add_jobs(app, script)
    mount(app)
    return app


def _add_chat(app: FastAPI, script: Script) -> None:
    @app.post("/v1/chat/completions")
    async def chat(request: Request) -> Response:
        body = await request.json()
        script.requests.append(body)
        answer = script.answers.get(body["messages"][-1]["content"], script.default)
        if answer.status != 200:
            return error(answer.status, answer.text, answer.code)
        return StreamingResponse(stream(answer, body, script.shelf), media_type="text/event-stream")


def _add_feedback(app: FastAPI, script: Script) -> None:
    @app.post("/v1/feedback", status_code=201)
    async def feedback(request: Request) -> Any:
        body = await request.json()
        if "fact" in script.refused and body.get("fact"):
            return error(400, script.refused["fact"], "invalid_request", param="fact")
        script.verdicts.append(body)
        for conversation in script.shelf.held.values():
            for turn in conversation["turns"]:
                if turn["id"] == body["turn_id"]:
                    turn["feedback"] = {"reason": "", "comment": "", "correction": ""} | body
        return {"id": "f", "turn_id": body["turn_id"], "fact": "used" if body.get("fact") else None}

    @app.get("/v1/cases")
    async def cases(request: Request, after: int = 0) -> dict[str, Any]:
        states = request.query_params.getlist("state")
        found = [one for one in script.cases if one["state"] in states]
        more = after + 2 < len(found)
        return {"data": found[after : after + 2], "has_more": more, "after": str(after + 2) if more else None}

    @app.get("/v1/adapters")
    async def adapters() -> dict[str, Any]:
        return {"data": script.adapters, "events": script.adapter_events}

    @app.get("/v1/adapters/comparison")
    async def comparison() -> dict[str, Any]:
        measures = [
            {"name": "bad", "live": 0.2, "canary": 0.05, "low": -0.3, "high": 0.01, "worse": False},
            {"name": "seconds", "live": 2.0, "canary": 4.5, "low": 1.0, "high": 4.0, "worse": True},
        ]
        compared = script.adapters[0]
        return FIGURES | {"canary": compared["name"], "held": compared["held"], "measures": measures}

    @app.patch("/v1/adapters/{name}")
    async def hold(name: str, request: Request) -> dict[str, Any]:
        next(one for one in script.adapters if one["name"] == name).update(await request.json())
        return {}

    @app.post("/v1/adapters/rollback")
    async def roll_back() -> dict[str, Any]:
        script.adapters = [one | {"state": "retired"} for one in script.adapters]
        return {}

    @app.patch("/v1/cases/{case_id}")
    async def decide(case_id: str, request: Request) -> Any:
        body = await request.json()
        script.patches.append((f"cases/{case_id}", body))
        next(one for one in script.cases if one["id"] == case_id)["state"] = body["state"]
        return {}


def case(name: str, **more: Any) -> dict[str, Any]:
    """A case as the list holds them."""
    return {
        "id": name,
        "state": "open",
        "signals": ["feedback", "abstention"],
        "question": f"What resets {name}?",
        "answer": "It is **0x81** [1].\n\n[1]: /v1/versions/ver-1/pages/12.png",
        "intent": "register",
        "pins": {},
        "chips": ["ACME-1"],
        "citations": [citation()],
        "feedback": [
            {"rating": -1, "reason": "wrong_value", "comment": "See page 12.", "correction": "0x83"}
        ],
        "facts": [],
        "right_answer": "0x83",
        "gap": "",
        "task": "",
        "stage": "",
        "similar": [],
        "created_at": "2026-03-04T05:06:00Z",
    } | more


CORRECTED = {
    "id": "fact-1",
    "kind": "register",
    "fact": {"name": "RCC_CTLR", "reset": "0x83", "offset": 4, "width": None, "instances": []},
    "stated": ["reset"],
    "version_id": "ver-1",
    "document": "acme-1.pdf",
    "page": 12,
    "bbox": [72, 500, 520, 540],
    "quote": "RCC_CTLR resets to 0x0000 0083.",
}


INDEX = {"number": 1, "embedder": "default"}


def _add_documents(app: FastAPI, script: Script) -> None:
    @app.get("/v1/documents")
    async def documents(
        request: Request, limit: int, offset: int, q: str = "", coverage: str = ""
    ) -> dict[str, Any]:
        script.lists.append(str(request.url.query))
        states = request.query_params.getlist("state")
        passing = [
            one
            for one in script.documents
            if all(word.lower() in json.dumps(one).lower() for word in q.split())
            and (not states or any(version["state"] in states for version in one["versions"]))
            and (not coverage or coverage == one["coverage"])
        ]
        shown = passing[offset : offset + limit]
        return {"data": shown, "total": len(passing), "has_more": offset + len(shown) < len(passing)}

    @app.get("/v1/documents/names")
    async def names() -> dict[str, Any]:
        chips = {chip: None for one in script.documents for chip in one["chips"]}
        revisions = {version["revision"]: None for one in script.documents for version in one["versions"]}
        unknown = sum(one["coverage"] == "unknown" for one in script.documents)
        found = {"total": len(script.documents), "unknown": unknown}
        example = {"kind": "register", "chip": next(iter(chips), ""), "name": "RCC_CTLR"}
        examples = [example | {"language": language} for language in ("en", "zh") if chips]
        return found | {
            "chips": list(chips),
            "revisions": [one for one in revisions if one],
            "examples": examples,
        }

    @app.get("/v1/index")
    async def index() -> dict[str, Any]:
        return {"active": INDEX, "construction": script.construction}

    @app.post("/v1/index/construction")
    async def rebuild() -> dict[str, Any]:
        script.construction = INDEX | {
            "state": "building",
            "error": "",
            "versions_done": 3,
            "versions_total": 51,
        }
        return await index()

    @app.delete("/v1/index/construction")
    async def stop() -> dict[str, Any]:
        script.construction = script.construction and script.construction | {
            "state": "failed",
            "error": "Given up.",
        }
        return await index()

    @app.get("/v1/documents/events")
    async def changes() -> StreamingResponse:
        async def told() -> AsyncIterator[bytes]:
            yield event({"versions": [], "documents": []})
            try:
                while True:
                    while script.changes:
                        yield event(script.changes.pop(0))
                    await asyncio.sleep(0.02)
            finally:
                script.gone += 1

        return StreamingResponse(told(), media_type="text/event-stream")

    @app.get("/v1/documents/{document_id}")
    async def one_document(document_id: str) -> dict[str, Any]:
        return next(one for one in script.documents if one["id"] == document_id)

    @app.get("/v1/versions/{version_id}")
    async def one_version(version_id: str) -> Response:
        versions = [version for one in script.documents for version in one["versions"]]
        found = next((version for version in versions if version["id"] == version_id), None)
        return JSONResponse(found) if found else error(404, "There is no such version.", "not_found")

    @app.patch("/v1/{kind}/{item_id}")
    async def change(kind: str, item_id: str, request: Request) -> Response:
        body = await request.json()
        for name in body:
            if name in script.refused:
                return error(422, script.refused[name], "invalid_request", param=name)
        script.patches.append((f"{kind}/{item_id}", body))
        for one in script.documents:
            for item in (one, *one["versions"]):
                if item["id"] == item_id:
                    item |= body
        return JSONResponse({})

    @app.get("/v1/versions/{version_id}/sections")
    async def sections(version_id: str, passage: str = "", offset: int = 0) -> Response:
        return (
            JSONResponse(script.sections[version_id]) if version_id in script.sections else error(404, "No.")
        )

    @app.delete("/v1/documents/{document_id}", status_code=204)
    async def delete(document_id: str) -> None:
        script.documents = [one for one in script.documents if one["id"] != document_id]

    @app.post("/v1/documents", status_code=202)
    async def upload(file: UploadFile) -> Response:
        name = file.filename or ""
        if name not in script.jobs:
            return error(415, f"{name} is no document that can be read.")
        known = name in script.duplicates
        ids = {"document_id": "doc-new", "version_id": "ver-new", "job_id": name}
        state = {"duplicate": known, "state": "published" if known else "received"}
        return JSONResponse(ids | state, status_code=200 if known else 202)

    @app.get("/v1/versions/{version_id}/pages/{number}.png")
    async def page(version_id: str, number: int, scale: float, highlight: str = "") -> Response:
        script.pages.append(f"{version_id}/{number}?{highlight}")
        if version_id in script.sections:
            return error(404, "This format has no pages to be drawn, only text.", "no_pages")
        if number > 40:
            return error(404, "There is no such page.", "not_found")
        return Response(page_image(number, highlight, scale), media_type="image/png")


def _add_jobs(app: FastAPI, script: Script) -> None:
    @app.get("/v1/jobs/{job_id}")
    async def job(job_id: str) -> dict[str, Any]:
        return script.jobs[job_id][-1]

    @app.get("/v1/jobs/{job_id}/events")
    async def events(job_id: str) -> StreamingResponse:
        async def states() -> AsyncIterator[bytes]:
            *before, last = script.jobs[job_id]
            for state in before:
                yield event(state)
                await asyncio.sleep(script.job_pause)
            while script.hold:  # noqa: ASYNC110 - the test sets it from another thread
                await asyncio.sleep(0.02)
            yield event(last)

        return StreamingResponse(states(), media_type="text/event-stream")
