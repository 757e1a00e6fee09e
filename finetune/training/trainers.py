"""trl's trainer for each method, set up from one configuration."""

from typing import Any

import torch
from transformers import EarlyStoppingCallback, PrinterCallback, TrainerCallback
from trl import (
    DPOConfig,
    DPOTrainer,
    GRPOConfig,
    GRPOTrainer,
    KTOConfig,
    KTOTrainer,
    SFTConfig,
    SFTTrainer,
)

from finetune.training.adapters import adapter_config
from finetune.training.config import ConfigError, Method, TrainingConfig
from finetune.training.loading import load_model, precision_of
from finetune.training.reward import task_rewards
from finetune.training.tables import Parts

TRAINERS = {
    Method.PRETRAIN: (SFTTrainer, SFTConfig),
    Method.SFT: (SFTTrainer, SFTConfig),
    Method.DPO: (DPOTrainer, DPOConfig),
    Method.KTO: (KTOTrainer, KTOConfig),
    Method.GRPO: (GRPOTrainer, GRPOConfig),
}


def build_trainer(
    config: TrainingConfig, method: Method, tokenizer: Any, parts: Parts, callbacks: list[TrainerCallback]
) -> Any:
    """Ready to train; the model is loaded here."""
    trainer_class, _ = TRAINERS[method]
    if config.patience is not None and parts.validation is None:
        raise ConfigError("patience needs a validation part, and the dataset version has none.")
    stops: list[Any] = [EarlyStoppingCallback(config.patience)] if config.patience else []
    kwargs: dict[str, Any] = {
        "model": load_model(config),
        "args": arguments(config, method, validated=parts.validation is not None),
        "train_dataset": parts.train,
        "eval_dataset": parts.validation,
        "processing_class": tokenizer,
        "callbacks": [*stops, *callbacks],
    }
    if config.adapter.start_from is None:
        kwargs["peft_config"] = adapter_config(config.adapter)
    if method is Method.GRPO:
        kwargs["reward_funcs"] = task_rewards
    trainer = trainer_class(**kwargs)
    trainer.remove_callback(PrinterCallback)
    return trainer


def arguments(config: TrainingConfig, method: Method, *, validated: bool = True) -> Any:
    """trl's configuration object."""
    _, config_class = TRAINERS[method]
    given = _common(config, validated=validated) | _OWN[method](config) | config.arguments
    try:
        return config_class(**given)
    except (TypeError, ValueError) as error:
        raise ConfigError(f"The run's arguments do not fit: {' '.join(str(error).split())}.") from error


def _common(config: TrainingConfig, *, validated: bool) -> dict[str, Any]:
    precision = precision_of(config)
    return {
        "output_dir": str(config.output),
        "num_train_epochs": config.epochs,
        "max_steps": config.steps or -1,
        "per_device_train_batch_size": config.batch,
        "per_device_eval_batch_size": config.batch,
        "gradient_accumulation_steps": config.accumulation,
        "learning_rate": config.learning_rate,
        "lr_scheduler_type": config.schedule,
        "warmup_steps": config.warmup,
        "weight_decay": config.weight_decay,
        "max_grad_norm": config.clip,
        "gradient_checkpointing": config.checkpointing,
        "bf16": precision == "bf16",
        "fp16": precision == "fp16",
        "use_cpu": not torch.cuda.is_available(),
        "logging_steps": config.log_every,
        "save_strategy": "steps",
        "save_steps": config.save_every,
        "save_total_limit": config.keep,
        "seed": config.seed,
        "data_seed": config.seed,
        "report_to": "none",
        "disable_tqdm": True,
        "dataloader_pin_memory": torch.cuda.is_available(),
        **(_validation(config) if validated else {}),
    }


def _validation(config: TrainingConfig) -> dict[str, Any]:
    if config.evaluate_every is None:
        return {}
    best = {"load_best_model_at_end": True, "metric_for_best_model": "eval_loss", "greater_is_better": False}
    every = {"eval_strategy": "steps", "eval_steps": config.evaluate_every}
    return every | (best if config.patience else {})


def _supervised(config: TrainingConfig) -> dict[str, Any]:
    return {"max_length": config.length, "packing": config.packing, "eval_packing": False}


def _pretraining(config: TrainingConfig) -> dict[str, Any]:
    """Texts are cut at the length, and what is cut off begins the next example."""
    return _supervised(config) | {"packing_strategy": "bfd_split"}


def _pairs(config: TrainingConfig) -> dict[str, Any]:
    loss = {"loss_type": [config.preference.loss]} if config.preference.loss else {}
    return {"max_length": config.length, "beta": config.preference.beta, **loss}


def _thumbs(config: TrainingConfig) -> dict[str, Any]:
    chosen = config.preference
    loss = {"loss_type": chosen.loss} if chosen.loss else {}
    weights = {"desirable_weight": chosen.desirable_weight, "undesirable_weight": chosen.undesirable_weight}
    return {"max_length": config.length, "beta": chosen.beta, **weights, **loss}


def _sampled(config: TrainingConfig) -> dict[str, Any]:
    """A step compares the answers to whole questions, so its size is a multiple of their number."""
    chosen = config.grpo
    return {
        "num_generations": chosen.generations,
        "max_completion_length": chosen.answer_tokens,
        "temperature": chosen.temperature,
        "beta": chosen.beta,
    }


_OWN = {
    Method.PRETRAIN: _pretraining,
    Method.SFT: _supervised,
    Method.DPO: _pairs,
    Method.KTO: _thumbs,
    Method.GRPO: _sampled,
}
