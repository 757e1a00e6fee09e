"""Writes the encoder of multilingual-e5-small as an ONNX graph of plain operators.

Token ids and mask in, unit vectors out: BERT with exact GELU and post-norm, mean over the mask.
"""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from retrieval.embedders.weights import Shape, Weights

OPSET = 20
_MASKED = -1e9
"""Added to the score of a padded position: its share of attention is zero."""


def write_graph(weights: Weights, path: Path) -> None:
    """The float32 graph; quantisation follows."""
    save(Builder(weights, weights.shape.layers).build(), path)


def save(graph: Any, path: Path) -> None:
    """A graph as a file that can be quantised."""
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=10)
    # Says that shapes need no inference of their own before quantisation, which else warns on the console.
    helper.set_model_props(model, {"onnx.quant.pre_process": "onnxruntime.quant"})
    onnx.save(model, str(path))


class Builder:
    """Collects nodes and constants; each method adds one part and returns its output's name."""

    name = "e5"

    def __init__(self, weights: Weights, layers: int) -> None:
        self.shape: Shape = weights.shape
        self.layers = layers
        self.nodes: list[Any] = []
        self.constants: dict[str, NDArray[Any]] = dict(weights.tensors)

    def build(self) -> Any:
        state = self._embed()
        bias = self._mask_bias()
        for layer in range(self.layers):
            state = self._layer(f"l{layer}", state, bias)
        self._pool(state)
        used = {name for node in self.nodes for name in node.input}
        initializers = [
            numpy_helper.from_array(np.ascontiguousarray(value), name)
            for name, value in self.constants.items()
            if name in used
        ]
        return helper.make_graph(self.nodes, self.name, self.inputs(), [self.output()], initializers)

    def inputs(self) -> list[Any]:
        """What goes in: token ids, and which of them are no padding."""
        ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "tokens"])
        mask = helper.make_tensor_value_info("attention_mask", TensorProto.FLOAT, ["batch", "tokens"])
        return [ids, mask]

    def output(self) -> Any:
        """What comes out."""
        return helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", self.shape.hidden])

    def _add(self, operator: str, inputs: Sequence[str], name: str, **attributes: Any) -> str:
        self.nodes.append(helper.make_node(operator, list(inputs), [name], name=name, **attributes))
        return name

    def _constant(self, name: str, value: NDArray[Any]) -> str:
        self.constants[name] = value
        return name

    def _integers(self, name: str, *values: int) -> str:
        return self._constant(name, np.array(values, np.int64))

    def _linear(self, source: str, weight: str, name: str) -> str:
        transposed = self._constant(f"{weight}.w.t", self.constants[f"{weight}.w"].T)
        product = self._add("MatMul", [source, transposed], f"{name}.product")
        return self._add("Add", [product, f"{weight}.b"], name)

    def _norm(self, source: str, weight: str, name: str) -> str:
        inputs = [source, f"{weight}.w", f"{weight}.b"]
        return self._add("LayerNormalization", inputs, name, axis=-1, epsilon=self.shape.epsilon)

    def _embed(self) -> str:
        length = self._add("Shape", ["input_ids"], "length", start=1, end=2)
        start, axis = self._integers("zero", 0), self._integers("axis", 0)
        words = self._add("Gather", ["emb.word", "input_ids"], "words")
        positions = self._add("Slice", ["emb.pos", start, length, axis], "positions")
        kind = self._constant("kind", self.constants["emb.type"][0])
        summed = self._add("Add", [self._add("Add", [words, positions], "placed"), kind], "summed")
        return self._norm(summed, "emb.ln", "embedded")

    def _mask_bias(self) -> str:
        one = self._constant("one", np.array(1, np.float32))
        masked = self._constant("masked", np.array(_MASKED, np.float32))
        padded = self._add("Sub", [one, "attention_mask"], "padded")
        wide = self._add("Unsqueeze", [padded, self._integers("mask.axes", 1, 2)], "padded.wide")
        return self._add("Mul", [wide, masked], "mask.bias")

    def _heads(self, source: str, name: str, order: Sequence[int]) -> str:
        size = self.shape.hidden // self.shape.heads
        target = self._integers("heads.shape", 0, 0, self.shape.heads, size)
        split = self._add("Reshape", [source, target], f"{name}.split")
        return self._add("Transpose", [split], f"{name}.heads", perm=list(order))

    def _attention(self, layer: str, state: str, bias: str) -> str:
        query = self._heads(
            self._linear(state, f"{layer}.q", f"{layer}.query"), f"{layer}.query", (0, 2, 1, 3)
        )
        key = self._heads(self._linear(state, f"{layer}.k", f"{layer}.key"), f"{layer}.key", (0, 2, 3, 1))
        value = self._heads(
            self._linear(state, f"{layer}.v", f"{layer}.value"), f"{layer}.value", (0, 2, 1, 3)
        )
        scale = self._constant("scale", np.array(math.sqrt(self.shape.heads / self.shape.hidden), np.float32))
        raw = self._add("MatMul", [query, key], f"{layer}.raw")
        scores = self._add(
            "Add", [self._add("Mul", [raw, scale], f"{layer}.scaled"), bias], f"{layer}.scores"
        )
        shares = self._add("Softmax", [scores], f"{layer}.shares", axis=-1)
        mixed = self._add("MatMul", [shares, value], f"{layer}.mixed")
        joined = self._add("Transpose", [mixed], f"{layer}.joined", perm=[0, 2, 1, 3])
        flat = self._integers("flat.shape", 0, 0, self.shape.hidden)
        return self._add("Reshape", [joined, flat], f"{layer}.attended")

    def _layer(self, layer: str, state: str, bias: str) -> str:
        attended = self._linear(self._attention(layer, state, bias), f"{layer}.ao", f"{layer}.attention")
        first = self._norm(self._add("Add", [state, attended], f"{layer}.a"), f"{layer}.aln", f"{layer}.an")
        wide = self._add("Gelu", [self._linear(first, f"{layer}.fi", f"{layer}.wide")], f"{layer}.gelu")
        narrow = self._linear(wide, f"{layer}.fo", f"{layer}.narrow")
        return self._norm(self._add("Add", [first, narrow], f"{layer}.o"), f"{layer}.oln", f"{layer}.on")

    def _pool(self, state: str) -> None:
        """The end of the graph: its output."""
        mean = self._mean(state, "attention_mask", "mean")
        self._add("LpNormalization", [mean], "embedding", axis=-1, p=2)

    def _mean(self, state: str, mask: str, name: str) -> str:
        """The mean over the tokens of a mask."""
        last, tokens = self._integers("last", -1), self._integers("tokens", 1)
        column = self._add("Unsqueeze", [mask, last], f"{name}.column")
        kept = self._add("Mul", [state, column], f"{name}.kept")
        total = self._add("ReduceSum", [kept, tokens], f"{name}.total", keepdims=0)
        count = self._add("ReduceSum", [mask, tokens], f"{name}.count", keepdims=1)
        return self._add("Div", [total, count], name)
