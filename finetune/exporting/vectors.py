"""Chat vectors: what instruction tuning changed in one model, added to a sibling that was trained on domain
text.

    result = domain + scale * (chat - base)          (Huang et al., 2023)

All three have the same shapes; embeddings and head may differ in rows where one has added tokens, and are
left as the domain model has them.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from transformers import AutoModelForCausalLM

from finetune.exporting.errors import ExportError
from finetune.exporting.merging import save

LEFT_ALONE = ("embed_tokens", "lm_head", "wte")


def add_chat_vector(base: Path, chat: Path, domain: Path, out: Path, scale: float = 1.0) -> int:
    """Writes the sum with the chat model's tokenizer; says how many tensors were added to."""
    model = AutoModelForCausalLM.from_pretrained(domain, dtype="auto")
    with torch.no_grad():
        changed = sum(1 for _ in _added(model, _tensors(base), _tensors(chat), scale))
    if not changed:
        raise ExportError("The three models have no tensors of the same names and shapes.")
    save(model, chat, out)
    return changed


def _added(model: Any, base: dict[str, Any], chat: dict[str, Any], scale: float) -> Iterator[str]:
    for name, tensor in model.state_dict().items():
        if any(part in name for part in LEFT_ALONE) or name not in base or name not in chat:
            continue
        if base[name].shape != tensor.shape or chat[name].shape != tensor.shape:
            raise ExportError(f"{name} has another shape in one of the models: they are no siblings.")
        moved = tensor.float() + scale * (chat[name].float() - base[name].float())
        tensor.copy_(moved.to(tensor.dtype))
        yield name


def _tensors(folder: Path) -> dict[str, Any]:
    return dict(AutoModelForCausalLM.from_pretrained(folder, dtype="auto").state_dict())
