"""`/v1/embeddings` and `/v1/rerank`: the embedder that searches here, for other people's indexes."""

import asyncio
import base64
from collections.abc import Sequence
from uuid import uuid4

import numpy as np
from fastapi import APIRouter

from app.chat.dialogue import token_count
from app.chat.served import MODEL, UnknownModelError
from app.compat.schemas import (
    EmbedderReply,
    Embedding,
    EmbeddingList,
    EmbeddingRequest,
    EmbeddingUsage,
    Ranked,
    RankedDocument,
    RerankDocument,
    RerankReply,
    RerankReplyOurs,
    RerankRequest,
    RerankUsage,
)
from app.compat.scoring import order
from app.compat.texts import texts_of
from app.core.errors import InvalidRequestError, UnavailableError
from app.resources import Resources, ResourcesDep
from retrieval.embedders import NONE
from retrieval.errors import EmbedderUnavailableError
from retrieval.protocols import Embedder, Matrix

router = APIRouter(prefix="/v1", tags=["search"])

MOST_INPUTS = 2048
"""As OpenAI has it."""
MOST_DOCUMENTS = 1000
AT_ONCE = 32
"""Texts between two looks at whether the client is still there."""
LOADING = "loading"
PATIENCE = 60.0
"""Seconds for an embedder that is still loading; building it for the first time takes 10."""


class NoEmbedderError(UnavailableError):
    code = "no_embedder"
    sentence = "The embedder is switched off or cannot be loaded. See /readyz."


@router.post("/embeddings", summary="Turn texts into vectors")
async def create_embeddings(body: EmbeddingRequest, resources: ResourcesDep) -> EmbeddingList:
    """Vectors of the embedder that searches the manuals, of length 1: their dot product is their similarity.

    The default embedder reads the first 512 tokens of a text, in some hundred languages.
    """
    _check_model(body.model)
    texts = texts_of(body.input, "input", MOST_INPUTS)
    embedder = await _embedder(resources)
    if body.dimensions not in (None, embedder.dimension):
        raise InvalidRequestError(
            f"The embedder's vectors have {embedder.dimension} dimensions, no other number.",
            param="dimensions",
        )
    vectors = await _vectors(embedder, texts, as_queries=body.input_type == "query")
    packed = body.encoding_format == "base64"
    tokens = sum(map(token_count, texts))
    return EmbeddingList(
        data=[Embedding(index=index, embedding=_coded(one, packed)) for index, one in enumerate(vectors)],
        model=body.model,
        usage=EmbeddingUsage(prompt_tokens=tokens, total_tokens=tokens),
        chipcite=EmbedderReply(embedder=embedder.fingerprint),
    )


@router.post("/rerank", summary="Order texts by how well they answer")
async def create_ranking(body: RerankRequest, resources: ResourcesDep) -> RerankReply:
    """Scores by meaning (the embedder) and by words, names and values (the rules that rank search's hits).

    Without an embedder the words alone decide, and `chipcite.degraded` says so.
    """
    _check_model(body.model)
    given = [one if isinstance(one, str) else one.text for one in body.documents]
    texts = texts_of(given, "documents", MOST_DOCUMENTS)
    similar, degraded = await _similarities(resources, body.query, texts)
    scored = await asyncio.to_thread(order, body.query, texts, similar)
    best = scored[: body.top_n]
    tokens = token_count(body.query) + sum(map(token_count, texts))
    return RerankReply(
        id=f"rerank-{uuid4().hex}",
        model=body.model,
        data=[Ranked(index=index, relevance_score=score) for index, score in best],
        results=[
            RankedDocument(
                index=index,
                relevance_score=score,
                document=RerankDocument(text=texts[index]) if body.return_documents else None,
            )
            for index, score in best
        ],
        usage=RerankUsage(total_tokens=tokens),
        chipcite=RerankReplyOurs(degraded=degraded),
    )


async def _similarities(
    resources: Resources, query: str, texts: Sequence[str]
) -> tuple[list[float] | None, list[str]]:
    """How near each text is to the query in meaning; None, and what is missing, without an embedder."""
    try:
        embedder = await _embedder(resources)
    except NoEmbedderError:
        return None, ["dense"]
    asked = await asyncio.to_thread(embedder.embed_query, query)
    vectors = await _vectors(embedder, texts)
    return [float(similarity) for similarity in vectors @ asked], []


async def _embedder(resources: Resources) -> Embedder:
    if resources.retriever.embedding.name == NONE:
        raise NoEmbedderError
    loading = resources.retriever.embedder
    loading.start()
    end = asyncio.get_running_loop().time() + PATIENCE
    # Another thread loads it; waiting for that in one more would take it from the searches.
    while loading.status() == LOADING and asyncio.get_running_loop().time() < end:  # noqa: ASYNC110 - see above
        await asyncio.sleep(0.1)
    try:
        return loading.wait(timeout=0)
    except EmbedderUnavailableError:
        raise NoEmbedderError(headers={"Retry-After": "10"}) from None


async def _vectors(embedder: Embedder, texts: Sequence[str], as_queries: bool = False) -> Matrix:
    """In pieces: who goes away in the middle is not worked for to the end."""

    def embed(start: int) -> Matrix:
        some = texts[start : start + AT_ONCE]
        if as_queries:
            return np.stack([embedder.embed_query(text) for text in some])
        return embedder.embed_passages(some)

    parts = [await asyncio.to_thread(embed, start) for start in range(0, len(texts), AT_ONCE)]
    return np.concatenate(parts)


def _coded(vector: Matrix, packed: bool) -> list[float] | str:
    if packed:
        return base64.b64encode(vector.astype("<f4").tobytes()).decode()
    found: list[float] = vector.astype(float).tolist()
    return found


def _check_model(model_id: str) -> None:
    if model_id != MODEL:
        raise UnknownModelError(
            f"The model '{model_id}' does not exist; embeddings and rankings are made by '{MODEL}'.",
            param="model",
        )
