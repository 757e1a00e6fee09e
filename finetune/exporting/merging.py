"""An adapter's weights added to its base, as a model of its own."""

import shutil
from pathlib import Path
from typing import Any

import torch
from peft import PeftModel
from transformers import AutoModelForCausalLM, AutoTokenizer

from finetune.exporting.errors import ExportError


def merge(base: Path, adapter: Path, out: Path, *, dtype: str = "auto") -> None:
    """Writes the merged model with the base's tokenizer and chat template."""
    model = AutoModelForCausalLM.from_pretrained(base, dtype=dtype)
    adapted = PeftModel.from_pretrained(model, adapter)
    if not hasattr(adapted, "merge_and_unload"):
        raise ExportError(
            "This kind of adapter has no weights that could be added to the base; serve it as it is."
        )
    merged = adapted.merge_and_unload(safe_merge=True)
    save(merged, base, out)


def save(model: Any, base: Path, out: Path) -> None:
    """A folder that transformers, vLLM and the converters read."""
    out.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(out)
    AutoTokenizer.from_pretrained(base).save_pretrained(out)
    for name in ("generation_config.json", "tokenizer.model"):
        if (base / name).is_file() and not (out / name).is_file():
            shutil.copy(base / name, out / name)


def largest_difference(one: Any, other: Any, ids: list[int]) -> float:
    """Of two models' logits for the same tokens."""
    with torch.inference_mode():
        given = torch.tensor([ids])
        return float((one(given).logits - other(given).logits).abs().max())
