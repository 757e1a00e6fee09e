"""The shape of a model on disk, and the memory that there is."""

import os
from typing import Any

import torch
from peft import PeftConfig, get_peft_model
from transformers import AutoConfig, AutoModelForCausalLM

from finetune.training.adapters import adapter_config
from finetune.training.config import Method, TrainingConfig
from finetune.training.loading import precision_of
from finetune.training.memory import NF4, Plan, Shape

PAIRED = {Method.DPO: 2, Method.KTO: 2}
"""Answers that are read at once for one example."""


def shape_of(config: TrainingConfig) -> Shape:
    """Exact: the model is built without memory for its weights, with the adapter on it."""
    architecture = AutoConfig.from_pretrained(config.base)
    with torch.device("meta"):
        model = AutoModelForCausalLM.from_config(architecture)
        model.tie_weights()
        parameters = model.num_parameters()
        embedding = sum(one.weight.numel() for one in _embeddings(model))
        trainable = _trainable(config, model, parameters)
    text = architecture.get_text_config()
    return Shape(parameters, trainable, embedding, text.num_hidden_layers, text.hidden_size, text.vocab_size)


def plan_of(config: TrainingConfig, method: Method) -> Plan:
    """How the run would be laid out on this machine, with the ZeRO stage that its launcher set."""
    precision = precision_of(config)
    stage = int(os.environ.get("ACCELERATE_DEEPSPEED_ZERO_STAGE") or 0)
    bytes_of = {
        "none": 4.0 if precision == "fp32" or config.adapter.kind == "full" else 2.0,
        "int8": 1.0,
        "nf4": NF4,
    }
    return Plan(
        batch=config.batch * PAIRED.get(method, 1),
        length=config.length,
        bytes=bytes_of[config.quantization],
        computed=4 if precision == "fp32" else 2,
        master=stage > 0 and precision != "fp32",
        checkpointing=config.checkpointing,
        zero=stage,
        processes=int(os.environ.get("WORLD_SIZE") or 1),
        offload=os.environ.get("ACCELERATE_DEEPSPEED_OFFLOAD_OPTIMIZER_DEVICE") == "cpu",
        offload_weights=os.environ.get("ACCELERATE_DEEPSPEED_OFFLOAD_PARAM_DEVICE") == "cpu",
        reference=config.adapter.kind == "full" and method in (Method.DPO, Method.KTO),
        device="cuda" if torch.cuda.is_available() else "cpu",
    )


def available() -> float:
    """Bytes that are free on the device that trains."""
    if torch.cuda.is_available():
        return float(torch.cuda.mem_get_info()[0])
    return float(os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")) + _reclaimable()


def _reclaimable() -> float:
    """The kernel's caches, which it gives back."""
    try:
        with open("/proc/meminfo", encoding="ascii") as lines:  # noqa: PTH123 - a file of the kernel
            sizes = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines)}
    except (OSError, ValueError):
        return 0.0
    return max(sizes.get("MemAvailable", 0) - sizes.get("MemFree", 0), 0) * 1024.0


def _trainable(config: TrainingConfig, model: Any, parameters: int) -> int:
    start = config.adapter.start_from
    wanted = PeftConfig.from_pretrained(start) if start is not None else adapter_config(config.adapter)
    if wanted is None:
        return int(parameters)
    wanted.inference_mode = False
    adapted = get_peft_model(model, wanted)
    return sum(one.numel() for one in adapted.parameters() if one.requires_grad)


def _embeddings(model: Any) -> list[Any]:
    made = {
        id(one.weight): one for one in (model.get_input_embeddings(), model.get_output_embeddings()) if one
    }
    return list(made.values())
