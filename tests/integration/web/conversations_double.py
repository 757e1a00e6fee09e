"""Conversations of the scripted double: kept in memory as the service keeps them in its tables."""

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response

MOMENT = "2026-03-04T05:06:00Z"


def missing() -> JSONResponse:
    """The service's 404."""
    body = {"message": "There is no such conversation.", "type": "invalid_request_error", "code": "not_found"}
    return JSONResponse({"error": body | {"param": None}}, status_code=404)


@dataclass
class Shelf:
    """Conversations by id, last used last."""

    held: dict[str, dict[str, Any]] = field(default_factory=dict)
    refuses: bool = False
    """Nothing is read and nothing recorded, as with a database that is down."""
    page: int = 3
    """Conversations in a page of the list, and turns in one of a conversation."""

    def begin(self, known: str, question: str) -> dict[str, Any]:
        """The conversation of this id, moved to the end."""
        fresh = {"id": known, "title": question[:80], "created_at": MOMENT, "updated_at": MOMENT, "turns": []}
        self.held[known] = self.held.pop(known, fresh)
        return self.held[known]

    def record(
        self, ours: dict[str, Any], question: str, answer: str, status: str, reply: dict[str, Any] | None
    ) -> dict[str, Any] | None:
        """Adds a turn; the reply as it is sent, which names it."""
        if self.refuses or not ours.get("listed"):
            return reply
        where = ("conversation_id", "turn_id", "listed", "replaces")
        conversation = self.begin(ours["conversation_id"], question)
        ids = {"conversation_id": conversation["id"], "turn_id": ours["turn_id"]}
        turn = {
            "id": ours["turn_id"],
            "question": question,
            "answer": answer,
            "status": status,
            "error": "",
            "pins": {name: value for name, value in ours.items() if name not in where},
            "chipcite": None if reply is None else reply | ids,
            "earlier": [],
            "created_at": MOMENT,
        }
        if status == "done":
            old = next((one for one in conversation["turns"] if one["id"] == ours.get("replaces")), None)
            if old:
                turn["earlier"] = [*old["earlier"], old]
                conversation["turns"].remove(old)
        conversation["turns"].append(turn)
        return None if reply is None else reply | ids

    def matching(self, q: str) -> list[dict[str, Any]]:
        """Summaries, last used first."""
        return [
            {name: value for name, value in one.items() if name != "turns"}
            | {"turn_count": len(one["turns"])}
            for one in reversed(self.held.values())
            if all(word.lower() in str(one).lower() for word in q.split())
        ]


def add_conversations(app: FastAPI, shelf: Shelf) -> None:
    """The endpoints."""

    @app.middleware("http")
    async def refuse(request: Request, call_next: Any) -> Response:
        if shelf.refuses and request.url.path.startswith("/v1/conversations"):
            body = {
                "message": "The database is not available.",
                "type": "server_error",
                "code": "unavailable",
            }
            return JSONResponse({"error": body | {"param": None}}, status_code=503)
        response: Response = await call_next(request)
        return response

    @app.get("/v1/conversations")
    async def listed(q: str = "", after: int = 0) -> dict[str, Any]:
        found = shelf.matching(q)
        end = after + shelf.page
        more = end < len(found)
        return {"data": found[after:end], "has_more": more, "after": str(end) if more else None}

    @app.post("/v1/conversations", status_code=201)
    async def take_in(request: Request) -> dict[str, Any]:
        turns = (await request.json())["turns"]
        conversation = shelf.begin(str(uuid4()), turns[0]["question"])
        made = {"earlier": [], "created_at": MOMENT}
        conversation["turns"] = [{"id": str(uuid4())} | made | turn for turn in turns]
        return {"id": conversation["id"]}

    @app.get("/v1/conversations/{known}")
    async def one(known: str, before: str = "") -> Any:
        conversation = shelf.held.get(known)
        if conversation is None:
            return missing()
        ids = [turn["id"] for turn in conversation["turns"]]
        end = ids.index(before) if before else len(ids)
        start = max(end - 50, 0)
        turns = conversation["turns"][start:end]
        return conversation | {"turns": turns, "turn_count": len(ids), "has_more": start > 0}

    _add_changes(app, shelf)


def _add_changes(app: FastAPI, shelf: Shelf) -> None:
    @app.patch("/v1/conversations/{known}")
    async def rename(known: str, request: Request) -> Any:
        if known not in shelf.held:
            return missing()
        shelf.held[known]["title"] = (await request.json())["title"]
        return next(one for one in shelf.matching("") if one["id"] == known)

    @app.delete("/v1/conversations/{known}", status_code=204)
    async def remove(known: str) -> Response:
        return Response(status_code=204) if shelf.held.pop(known, None) else missing()

    @app.get("/v1/conversations/{known}/export.md")
    async def export(known: str) -> Response:
        text = f"# {shelf.held[known]['title']}\n"
        return PlainTextResponse(text, media_type="text/markdown")
