"""The cross-encoder as it serves: in int8 on ONNX Runtime, without torch, built once into a cache folder."""

import hashlib
from collections.abc import Sequence
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.cross_encoder.learned import Learned, read_learned
from retrieval.cross_encoder.pairs import encode, question_text
from retrieval.embedders.building import built, session_of, write_quantised
from retrieval.embedders.loading import Lazy
from retrieval.embedders.tokenizer import Tokenizer
from retrieval.embedders.weights import find_weights, read_weights

LEARNED = files("retrieval.cross_encoder") / "learned.npz"
BATCH = 5
"""Pairs in one run: sorted by length, so that little is padded; the ten of a question are two."""
_PAD = 1
_GRAPH, _TOKENIZER = "model.onnx", "tokenizer.model"


class CrossEncoder:
    """Says how well texts answer a question. Thread safe."""

    def __init__(self, cache: Path, learned: Path | None = None, threads: int = 0) -> None:
        """`learned` is what a training wrote; without it, what is committed."""
        content = learned.read_bytes() if learned else LEARNED.read_bytes()
        name = f"cross-encoder-{hashlib.sha256(content).hexdigest()[:12]}"
        folder = built(cache / name, lambda folder: _write(folder, learned))
        self._session = session_of(folder / _GRAPH, threads)
        self._tokenizer = Tokenizer(folder / _TOKENIZER)

    def scores(self, question: str, context: str, candidates: Sequence[str]) -> NDArray[np.float64]:
        """One for each candidate, comparable between questions: above 0 it rather answers than not.

        Texts that are the same, as rows of several revisions are, are read once.
        """
        texts = list(dict.fromkeys(candidates))
        own = dict(zip(texts, self._scores(question_text(question, context), texts), strict=True))
        return np.array([own[text] for text in candidates], np.float64)

    def _scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float64]:
        pairs = encode(self._tokenizer, [question] * len(texts), texts)
        order = sorted(range(len(pairs)), key=lambda index: len(pairs[index][1]))
        scores = np.zeros(len(pairs))
        for start in range(0, len(order), BATCH):
            chosen = order[start : start + BATCH]
            scores[chosen] = self._run([pairs[index] for index in chosen])
        return scores

    def _run(self, pairs: Sequence[tuple[list[int], list[int]]]) -> NDArray[np.float32]:
        longest = max(len(asked) + len(told) for asked, told in pairs)
        ids = np.full((len(pairs), longest), _PAD, np.int64)
        mask, question = np.zeros((2, len(pairs), longest), np.float32)
        for row, (asked, told) in enumerate(pairs):
            ids[row, : len(asked) + len(told)] = asked + told
            mask[row, : len(asked) + len(told)] = 1
            question[row, : len(asked)] = 1
        inputs = {"input_ids": ids, "attention_mask": mask, "question_mask": question}
        scores: NDArray[np.float32] = self._session.run(None, inputs)[0][:, 0]
        return scores


class LazyCrossEncoder(Lazy[CrossEncoder]):
    """A cross-encoder that is loaded in the background."""

    name = "cross_encoder"


def _write(folder: Path, learned: Path | None) -> None:
    # Imported here: only the first start on a machine builds, and this takes a second to import.
    from retrieval.cross_encoder.graph import write_graph
    from retrieval.embedders.tokenizer import write_tokenizer

    weights = read_weights(find_weights())
    write_tokenizer(weights.pieces, folder / _TOKENIZER)
    exact = folder / "float32.onnx"
    write_graph(weights, _changes(learned), exact)
    write_quantised(exact, folder / _GRAPH)


def _changes(learned: Path | None) -> Learned:
    if learned:
        return read_learned(learned)
    with as_file(LEARNED) as path:
        return read_learned(path)
