"""The reranker as it is trained: the lower layers of the default embedder, with low-rank changes and a head.

A question and a candidate go through the layers as one text. The head compares the mean of the question's
tokens with the mean of the candidate's. Only the changes (LoRA) and the head are trained and kept;
`retrieval.cross_encoder.graph` writes the same network for serving.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from retrieval.embedders.weights import Weights

RANK = 32
HEAD = 128
KEPT = 1
"""The lowest layers stay as they are: they cost no backward pass."""
MATRICES = ("q", "k", "v", "ao", "fi", "fo")
"""Of each other layer, the ones that are changed."""


class Batch(NamedTuple):
    """Text pairs, padded."""

    ids: Tensor
    mask: Tensor
    """1 at a token, 0 at padding."""
    asked: Tensor
    """1 at the question's tokens."""


class Reranker:
    """Scores text pairs: the higher, the likelier the candidate answers; 0 is as good as no answer."""

    def __init__(self, weights: Weights, layers: int, dtype: torch.dtype = torch.bfloat16) -> None:
        self.shape = weights.shape
        self.layers = layers
        self.dtype = dtype
        self.frozen = {name: torch.from_numpy(value) for name, value in weights.tensors.items()}
        self.lower = {name: value.to(dtype) for name, value in self.frozen.items() if name[0] == "l"}
        self.trained = _beginning(weights, layers)

    def scores(self, batch: Batch) -> Tensor:
        """One for each pair."""
        there = batch.mask.bool()
        states = self._embed(batch.ids)[there]
        for layer in range(self.layers):
            with torch.set_grad_enabled(layer >= KEPT and torch.is_grad_enabled()):
                states = self._layer(f"l{layer}", states, there)
        wide = states.new_zeros((*there.shape, states.shape[-1]))
        wide[there] = states
        return self._head(wide.float(), batch)

    def _head(self, states: Tensor, batch: Batch) -> Tensor:
        asked = _mean(states, batch.asked)
        told = _mean(states, batch.mask - batch.asked)
        compared = torch.cat([asked * told, (asked - told).abs(), told], -1)
        own = self.trained
        wide = functional.gelu(functional.linear(compared, own["head.w"], own["head.b"]))
        return functional.linear(wide, own["score.w"], own["score.b"]).squeeze(-1)

    def _embed(self, ids: Tensor) -> Tensor:
        frozen = self.frozen
        summed = frozen["emb.word"][ids] + frozen["emb.pos"][: ids.shape[1]] + frozen["emb.type"][0]
        return functional.layer_norm(
            summed, (self.shape.hidden,), frozen["emb.ln.w"], frozen["emb.ln.b"], self.shape.epsilon
        ).to(self.dtype)

    def _layer(self, layer: str, states: Tensor, there: Tensor) -> Tensor:
        attended = self._linear(f"{layer}.ao", self._attention(layer, states, there))
        first = self._norm(f"{layer}.aln", states + attended)
        wide = functional.gelu(self._linear(f"{layer}.fi", first))
        return self._norm(f"{layer}.oln", first + self._linear(f"{layer}.fo", wide))

    def _attention(self, layer: str, states: Tensor, there: Tensor) -> Tensor:
        """Only here tokens stand padded, in rows: everywhere else padding costs nothing."""
        heads = []
        for name in ("q", "k", "v"):
            rows = states.new_zeros((*there.shape, self.shape.hidden))
            rows[there] = self._linear(f"{layer}.{name}", states)
            heads.append(rows.unflatten(-1, (self.shape.heads, -1)).transpose(1, 2))
        query, key, value = heads
        # Written out: the fused kernel's backward pass takes as long as all matrices together on a CPU.
        raw = query @ key.transpose(-1, -2) / math.sqrt(query.shape[-1])
        shares = raw.masked_fill(~there[:, None, None, :], -torch.inf).softmax(-1)
        return (shares @ value).transpose(1, 2).flatten(2)[there]

    def _linear(self, name: str, states: Tensor) -> Tensor:
        plain = functional.linear(states, self.lower[f"{name}.w"], self.lower[f"{name}.b"])
        if f"{name}.down" not in self.trained:
            return plain
        low = functional.linear(states, self.trained[f"{name}.down"].to(self.dtype))
        return plain + functional.linear(low, self.trained[f"{name}.up"].to(self.dtype))

    def _norm(self, name: str, states: Tensor) -> Tensor:
        weight, bias = self.lower[f"{name}.w"], self.lower[f"{name}.b"]
        return functional.layer_norm(states, weight.shape, weight, bias, self.shape.epsilon)

    def learned(self) -> dict[str, NDArray[np.float16]]:
        """What is kept: the changes and the head."""
        return {name: value.detach().numpy().astype(np.float16) for name, value in self.trained.items()}


def _beginning(weights: Weights, layers: int) -> dict[str, Tensor]:
    """Changes that change nothing yet, and a head by chance."""
    hidden = weights.shape.hidden
    trained = {
        "head.w": torch.randn(HEAD, 3 * hidden) / math.sqrt(3 * hidden),
        "head.b": torch.zeros(HEAD),
        "score.w": torch.randn(1, HEAD) / math.sqrt(HEAD),
        "score.b": torch.zeros(1),
    }
    for name in (f"l{layer}.{matrix}" for layer in range(KEPT, layers) for matrix in MATRICES):
        outer, inner = weights.tensors[f"{name}.w"].shape
        trained[f"{name}.down"] = torch.randn(RANK, inner) / math.sqrt(inner)
        trained[f"{name}.up"] = torch.zeros(outer, RANK)
    return {name: value.requires_grad_() for name, value in trained.items()}


def _mean(states: Tensor, mask: Tensor) -> Tensor:
    return (states * mask[..., None]).sum(1) / mask.sum(1, keepdim=True).clamp(min=1)


def padded(pairs: Sequence[tuple[Sequence[int], Sequence[int]]], pad: int = 1) -> Batch:
    """Token ids of questions and of candidates as one batch; each side brings its own marks."""
    longest = max(len(asked) + len(told) for asked, told in pairs)
    ids = torch.full((len(pairs), longest), pad)
    mask, question = torch.zeros(len(pairs), longest), torch.zeros(len(pairs), longest)
    for row, (asked, told) in enumerate(pairs):
        ids[row, : len(asked) + len(told)] = torch.tensor([*asked, *told])
        mask[row, : len(asked) + len(told)] = 1
        question[row, : len(asked)] = 1
    return Batch(ids, mask, question)
