"""How ONNX Runtime is asked to run a model."""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

from retrieval.embedders.building import session_of

WIDTH = 8


def write_sum_and_norm(path: Path) -> None:
    """A graph that adds two tensors and normalises the sum."""
    tensors = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["b", "t", WIDTH]) for name in "xyz"]
    nodes = [
        helper.make_node("Add", ["x", "y"], ["sum"]),
        helper.make_node("LayerNormalization", ["sum", "scale", "bias"], ["z"], axis=-1, epsilon=1e-5),
    ]
    constants = [
        numpy_helper.from_array(np.ones(WIDTH, np.float32), "scale"),
        numpy_helper.from_array(np.zeros(WIDTH, np.float32), "bias"),
    ]
    graph = helper.make_graph(nodes, "sum_and_norm", tensors[:2], tensors[2:], constants)
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10), path)


def test_a_sum_and_its_norm_stay_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernel of both in one takes longer than the two: a release that renames the fusion is noticed."""

    class Saving(onnxruntime.SessionOptions):  # type: ignore[misc]  # ONNX Runtime has no types
        def __init__(self) -> None:
            super().__init__()
            self.optimized_model_filepath = str(tmp_path / "optimised.onnx")

    write_sum_and_norm(tmp_path / "plain.onnx")
    monkeypatch.setattr(onnxruntime, "SessionOptions", Saving)
    session = session_of(tmp_path / "plain.onnx", threads=1)
    operators = [node.op_type for node in onnx.load(tmp_path / "optimised.onnx").graph.node]
    assert operators == ["Add", "LayerNormalization"]
    ones = np.ones((1, 2, WIDTH), np.float32)
    assert np.allclose(session.run(None, {"x": ones, "y": ones})[0], 0)
