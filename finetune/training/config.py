"""What a training run is told, in one YAML file. Unknown keys are refused; everything has a default but the
paths.
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PositiveFloat,
    PositiveInt,
    ValidationError,
    model_validator,
)


class Method(StrEnum):
    """How the model learns."""

    PRETRAIN = "pretrain"
    SFT = "sft"
    DPO = "dpo"
    KTO = "kto"
    GRPO = "grpo"


class ConfigError(ValueError):
    """A configuration that cannot be run; the message is one sentence for a person."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AdapterConfig(_Part):
    """What is trained: an adapter of peft, or with `full` every parameter."""

    kind: Literal["lora", "dora", "prefix", "ia3", "full", "other"] = "lora"
    r: PositiveInt = 16
    alpha: PositiveInt | None = None
    """Twice `r` where it is not given."""
    dropout: Annotated[float, Field(ge=0, lt=1)] = 0.0
    target: str | list[str] = "all-linear"
    """Names of layers, as peft takes them."""
    peft_type: str | None = None
    """With `other`: a type of peft's own, such as VERA or OFT; `options` are its arguments."""
    options: dict[str, Any] = Field(default_factory=dict)
    start_from: Path | None = None
    """An adapter that is trained on, as preference training does after SFT."""

    @property
    def scale(self) -> int:
        """LoRA's alpha."""
        return self.alpha if self.alpha is not None else 2 * self.r

    @model_validator(mode="after")
    def _type_is_given(self) -> Self:
        if (self.kind == "other") != (self.peft_type is not None):
            raise ValueError("peft_type is given with kind: other, and only there")
        return self


class PreferenceConfig(_Part):
    """How far preferences (DPO, KTO) may move the model from where it starts."""

    beta: PositiveFloat = 0.1
    loss: str | None = None
    """trl's name of the loss; its default where none is given."""
    desirable_weight: PositiveFloat = 1.0
    undesirable_weight: PositiveFloat = 1.0


class GrpoConfig(_Part):
    """How answers are sampled and compared with one another."""

    generations: Annotated[int, Field(ge=2)] = 8
    answer_tokens: PositiveInt = 256
    temperature: PositiveFloat = 1.0
    beta: Annotated[float, Field(ge=0)] = 0.0
    """Weight of the distance from the start; 0 saves the reference model."""


class TrainingConfig(_Part):
    """One run. The method is the command's."""

    dataset: Path
    """A version's folder: DATASET/VERSION with manifest.json."""
    base: Path
    """The folder of the model that is trained."""
    output: Path
    chat_template: Path | None = None
    """A template in Jinja for a base that has none."""
    adapter: AdapterConfig = AdapterConfig()
    quantization: Literal["none", "nf4", "int8"] = "none"
    """nf4 is QLoRA; both need bitsandbytes and a GPU."""
    precision: Literal["auto", "fp32", "bf16", "fp16"] = "auto"
    length: PositiveInt = 2048
    """Tokens of an example; longer ones are left out (pretraining: cut), and counted."""
    packing: bool = False
    streaming: bool = False
    """Pretraining only: the text is read while training, never held whole."""
    learn: Literal["last", "answers", "all"] = "last"
    """What SFT learns of a conversation: its last answer, all answers, or prompts too."""
    epochs: PositiveFloat = 1.0
    steps: PositiveInt | None = None
    """Ends the run before its epochs do; needed with `streaming`."""
    batch: PositiveInt = 1
    accumulation: PositiveInt = 8
    learning_rate: PositiveFloat = 1e-4
    schedule: Literal["cosine", "linear", "constant_with_warmup"] = "cosine"
    warmup: Annotated[float, Field(ge=0, lt=1)] = 0.05
    """Share of the steps in which the rate grows."""
    weight_decay: Annotated[float, Field(ge=0)] = 0.0
    clip: Annotated[float, Field(ge=0)] = 1.0
    checkpointing: bool = True
    """Activations are computed again in the backward pass: a third slower, a fraction of the memory."""
    log_every: PositiveInt = 5
    evaluate_every: PositiveInt | None = None
    """Steps between validations; none without it but the first and the last."""
    validation_limit: PositiveInt | None = None
    """Examples of the validation part that are looked at."""
    patience: PositiveInt | None = None
    """Validations without improvement that end the run; the best checkpoint is kept then."""
    save_every: PositiveInt = 100
    keep: PositiveInt = 2
    """Checkpoints."""
    seed: int = 1
    threads: PositiveInt | None = None
    memory_check: bool = True
    """Whether a run that will not fit is refused before it starts."""
    preference: PreferenceConfig = PreferenceConfig()
    grpo: GrpoConfig = GrpoConfig()
    arguments: dict[str, Any] = Field(default_factory=dict)
    """Further arguments of trl's configuration class, by its names; they win."""

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.quantization != "none" and self.adapter.kind == "full":
            raise ValueError("quantized weights cannot be trained in full; choose an adapter")
        if self.patience is not None and self.evaluate_every is None:
            raise ValueError("patience needs evaluate_every")
        if self.patience is not None and self.save_every % (self.evaluate_every or 1):
            raise ValueError("with patience, save_every is a multiple of evaluate_every")
        if self.streaming and self.steps is None:
            raise ValueError("streaming needs steps: the length of the text is not known")
        return self


def read_config(path: Path) -> TrainingConfig:
    """The file's configuration; relative paths are relative to the file's folder."""
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        config = TrainingConfig.model_validate(given)
    except OSError as error:
        raise ConfigError(f"Cannot read {path}: {error.strerror}.") from error
    except yaml.YAMLError as error:
        raise ConfigError(f"{path} is not YAML: {' '.join(str(error).split())}.") from error
    except ValidationError as error:
        raise ConfigError(f"{path}: {first_problem(error)}.") from error
    return _resolved(config, path.resolve().parent)


def _resolved(config: TrainingConfig, folder: Path) -> TrainingConfig:
    adapter = config.adapter
    if adapter.start_from is not None:
        adapter = adapter.model_copy(update={"start_from": folder / adapter.start_from})
    named = {name: getattr(config, name) for name in ("dataset", "base", "output", "chat_template")}
    paths = {name: folder / path for name, path in named.items() if path is not None}
    return config.model_copy(update={**paths, "adapter": adapter})


def first_problem(error: ValidationError) -> str:
    """The first thing that pydantic refused, as a clause."""
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"{place}: {first['msg']}" if place else str(first["msg"])
