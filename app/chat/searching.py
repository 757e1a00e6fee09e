"""`POST /v1/search`: the evidence for a question, alone or as the last of a conversation."""

from dataclasses import replace
from typing import Self

from fastapi import APIRouter
from pydantic import Field, model_validator

from app.chat.evidence import rank_units
from app.chat.linking import link
from app.chat.places import ordered
from app.chat.schemas import ChatRequest, ChipciteRequest, Message
from app.chat.understanding import EVIDENCE, retrieve, understand
from app.core.deadline import within
from app.core.threads import aside
from app.resources import ResourcesDep, SessionDep
from app.search import service
from app.search.schemas import QueryText, SearchRequest, SearchResponse

router = APIRouter(prefix="/v1", tags=["search"])


class EvidenceRequest(SearchRequest):
    """A question, or a conversation whose last question it is."""

    query: QueryText = Field(
        default="", max_length=8000, description="A question or keywords, in Chinese or English."
    )
    messages: list[Message] = Field(
        default=[],
        max_length=1000,
        description="A conversation in place of a query, as `/v1/chat/completions` takes it.",
    )

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if not self.query.strip() and not any(message.role == "user" for message in self.messages):
            raise ValueError("needs a query, or messages with one of a user")
        return self


@router.post("/search", summary="Find passages that may answer a question")
async def search(body: EvidenceRequest, resources: ResourcesDep, session: SessionDep) -> SearchResponse:
    """Ranked passages of the uploaded manuals, each with document, revision, page and box.

    Chip, revision and document are read from the question, or from the conversation, when they are not given.
    Only the current revision of each document answers unless another one is asked for.
    """
    if body.query.strip():
        return await service.search(resources, session, body)
    pins = ChipciteRequest(chip=body.chip, revision=body.revision, documents=body.documents)
    chat = ChatRequest(model="chipcite", messages=body.messages, chipcite=pins)
    async with within(resources.settings.turn_seconds):
        asked = await understand(resources, chat)
        asked, found = await retrieve(resources, chat, asked, max(body.limit, EVIDENCE))
        linked = await link(resources, chat, asked, found)
        spoken = found.documents_in(asked.language)
        ranked = await aside(rank_units, asked.own, found.hits, spoken, asked.context)
    return service.response_of(replace(found, hits=ordered(found.hits, ranked, linked)[: body.limit]))
