"""The network that is trained and the graph that serves give the same scores, on an encoder made here."""

from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from retrieval.cross_encoder.graph import write_graph
from retrieval.embedders.weights import Shape, Weights

torch = pytest.importorskip("torch", reason="training is an extra")

LAYERS, HIDDEN, WIDE, WORDS = 4, 16, 32, 50


@pytest.fixture
def encoder() -> Weights:
    chance = np.random.default_rng(1)
    tensors = {
        "emb.word": chance.normal(size=(WORDS, HIDDEN)),
        "emb.pos": chance.normal(size=(32, HIDDEN)),
        "emb.type": chance.normal(size=(2, HIDDEN)),
    }
    norms = ["emb.ln", *(f"l{layer}.{name}" for layer in range(LAYERS) for name in ("aln", "oln"))]
    for name in norms:
        tensors |= {
            f"{name}.w": 1 + chance.normal(size=HIDDEN) / 9,
            f"{name}.b": chance.normal(size=HIDDEN) / 9,
        }
    sizes = {"fi": (WIDE, HIDDEN), "fo": (HIDDEN, WIDE)}
    for layer in range(LAYERS):
        for name in ("q", "k", "v", "ao", "fi", "fo"):
            size = sizes.get(name, (HIDDEN, HIDDEN))
            tensors[f"l{layer}.{name}.w"] = chance.normal(size=size) / 3
            tensors[f"l{layer}.{name}.b"] = chance.normal(size=size[0]) / 9
    shape = Shape(HIDDEN, LAYERS, 2, WIDE, WORDS, 32, 1e-5)
    return Weights(shape, (), {name: value.astype(np.float32) for name, value in tensors.items()})


def test_the_graph_scores_as_the_trained_network_does(encoder: Weights, tmp_path: Path) -> None:
    from finetune.retrieval.network import Reranker, padded

    torch.manual_seed(1)
    reranker = Reranker(encoder, 3, torch.float32)
    for name, value in reranker.trained.items():
        if name.endswith(".up"):
            value.data.normal_(0, 0.2)
    batch = padded([([0, 5, 2], [7, 8, 2]), ([0, 5, 6, 7, 2], [9, 2])])

    write_graph(encoder, reranker.learned(), tmp_path / "pairs.onnx")
    session = onnxruntime.InferenceSession(str(tmp_path / "pairs.onnx"))
    inputs = {"input_ids": batch.ids, "attention_mask": batch.mask, "question_mask": batch.asked}
    (served,) = session.run(None, {name: value.numpy() for name, value in inputs.items()})

    assert np.allclose(served[:, 0], reranker.scores(batch).detach().numpy(), atol=5e-3)


def test_training_brings_what_answers_to_the_front(encoder: Weights) -> None:
    from finetune.retrieval.network import Reranker, padded

    torch.manual_seed(1)
    reranker = Reranker(encoder, 3, torch.float32)
    batch = padded([([0, 5, 2], [5, 8, 2]), ([0, 5, 2], [9, 2]), ([0, 5, 2], [11, 12, 2])])
    optimizer = torch.optim.Adam(reranker.trained.values(), 1e-2)
    for _ in range(30):
        loss = -reranker.scores(batch).log_softmax(0)[0]
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    assert int(reranker.scores(batch).argmax()) == 0
