"""What a process builds once and closes once: engine, storage, retriever, jobs.

`app.main` keeps it on `app.state.resources`; endpoints get it, and a session, as FastAPI dependencies.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from sqlalchemy.orm import configure_mappers

from app.core import learned
from app.core.config import Settings
from app.core.database import make_engine, make_sessions, transaction
from app.core.locking import lock_data_folder
from app.core.migrations import upgrade
from app.core.storage import Storage
from app.jobs import Jobs
from app.llm.client import OpenAiClient
from app.llm.local import LlamaServer, LocalClient
from app.llm.patience import Patience
from app.llm.speed import Speeds
from app.llm.types import LlmServer
from app.models import IndexState, SearchIndex
from retrieval.build import RetrievalConfig, build_graph, build_retriever
from retrieval.embedders import NONE
from retrieval.graph_store import GraphServer
from retrieval.index import Place
from retrieval.retriever import Retriever

SPEEDS = "llm-speed.json"
"""In the data folder: how fast each language model was."""


@dataclass(frozen=True, slots=True)
class Resources:
    """The service's connections to everything that keeps state."""

    settings: Settings
    engine: AsyncEngine
    sessions: async_sessionmaker[AsyncSession]
    storage: Storage
    retriever: Retriever
    jobs: Jobs
    llm: LlmServer | None = None
    """None where no language model is configured: answers are then composed from facts and passages."""
    neo4j: GraphServer | None = None
    """None where the graph is kept in the tables of the records."""


@asynccontextmanager
async def open_resources(settings: Settings, purpose: str = "chipcite serve") -> AsyncIterator[Resources]:
    """Build everything, the database at its newest schema; close in reverse order, whatever happened."""
    async with AsyncExitStack() as stack:
        if settings.embedded_vectors:
            lock = lock_data_folder(settings.data_dir, purpose)
            stack.callback(lock.release)
        engine = make_engine(settings.database_url)
        stack.push_async_callback(engine.dispose)
        await upgrade(engine)
        # Else the first query does it, on the event loop: a quarter of a second.
        await asyncio.to_thread(configure_mappers)
        learned.use(settings.data_dir)
        sessions, config = make_sessions(engine), retrieval_config(settings)
        place = await _answering(sessions, config.place)
        retriever = await asyncio.to_thread(build_retriever, config, place)
        stack.callback(retriever.close)
        jobs = Jobs(settings.workflow_database_url)
        stack.callback(jobs.close)
        storage = Storage(settings.storage_url, settings.data_dir / "cache")
        llm = language_model(settings)
        if llm is not None:
            stack.push_async_callback(llm.aclose)
        graph = await asyncio.to_thread(
            build_graph, settings.neo4j_url, settings.neo4j_user, settings.neo4j_password
        )
        if graph is not None:
            stack.callback(graph.close)
        yield Resources(settings, engine, sessions, storage, retriever, jobs, llm, graph)


async def _answering(sessions: async_sessionmaker[AsyncSession], configured: Place) -> Place:
    """The index that answers, with the embedder that made it. One without vectors takes what is configured;
    where none is configured, none is loaded."""
    async with transaction(sessions) as session:
        query = select(SearchIndex).where(SearchIndex.state == IndexState.ACTIVE)
        active = (await session.scalars(query)).one()
        if active.embedder in ("", NONE):
            active.embedder, active.model = configured.embedder, configured.model
        embedder = NONE if configured.embedder == NONE else active.embedder
        return Place(active.number, embedder, active.model)


def language_model(settings: Settings) -> LlmServer | None:
    """The configured server of a language model, or what will run its file; None where there is neither."""
    speeds = Speeds(settings.data_dir / SPEEDS)
    # Programs wait longer than readers, and never less.
    patience = Patience(first_token=max(Patience().first_token, settings.llm_patience))
    if settings.llm_file is not None:
        server = LlamaServer(settings.llm_file, settings.llm_model, settings.llm_threads)
        return LocalClient(server, settings.llm_model, speeds=speeds, patience=patience)
    if not settings.llm_url:
        return None
    return OpenAiClient(
        settings.llm_url, settings.llm_model, settings.llm_api_key, speeds=speeds, patience=patience
    )


def retrieval_config(settings: Settings) -> RetrievalConfig:
    """What retrieval needs to know of the settings."""
    return RetrievalConfig(
        folder=settings.data_dir,
        qdrant_url=settings.qdrant_url,
        qdrant_api_key=settings.qdrant_api_key,
        embedder=settings.embedder,
        embedder_model=settings.embedder_model,
        embedder_api_key=settings.embedder_api_key,
    )


def get_resources(request: Request) -> Resources:
    """The process's resources."""
    return cast(Resources, request.app.state.resources)


async def get_session(resources: Annotated[Resources, Depends(get_resources)]) -> AsyncIterator[AsyncSession]:
    """One transaction per request: committed when the endpoint returns, before the reply is sent."""
    async with resources.sessions() as session, session.begin():
        yield session


ResourcesDep = Annotated[Resources, Depends(get_resources)]
SessionDep = Annotated[AsyncSession, Depends(get_session, scope="function")]
"""Function scope: the commit has happened when the client reads the answer."""
