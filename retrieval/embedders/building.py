"""Files that are built once on a machine, and the sessions that run them."""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import structlog
from filelock import FileLock

from retrieval.errors import EmbedderUnavailableError

SLOW_FUSION = "SkipLayerNormFusion"
"""Of ONNX Runtime's optimisations, the one that is left out: its kernel for a sum and the layer norm of it is
not vectorised and takes five times as long as the two apart, a sixth of a run. The values are the same."""

log = structlog.get_logger()


def built(folder: Path, write: Callable[[Path], None]) -> Path:
    """A folder with what `write` puts into it, unless it is there. Two processes never build at once."""
    if folder.is_dir():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.parent / "build.lock"):
        if not folder.is_dir():
            _build(folder, write)
    return folder


def _build(folder: Path, write: Callable[[Path], None]) -> None:
    """Write everything beside the place where it will stand, then move it there in one step."""
    log.info("embedder.building", folder=folder.name)
    unfinished = Path(tempfile.mkdtemp(prefix="unfinished-", dir=folder.parent))
    try:
        write(unfinished)
        unfinished.chmod(0o755)
        unfinished.replace(folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    log.info("embedder.built", folder=folder.name)


def write_quantised(exact: Path, graph: Path) -> None:
    """A float32 graph as one in int8, its weights beside it; the float32 file goes."""
    # Imported here: only the first start on a machine builds, and these take a second to import.
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantised, weights = graph.with_name("int8.onnx"), graph.with_name("weights.bin")
    quantize_dynamic(exact, quantised, per_channel=True, weight_type=QuantType.QInt8)
    # Weights in a file of their own are mapped, not read: of the 96 MB of word vectors only those come into
    # memory that are asked for.
    onnx.save_model(
        onnx.load(quantised), graph, save_as_external_data=True, location=weights.name, size_threshold=1024
    )
    weights.chmod(0o644)
    exact.unlink()
    quantised.unlink()


def session_of(graph: Path, threads: int = 0) -> Any:
    """Loads a graph; 0 threads are one for each core.

    Raises `EmbedderUnavailableError` for one that is damaged.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or min(os.cpu_count() or 1, 8)
    options.log_severity_level = 3
    # The arena would keep the largest batch's memory for ever: 300 MB after eight passages of 512 tokens.
    options.enable_cpu_mem_arena = False
    # A query is one short run now and then: spinning threads between runs would take the cores from others.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(
            str(graph), options, providers=["CPUExecutionProvider"], disabled_optimizers=[SLOW_FUSION]
        )
    except Exception as error:
        raise EmbedderUnavailableError(
            f"The model in {graph.parent} cannot be loaded ({error}): delete that folder and start again."
        ) from error
