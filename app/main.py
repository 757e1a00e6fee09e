"""The web application: routers, middleware, and the resources that live as long as it does.

`chipcite serve` runs it with the worker beside it; `uvicorn --factory app.main:create_app` runs it alone.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, AsyncExitStack, asynccontextmanager
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline
from starlette.concurrency import run_in_threadpool
from starlette.middleware.gzip import GZipMiddleware

from app import health
from app.chat import shadowing
from app.chat.asking import first_request
from app.chat.endpoints import router as chat
from app.chat.searching import router as search
from app.chat.understanding import preparing
from app.compat.completions import router as completions
from app.compat.vectors import router as vectors
from app.conversations.endpoints import router as conversations
from app.core.config import Settings
from app.core.handlers import ErrorEnvelope, install
from app.core.logging import configure_logging
from app.core.metrics import LOOP_SECONDS
from app.core.middleware import LimitBody, RequestLog, RequireKey
from app.core.watchdog import watching
from app.documents.endpoints import router as documents
from app.documents.intake import incoming, prepare_incoming
from app.documents.renderer import Renderer
from app.documents.watching import Watcher
from app.facts.endpoints import router as facts
from app.facts.warming import kept_warm
from app.feedback.endpoints import router as feedback
from app.graph.endpoints import router as graph
from app.mcp import http as mcp
from app.registry.endpoints import router as adapters
from app.resources import Resources, open_resources
from app.training.endpoints import router as fine_tuning
from app.web import mount

Beside = Callable[[Resources], AbstractContextManager[None]]
"""What runs in this process while the application does: the worker, in the embedded default."""

DESCRIPTION = """\
Answers embedded engineers' questions from the chip manuals that their team has uploaded. Every answer cites
document, revision and page; what the manuals do not say, the answer does not say either.

Chat follows OpenAI's API, so that any client works: what is ours lives under the key `chipcite`. Errors are
OpenAI's envelope `{"error": {"message", "type", "code", "param"}}`. Try it here: upload a manual with
`POST /v1/documents`, follow its job, then ask with `POST /v1/chat/completions`.
"""

TAGS = [
    {"name": "chat", "description": "Questions and answers, as OpenAI's clients know them."},
    {"name": "conversations", "description": "What was asked before: listed, shown, renamed, exported."},
    {"name": "feedback", "description": "Verdicts on answers, and the cases that a curator decides about."},
    {
        "name": "adapters",
        "description": "Adapters of the language model: registered, rolled out, rolled back.",
    },
    {"name": "fine-tuning", "description": "Training jobs, as OpenAI's clients know them."},
    {"name": "search", "description": "The passages that may answer a question."},
    {
        "name": "facts",
        "description": "Exact facts: registers, bit fields, values decoded, conflicts, exports.",
    },
    {
        "name": "graph",
        "description": "How hardware is joined: bits, buses, vectors, channels, pins, conflicts.",
    },
    {"name": "documents", "description": "Manuals: upload, metadata, versions, page pictures, differences."},
    {"name": "jobs", "description": "How far the ingestion of an upload is."},
    {"name": "service", "description": "Liveness, readiness, measurements."},
]

ERRORS: dict[int | str, dict[str, Any]] = {
    "4XX": {"model": ErrorEnvelope, "description": "The request cannot be answered as it is."},
    "5XX": {"model": ErrorEnvelope, "description": "Something is wrong with the service."},
}


def create_app(settings: Settings | None = None, beside: Beside | None = None) -> FastAPI:
    """The application; without settings it reads them from the environment and sets up logging."""
    if settings is None:
        settings = Settings()
        configure_logging(settings.log_level, as_json=settings.log_json)
    app = FastAPIOffline(  # the documentation's scripts come from here, not from the network
        title="Chipcite",
        version=version("chipcite"),
        description=DESCRIPTION,
        openapi_tags=TAGS,
        lifespan=_lifespan(settings, beside),
        responses=ERRORS,
        license_info={"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"},
    )
    _surround(app, settings)
    install(app)
    for router in (
        chat,
        conversations,
        feedback,
        adapters,
        fine_tuning,
        completions,
        search,
        vectors,
        facts,
        graph,
        documents,
        health.router,
    ):
        app.include_router(router)
    mcp.mount(app, settings)
    mount(app)
    _complete_routes(app)
    return app


def _complete_routes(app: FastAPI) -> None:
    """FastAPI makes the models of all routes when the first request looks for its own: a tenth of a second or
    more in which nobody else is served. A path that no route answers makes them now."""
    nowhere = {"type": "http", "path": "/\0", "root_path": "", "method": "GET", "headers": []}
    for route in app.routes:
        route.matches(nowhere)


def _surround(app: FastAPI, settings: Settings) -> None:
    """Middleware; what is added last is outermost."""
    app.state.watcher = Watcher()
    # Streams of events pass through as they are.
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=5)
    uploads = {"/v1/documents": settings.max_upload_bytes}
    app.add_middleware(LimitBody, limit=settings.max_request_bytes, uploads=uploads)
    app.add_middleware(RequireKey, key=settings.api_key)
    app.add_middleware(RequestLog)


def _lifespan(settings: Settings, beside: Beside | None) -> Any:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            stack.enter_context(watching(LOOP_SECONDS.observe))
            resources = await stack.enter_async_context(open_resources(settings))
            app.state.resources = resources
            if resources.llm is not None:
                resources.llm.start(first_request())
            stack.push_async_callback(shadowing.stop)
            app.state.renderer = Renderer()
            stack.callback(app.state.renderer.close)
            stack.push_async_callback(app.state.mcp.aclose)
            # By Starlette's threads, whose library loads with their first use: not with the first request's.
            await run_in_threadpool(prepare_incoming, incoming(settings))
            resources.retriever.start()
            await stack.enter_async_context(kept_warm(resources.sessions))
            await stack.enter_async_context(_in_a_thread(preparing(resources.retriever)))
            if beside is not None:
                await stack.enter_async_context(_in_a_thread(beside(resources)))
            yield

    return lifespan


@asynccontextmanager
async def _in_a_thread(context: AbstractContextManager[None]) -> AsyncIterator[None]:
    """A context that blocks, and that may have an event loop of its own."""
    await asyncio.to_thread(context.__enter__)
    try:
        yield
    finally:
        await asyncio.to_thread(context.__exit__, None, None, None)
