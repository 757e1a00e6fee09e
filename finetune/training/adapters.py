"""peft's configuration for what a run trains."""

from typing import Any

import peft

from finetune.training.config import AdapterConfig, ConfigError

TASK = "CAUSAL_LM"


def adapter_config(adapter: AdapterConfig) -> Any:
    """None where every parameter is trained."""
    if adapter.kind == "full":
        return None
    try:
        return _MAKERS[adapter.kind](adapter)
    except (TypeError, ValueError) as error:
        raise ConfigError(f"adapter: peft does not take it ({error}).") from error


def _lora(adapter: AdapterConfig) -> Any:
    given = {"r": adapter.r, "lora_alpha": adapter.scale, "lora_dropout": adapter.dropout}
    return peft.LoraConfig(
        **{"task_type": TASK, "target_modules": adapter.target, **given, **adapter.options}
    )


def _dora(adapter: AdapterConfig) -> Any:
    return _lora(adapter.model_copy(update={"options": {"use_dora": True, **adapter.options}}))


def _ia3(adapter: AdapterConfig) -> Any:
    """peft knows the layers of each architecture for IA3; `all-linear` is LoRA's word."""
    target = {} if adapter.target == "all-linear" else {"target_modules": adapter.target}
    return peft.IA3Config(**{"task_type": TASK, **target, **adapter.options})


def _prefix(adapter: AdapterConfig) -> Any:
    """`r` is the number of virtual tokens."""
    return peft.PrefixTuningConfig(**{"task_type": TASK, "num_virtual_tokens": adapter.r, **adapter.options})


def _other(adapter: AdapterConfig) -> Any:
    made = peft.PEFT_TYPE_TO_CONFIG_MAPPING.get(peft.PeftType[str(adapter.peft_type).upper()])
    if made is None:
        raise ConfigError(f"adapter.peft_type: peft has no type {adapter.peft_type}.")
    return made(**{"task_type": TASK, **adapter.options})


_MAKERS = {"lora": _lora, "dora": _dora, "ia3": _ia3, "prefix": _prefix, "other": _other}
