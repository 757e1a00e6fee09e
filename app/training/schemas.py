"""What goes over the wire about training jobs: OpenAI's objects, with what is ours under `chipcite`."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue

from app.models import JobState
from app.models.base import storable
from app.registry.schemas import Text

NAME = r"[A-Za-z0-9][A-Za-z0-9._-]*"
DATASET = r"[A-Za-z0-9][A-Za-z0-9_-]*"
FileId = Annotated[
    str,
    Field(
        max_length=200,
        pattern=rf"^{DATASET}(/[0-9a-f]{{4,16}})?$",
        description="A dataset as `NAME/VERSION` or `NAME`, as `chipcite dataset list` shows them.",
    ),
]
Auto = Literal["auto"]
Label = Annotated[str, AfterValidator(storable), Field(max_length=512)]
EXAMPLE: dict[str, JsonValue] = {
    "model": "Qwen2.5-7B-Instruct",
    "training_file": "chip",
    "method": {"type": "supervised", "supervised": {"hyperparameters": {"n_epochs": 2}}},
}


class _Given(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Hyperparameters(_Given):
    """OpenAI's; `auto` or nothing leaves the choice to us."""

    batch_size: Auto | Annotated[int, Field(ge=1, le=4096)] | None = Field(
        default=None, description="Examples of a step: one is computed at a time, and they are added up."
    )
    learning_rate_multiplier: Auto | Annotated[float, Field(gt=0, le=1000)] | None = Field(
        default=None, description="Of 1e-4 for supervised, of 5e-6 for dpo."
    )
    n_epochs: Auto | Annotated[int, Field(ge=1, le=1000)] | None = None


class DpoHyperparameters(Hyperparameters):
    beta: Auto | Annotated[float, Field(gt=0, le=100)] | None = Field(
        default=None, description="How far the pairs may move the model; 0.1."
    )


class Supervised(_Given):
    hyperparameters: Hyperparameters | None = None


class Dpo(_Given):
    hyperparameters: DpoHyperparameters | None = None


class MethodIn(_Given):
    type: Literal["supervised", "dpo"] = "supervised"
    supervised: Supervised | None = None
    dpo: Dpo | None = None


class TrainingOptions(_Given):
    """What `chipcite train` knows beside OpenAI's; docs/finetune.md tells what each does."""

    r: Annotated[int, Field(ge=1, le=1024)] | None = Field(default=None, description="LoRA's rank; 16.")
    length: Annotated[int, Field(ge=16, le=1_000_000)] | None = Field(
        default=None, description="Tokens of an example; 2048. Longer ones are left out."
    )
    steps: Annotated[int, Field(ge=1)] | None = Field(default=None, description="Ends before the epochs do.")
    quantization: Literal["none", "nf4", "int8"] | None = None
    packing: bool | None = None
    evaluate_every: Annotated[int, Field(ge=1)] | None = Field(default=None, description="Steps; 50.")
    save_every: Annotated[int, Field(ge=1)] | None = Field(default=None, description="Steps; 50.")
    patience: Annotated[int, Field(ge=1)] | None = Field(
        default=None, description="Validations without improvement that end the run."
    )
    validation_limit: Annotated[int, Field(ge=1)] | None = None
    threads: Annotated[int, Field(ge=1, le=1024)] | None = None
    layout: Literal["gpus", "zero0", "zero1", "zero2", "zero3", "zero2-offload", "zero3-offload"] | None = (
        Field(default=None, description="How it is spread over GPUs; one process without it.")
    )


class JobIn(BaseModel):
    """A job to be started."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    model: Annotated[
        str,
        Field(
            max_length=100,
            pattern=rf"^{NAME}$",
            description="A folder of the worker's `models`, or a registered adapter to train on from.",
        ),
    ]
    training_file: FileId
    validation_file: FileId | None = Field(
        default=None, description="A dataset whose validation part is used; else the training dataset's own."
    )
    method: MethodIn | None = None
    hyperparameters: Hyperparameters | None = Field(
        default=None, description="OpenAI's older place for those of `method`."
    )
    seed: Annotated[int, Field(ge=0, lt=1 << 31)] | None = Field(default=None, description="1 if left out.")
    suffix: Annotated[str, Field(max_length=64, pattern=rf"^{NAME}$")] | None = Field(
        default=None, description="The adapter's name begins with it."
    )
    metadata: Annotated[dict[Annotated[str, Field(max_length=64)], Label], Field(max_length=16)] | None = None
    integrations: Annotated[list[JsonValue], Field(max_length=0)] | None = Field(
        default=None, description="None is offered."
    )
    chipcite: TrainingOptions | None = None


class JobError(BaseModel):
    code: str
    message: str
    param: str | None = None


class JobReply(BaseModel):
    """What is ours about a job."""

    adapter: Text = Field(description="The candidate's name in `/v1/adapters`.")
    options: TrainingOptions


class JobOut(BaseModel):
    """OpenAI's `fine_tuning.job`."""

    id: str
    object: Literal["fine_tuning.job"] = "fine_tuning.job"
    created_at: int
    finished_at: int | None
    estimated_finish: int | None
    status: JobState
    model: str
    fine_tuned_model: str | None = Field(description="To be asked for by `model` once a server has it.")
    training_file: str
    validation_file: str | None
    method: dict[str, Any]
    hyperparameters: dict[str, Any]
    seed: int
    error: JobError | None
    metadata: dict[str, str] | None
    trained_tokens: int | None
    organization_id: str = "chipcite"
    result_files: list[str] = []
    integrations: list[JsonValue] = []
    chipcite: JobReply


class EventOut(BaseModel):
    """OpenAI's `fine_tuning.job.event`."""

    id: str
    object: Literal["fine_tuning.job.event"] = "fine_tuning.job.event"
    created_at: int
    level: Literal["info", "warn", "error"]
    type: Literal["message", "metrics"]
    message: str
    data: dict[str, Any] | None


class CheckpointMetrics(BaseModel):
    step: int
    train_loss: float | None = None
    full_valid_loss: float | None = None


class CheckpointReply(BaseModel):
    path: str = Field(description="The folder on the worker's machine; it can be registered and served.")


class CheckpointOut(BaseModel):
    """OpenAI's `fine_tuning.job.checkpoint`."""

    id: str
    object: Literal["fine_tuning.job.checkpoint"] = "fine_tuning.job.checkpoint"
    created_at: int
    fine_tuning_job_id: str
    fine_tuned_model_checkpoint: str
    step_number: int
    metrics: CheckpointMetrics
    chipcite: CheckpointReply


class JobPage(BaseModel):
    object: Literal["list"] = "list"
    data: list[JobOut]
    has_more: bool


class EventPage(BaseModel):
    object: Literal["list"] = "list"
    data: list[EventOut]
    has_more: bool


class CheckpointPage(BaseModel):
    object: Literal["list"] = "list"
    data: list[CheckpointOut]
    has_more: bool
    first_id: str | None
    last_id: str | None
