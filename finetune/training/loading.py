"""The model that is trained, in the precision and quantization of the run, and its tokenizer."""

from typing import Any

import torch
from peft import PeftModel
from transformers import AutoModelForCausalLM, AutoTokenizer, BitsAndBytesConfig, PreTrainedTokenizerBase

from finetune.training.config import ConfigError, TrainingConfig


def precision_of(config: TrainingConfig) -> str:
    """fp32, bf16 or fp16; `auto` is bf16 where a GPU computes in it, else fp32."""
    if config.precision != "auto":
        return config.precision
    return "bf16" if torch.cuda.is_available() and torch.cuda.is_bf16_supported() else "fp32"


def load_tokenizer(config: TrainingConfig) -> PreTrainedTokenizerBase:
    """The base model's, with a token to pad with that is not the end of the text where it has another."""
    tokenizer = AutoTokenizer.from_pretrained(config.base)
    if config.chat_template is not None:
        tokenizer.chat_template = config.chat_template.read_text(encoding="utf-8")
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.unk_token or tokenizer.eos_token
    return tokenizer


def load_model(config: TrainingConfig) -> Any:
    """The base; with `start_from` with that adapter on it, ready to be trained on."""
    if not (config.base / "config.json").is_file():
        raise ConfigError(f"{config.base} holds no model: it has no config.json.")
    kwargs: dict[str, Any] = {"dtype": _weights(config)}
    if config.quantization != "none":
        kwargs["quantization_config"] = _quantization(config)
    model = AutoModelForCausalLM.from_pretrained(config.base, **kwargs)
    model.config.use_cache = False
    if config.adapter.start_from is not None:
        return PeftModel.from_pretrained(model, config.adapter.start_from, is_trainable=True)
    return model


def _weights(config: TrainingConfig) -> torch.dtype:
    """Frozen weights stand in half precision; trained in full they stay in 32 bit and autocast halves the
    work.
    """
    precision = precision_of(config)
    if config.adapter.kind == "full" or precision == "fp32":
        return torch.float32
    return torch.bfloat16 if precision == "bf16" else torch.float16


def _quantization(config: TrainingConfig) -> BitsAndBytesConfig:
    if not torch.cuda.is_available():
        raise ConfigError("quantization needs a GPU, and none is here; set quantization: none.")
    if config.quantization == "int8":
        return BitsAndBytesConfig(load_in_8bit=True)
    return BitsAndBytesConfig(
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_use_double_quant=True,
        bnb_4bit_compute_dtype=torch.float16 if precision_of(config) == "fp16" else torch.bfloat16,
    )
