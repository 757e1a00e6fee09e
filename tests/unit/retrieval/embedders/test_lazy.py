"""An embedder that is loading, ready or failed."""

import threading
from collections.abc import Sequence

import numpy as np
import pytest

from retrieval.embedders import lazy, loading
from retrieval.embedders.lazy import LazyEmbedder
from retrieval.errors import EmbedderUnavailableError
from retrieval.protocols import Matrix


class Counting:
    dimension = 2
    fingerprint = "counting"

    def __init__(self) -> None:
        self.queries = 0

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        return np.zeros((len(texts), 2), np.float32)

    def embed_query(self, text: str) -> Matrix:
        self.queries += 1
        return np.zeros(2, np.float32)


def test_a_question_does_not_wait_for_loading() -> None:
    go = threading.Event()

    def load() -> Counting:
        go.wait(10)
        return Counting()

    embedder = LazyEmbedder(load)
    with pytest.raises(EmbedderUnavailableError, match="loading"):
        embedder.embed_query("clock")
    assert embedder.status() == "loading"
    go.set()
    assert embedder.embed_passages(["clock"]).shape == (1, 2)
    assert embedder.status() == "ok"
    assert (embedder.dimension, embedder.fingerprint) == (2, "counting")


def test_recent_questions_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lazy, "_REMEMBERED", 2)
    inner = Counting()
    embedder = LazyEmbedder(lambda: inner)
    embedder.wait(10)
    for text in ("a", "a", "b", "a", "c", "a"):
        embedder.embed_query(text)
    assert inner.queries == 3
    embedder.embed_query("b")
    assert inner.queries == 4


def test_a_failure_is_told_and_tried_again_later(monkeypatch: pytest.MonkeyPatch) -> None:
    tries = []

    def load() -> Counting:
        tries.append(1)
        if len(tries) == 1:
            raise EmbedderUnavailableError("weights are missing")
        return Counting()

    embedder = LazyEmbedder(load)
    for _ in range(2):
        with pytest.raises(EmbedderUnavailableError, match="weights are missing"):
            embedder.wait(10)
    assert len(tries) == 1
    monkeypatch.setattr(loading, "_RETRY_AFTER_S", 0.0)
    embedder.wait(10)
    assert embedder.status() == "ok"


def test_many_threads_load_once() -> None:
    loads = []

    def load() -> Counting:
        loads.append(1)
        return Counting()

    embedder = LazyEmbedder(load)
    threads = [threading.Thread(target=embedder.wait) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(loads) == 1
