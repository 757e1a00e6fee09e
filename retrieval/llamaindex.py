"""Chipcite as a LlamaIndex retriever, and its passages as LlamaIndex nodes; needs the extra `llamaindex`."""

from collections.abc import Callable, Sequence

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import (
    Document,
    NodeRelationship,
    NodeWithScore,
    QueryBundle,
    RelatedNodeInfo,
    TextNode,
)

from retrieval.retriever import Retriever
from retrieval.types import Box, Hit, Passage, Query

_SHOWN_TO_MODELS = ("document", "revision", "page", "section")
"""Of the metadata; the rest is for programs and would only dilute an embedding or a prompt."""


class ChipciteRetriever(BaseRetriever):
    """Answers LlamaIndex queries from the versions that `versions` allows at the time of the query."""

    def __init__(self, retriever: Retriever, versions: Callable[[], Sequence[str]], limit: int = 5) -> None:
        super().__init__()
        self._retriever = retriever
        self._versions = versions
        self._limit = limit

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        query = Query(query_bundle.query_str, tuple(self._versions()), self._limit)
        return [to_scored_node(hit) for hit in self._retriever.search(query).hits]


def to_scored_node(hit: Hit) -> NodeWithScore:
    node = to_node(hit.passage)
    node.metadata["sources"] = list(hit.sources)
    return NodeWithScore(node=node, score=hit.score)


def to_node(passage: Passage) -> TextNode:
    """A node that knows its document, so that LlamaIndex can group and cite."""
    metadata = _metadata(passage)
    return TextNode(
        id_=passage.id,
        text=passage.text,
        metadata=metadata,
        excluded_embed_metadata_keys=[key for key in (*metadata, "sources") if key not in _SHOWN_TO_MODELS],
        excluded_llm_metadata_keys=[key for key in (*metadata, "sources") if key not in _SHOWN_TO_MODELS],
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=passage.version_id)},
    )


def to_passage(node: TextNode) -> Passage:
    """The passage that `to_node` made a node of."""
    data = node.metadata
    return Passage(
        id=node.node_id,
        document_id=data["document_id"],
        version_id=data["version_id"],
        document=data["document"],
        revision=data["revision"],
        language=data["language"],
        page=data["page"],
        box=_box(data["box"]),
        section=data["section"],
        text=node.text,
        kind=data["kind"],
        names=tuple(data["names"]),
    )


def to_document(passages: Sequence[Passage]) -> Document:
    """The passages of one version as one LlamaIndex document, in the order given."""
    first = passages[0]
    return Document(
        id_=first.version_id,
        text="\n\n".join(passage.text for passage in passages),
        metadata={"document": first.document, "document_id": first.document_id, "revision": first.revision},
    )


def _metadata(passage: Passage) -> dict[str, object]:
    return {
        "document_id": passage.document_id,
        "version_id": passage.version_id,
        "document": passage.document,
        "revision": passage.revision,
        "language": passage.language,
        "page": passage.page,
        "box": list(passage.box),
        "section": passage.section,
        "kind": passage.kind,
        "names": list(passage.names),
    }


def _box(values: Sequence[float]) -> Box:
    x0, y0, x1, y1 = values
    return x0, y0, x1, y1
