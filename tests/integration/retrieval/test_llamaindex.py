"""Chipcite inside LlamaIndex: a retriever like any other, nodes that keep what a citation needs."""

from collections.abc import Callable
from pathlib import Path

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import MetadataMode

from retrieval.build import RetrievalConfig, build_retriever
from retrieval.llamaindex import ChipciteRetriever, to_document, to_node, to_passage
from retrieval.sparse import encode_passage
from retrieval.types import Passage, Point

MakePassage = Callable[..., Passage]


def test_it_retrieves_what_may_answer(tmp_path: Path, passage: MakePassage) -> None:
    allowed = passage("RCC_CTLR is the clock control register.", names=("RCC_CTLR",), page=17)
    secret = passage("RCC_CTLR of a secret chip.", names=("RCC_CTLR",), version_id="secret")
    own = build_retriever(RetrievalConfig(folder=tmp_path, embedder="none"))
    own.index([Point(one, *encode_passage(one.text, one.names)) for one in (allowed, secret)])
    retriever = ChipciteRetriever(own, lambda: ["version"], limit=3)
    assert isinstance(retriever, BaseRetriever)
    nodes = retriever.retrieve("Where is RCC->CTLR?")
    assert [node.node_id for node in nodes] == [allowed.id]
    assert nodes[0].metadata["page"] == 17
    assert nodes[0].metadata["sources"] == ["identifier", "sparse"]
    assert nodes[0].score is not None
    own.close()


async def test_it_retrieves_asynchronously(tmp_path: Path, passage: MakePassage) -> None:
    one = passage("The watchdog resets the chip.")
    own = build_retriever(RetrievalConfig(folder=tmp_path, embedder="none"))
    own.index([Point(one, *encode_passage(one.text))])
    nodes = await ChipciteRetriever(own, lambda: ["version"]).aretrieve("watchdog")
    assert [node.text for node in nodes] == [one.text]
    own.close()


def test_a_passage_survives_the_journey(passage: MakePassage) -> None:
    one = passage("text", names=("RCC_CTLR",), box=(1.0, 2.0, 3.0, 4.0), page=9)
    node = to_node(one)
    assert to_passage(node) == one
    shown = node.get_content(MetadataMode.LLM)
    assert "page: 9" in shown
    assert one.document_id not in shown.replace("document: ", "").splitlines()


def test_passages_of_a_version_make_a_document(passage: MakePassage) -> None:
    document = to_document([passage("one"), passage("two", page=2)])
    assert document.text == "one\n\ntwo"
    assert document.metadata["revision"] == "V1.0"
