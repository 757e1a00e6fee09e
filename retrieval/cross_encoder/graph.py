"""Writes the reranker as an ONNX graph: the embedder's lower layers, changed as was learned, and the head.

Token ids, mask and the question's share of it in, one score for each pair out. The same network as
`finetune.retrieval.network` trains.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from onnx import TensorProto, helper

from retrieval.cross_encoder.learned import Learned
from retrieval.embedders.graph import Builder, save
from retrieval.embedders.weights import Weights


def write_graph(weights: Weights, learned: Learned, path: Path) -> None:
    """The float32 graph; quantisation follows."""
    layers = 1 + max(int(name[1:].partition(".")[0]) for name in learned if name.endswith(".up"))
    save(_Builder(changed(weights, learned), layers).build(), path)


def changed(weights: Weights, learned: Learned) -> Weights:
    """The embedder's matrices with the learned changes added, and the head."""
    tensors = dict(weights.tensors)
    for name, value in learned.items():
        exact = value.astype(np.float32)
        if name.endswith(".up"):
            base = name.removesuffix(".up")
            tensors[f"{base}.w"] = tensors[f"{base}.w"] + exact @ learned[f"{base}.down"].astype(np.float32)
        elif not name.endswith(".down"):
            tensors[name] = exact
    return replace(weights, tensors=tensors)


class _Builder(Builder):
    """Another end on the embedder's layers."""

    name = "reranker"

    def inputs(self) -> list[Any]:
        asked = helper.make_tensor_value_info("question_mask", TensorProto.FLOAT, ["batch", "tokens"])
        return [*super().inputs(), asked]

    def output(self) -> Any:
        return helper.make_tensor_value_info("score", TensorProto.FLOAT, ["batch", 1])

    def _pool(self, state: str) -> None:
        other = self._add("Sub", ["attention_mask", "question_mask"], "candidate_mask")
        asked, told = self._mean(state, "question_mask", "asked"), self._mean(state, other, "told")
        alike = self._add("Mul", [asked, told], "alike")
        apart = self._add("Abs", [self._add("Sub", [asked, told], "difference")], "apart")
        compared = self._add("Concat", [alike, apart, told], "compared", axis=-1)
        wide = self._add("Gelu", [self._linear(compared, "head", "head")], "head.gelu")
        self._linear(wide, "score", "score")
