"""Four-bit weights by llm-compressor's AWQ, for vLLM on a GPU.

Calibrated on the dataset's own prompts. Adapters on 4-bit weights give wrong output for some models (vLLM
issues 42488 and 50059): merge first, and evaluate what is served.
"""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import torch

from finetune.exporting.errors import ExportError

SAMPLES, LENGTH = 256, 2048
RECIPE = {"ignore": ["lm_head"], "scheme": "W4A16_ASYM", "targets": ["Linear"]}
"""Four bits with a zero point, in groups of 128, all linear layers but the head."""


def quantize(model: Path, texts: list[str], out: Path) -> None:
    """Writes the compressed model; a machine without a GPU or the library says so."""
    if not torch.cuda.is_available():
        raise ExportError("AWQ needs a GPU, and none is here; GGUF export has q8_0 for processors.")
    if find_spec("llmcompressor") is None:
        raise ExportError(
            "llm-compressor is not installed here: pip install llmcompressor, in an environment of its own."
        )
    from datasets import Dataset
    from llmcompressor import oneshot
    from llmcompressor.modifiers.awq import AWQModifier
    from transformers import AutoModelForCausalLM, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(model)
    loaded = AutoModelForCausalLM.from_pretrained(model, dtype="auto", device_map="auto")
    samples = Dataset.from_list([{"text": text} for text in texts[:SAMPLES]])
    kwargs: dict[str, Any] = {"max_seq_length": LENGTH, "num_calibration_samples": len(samples)}
    oneshot(model=loaded, dataset=samples, recipe=[AWQModifier(**RECIPE)], processor=tokenizer, **kwargs)
    loaded.save_pretrained(out, save_compressed=True)
    tokenizer.save_pretrained(out)
