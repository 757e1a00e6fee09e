"""LlamaIndex as its documentation sets it up, beside a running Chipcite, on the same manuals and questions.

    python -m benchmarks.retrieval --manuals FOLDER [FOLDER …] --questions SET.jsonl [SET.jsonl …] \\
        --base http://127.0.0.1:8000 [--cache FOLDER]

LlamaIndex: a document per page (PyMuPDF), SentenceSplitter with its defaults, BM25 and dense vectors of
Chipcite's default embedder, joined by QueryFusionRetriever in reciprocal rank mode. Chipcite: the service
at --base, which has ingested the same folders. Questions are in the form that the evaluation script
reads: `pages` by file name, or `snippets` of the entry that answers. Prints one Markdown table.

Needs the dependency group `bench`. Where uv installs it, use `--link-mode copy`: the reader of LlamaIndex's
stop words refuses hard-linked files.
"""

import argparse
import json
import re
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pymupdf
from llama_index.core import Settings, VectorStoreIndex
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.llms import MockLLM
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.core.retrievers.fusion_retriever import FUSION_MODES
from llama_index.core.schema import BaseNode, Document
from llama_index.retrievers.bm25 import BM25Retriever
from pydantic import PrivateAttr

from retrieval.embedders import EmbedderConfig, make_embedder
from retrieval.metrics import hit_at, mean
from retrieval.protocols import Embedder

PLACES = 5
TEXT_FORMATS = {".rst", ".md", ".txt"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A result as both sides give it."""

    document: str
    page: int
    text: str


Search = Callable[[str], list[Shown]]


class ChipciteEmbedding(BaseEmbedding):
    """Our embedder in LlamaIndex's clothes, so that both sides embed alike."""

    _embedder: Embedder = PrivateAttr()

    def __init__(self, embedder: Embedder) -> None:
        super().__init__(model_name=embedder.fingerprint, embed_batch_size=64)
        self._embedder = embedder

    def _get_query_embedding(self, query: str) -> list[float]:
        return [float(value) for value in self._embedder.embed_query(query)]

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return [[float(value) for value in row] for row in self._embedder.embed_passages(texts)]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--manuals", type=Path, nargs="+", required=True)
    parser.add_argument("--questions", type=Path, nargs="+", required=True)
    parser.add_argument("--base", required=True)
    parser.add_argument("--key", default="")
    parser.add_argument("--cache", type=Path, default=Path("data/benchmarks"))
    parser.add_argument("--embedders", type=Path, default=Path("data/embedders"))
    options = parser.parse_args()
    embedder = make_embedder(EmbedderConfig(cache=options.embedders))
    sides = {
        "LlamaIndex, BM25 + dense": llama_index(read(options.manuals), embedder, options.cache),
        "Chipcite": chipcite(options.base, options.key),
    }
    print("| questions | retriever | n | page@1 | page@5 | p50 ms | p95 ms |\n|---|---|---|---|---|---|---|")
    for path in options.questions:
        lines = path.read_text(encoding="utf-8").splitlines()
        cases = [case for case in map(json.loads, lines) if case["answer"] is not None]
        for name, search in sides.items():
            print(f"| {path.stem} | {name} | {len(cases)} | {measure(search, cases)} |")


def read(folders: Sequence[Path]) -> list[Document]:
    """A document per page of a PDF, one per text file, as LlamaIndex's readers make them."""
    documents = []
    for path in sorted(path for folder in folders for path in folder.rglob("*")):
        if path.suffix == ".pdf":
            with pymupdf.open(path) as manual:
                for number, page in enumerate(manual.pages(), 1):
                    where = {"file_name": path.name, "page": number}
                    documents.append(Document(text=page.get_text(), metadata=where))
        elif path.suffix in TEXT_FORMATS:
            text = path.read_text(encoding="utf-8")
            documents.append(Document(text=text, metadata={"file_name": path.name, "page": 1}))
    return documents


def llama_index(documents: list[Document], embedder: Embedder, cache: Path) -> Search:
    """The hybrid retriever of LlamaIndex's guide."""
    Settings.embed_model = ChipciteEmbedding(embedder)
    Settings.llm = MockLLM()
    nodes = SentenceSplitter().get_nodes_from_documents(documents)
    add_vectors(nodes, embedder, cache)
    index = VectorStoreIndex(nodes)
    fusion = QueryFusionRetriever(
        [
            index.as_retriever(similarity_top_k=2 * PLACES),
            BM25Retriever.from_defaults(nodes=nodes, similarity_top_k=2 * PLACES),
        ],
        similarity_top_k=PLACES,
        num_queries=1,
        mode=FUSION_MODES.RECIPROCAL_RANK,
        use_async=False,
    )

    def search(question: str) -> list[Shown]:
        found = fusion.retrieve(question)
        return [Shown(hit.metadata["file_name"], hit.metadata["page"], hit.text) for hit in found]

    return search


def add_vectors(nodes: Sequence[BaseNode], embedder: Embedder, cache: Path) -> None:
    """Embed once; the vectors of thousands of nodes take minutes."""
    cache.mkdir(parents=True, exist_ok=True)
    path = cache / f"nodes-{embedder.fingerprint}-{len(nodes)}.npy"
    if not path.exists():
        np.save(path, embedder.embed_passages([node.get_content() for node in nodes]))
    for node, vector in zip(nodes, np.load(path), strict=True):
        node.embedding = vector.tolist()


def chipcite(base: str, key: str) -> Search:
    """The service's own search, over HTTP."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    client = httpx.Client(base_url=base, headers=headers, timeout=60)

    def search(question: str) -> list[Shown]:
        answer = (
            client.post("/v1/search", json={"query": question, "limit": PLACES}).raise_for_status().json()
        )
        return [Shown(hit["document"], hit["page"], hit["text"]) for hit in answer["hits"]]

    return search


def measure(search: Search, cases: Sequence[dict[str, Any]]) -> str:
    """The table's cells for one side and one set."""
    search(cases[0]["question"])
    taken, rankings = [], []
    for case in cases:
        began = time.perf_counter()
        shown = search(case["question"])
        taken.append(1000 * (time.perf_counter() - began))
        rankings.append([answers(case, one) for one in shown])
    shares = [100 * mean([hit_at(ranking, k) for ranking in rankings]) for k in (1, PLACES)]
    high = sorted(taken)[int(0.95 * len(taken))]
    return f"{shares[0]:.1f} | {shares[1]:.1f} | {statistics.median(taken):.0f} | {high:.0f}"


def answers(case: dict[str, Any], shown: Shown) -> bool:
    """Whether a result stands on a page that answers, or holds the text of the entry that does."""
    if "snippets" in case:
        text = plain(shown.text)
        return any(snippet in text for snippet in case["snippets"])
    return shown.page in case["pages"].get(shown.document, [])


def plain(text: str) -> str:
    """Words only, links by their titles, as snippets are written."""
    return " ".join(re.sub(r"\W+", " ", re.sub(r"`([^`<]*)<[^>]*>`_+", r"\1", text)).lower().split())


if __name__ == "__main__":
    main()
