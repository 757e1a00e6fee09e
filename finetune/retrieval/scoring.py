"""The trained reranker in int8 on ONNX Runtime, as it would serve: without torch."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnxruntime.quantization import QuantType, quantize_dynamic

from finetune.pairs import encode, question_text
from finetune.retrieval.graph import write_graph
from finetune.retrieval.learned import read_learned
from retrieval.embedders.tokenizer import build_tokenizer
from retrieval.embedders.weights import find_weights, read_weights

BATCH = 10
"""Pairs in one run: sorted by length, so that little is padded."""
_PAD = 1


class PairScorer:
    """Says how well texts answer a question, by what a training wrote."""

    def __init__(self, learned: Path, threads: int = 0) -> None:
        weights = read_weights(find_weights())
        self._tokenizer = build_tokenizer(weights.pieces)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        with TemporaryDirectory() as folder:
            exact, graph = Path(folder) / "float32.onnx", Path(folder) / "int8.onnx"
            write_graph(weights, read_learned(learned), exact)
            quantize_dynamic(exact, graph, per_channel=True, weight_type=QuantType.QInt8)
            self._session = onnxruntime.InferenceSession(
                graph.read_bytes(), options, providers=["CPUExecutionProvider"]
            )

    def scores(self, question: str, context: str, candidates: Sequence[str]) -> NDArray[np.float64]:
        """One for each candidate, comparable between questions: above 0 it rather answers than not."""
        asked = question_text(question, context)
        pairs = encode(self._tokenizer, [asked] * len(candidates), candidates)
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
