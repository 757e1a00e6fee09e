"""A job's request as the configuration of a run. Pure but for the folders that it looks for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core.errors import NotFoundError
from app.models import TrainingJob
from finetune.dataset.writing import find
from finetune.training.config import Method, TrainingConfig
from finetune.training.data import part_file

METHODS = {"supervised": Method.SFT, "dpo": Method.DPO}
RATES = {"supervised": 1e-4, "dpo": 5e-6}
EPOCHS = {"supervised": 2, "dpo": 1}
BATCH = 16
EVERY = 50
"""Steps between validations and between checkpoints."""
CONFIGURATION = "configuration.json"
FOLDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


class InvalidJobError(ValueError):
    """The job cannot be run as it was asked for."""

    def __init__(self, param: str, message: str) -> None:
        self.param = param
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Base:
    """What is trained on."""

    name: str
    folder: Path
    parent: str = ""
    """The adapter that is trained on from."""
    adapter: Path | None = None


def models_of(data_dir: Path) -> Path:
    """Where a worker looks for the models that can be trained: a folder, or a link to one, for each."""
    return data_dir / "models"


def runs_of(data_dir: Path) -> Path:
    """Where jobs run."""
    return data_dir / "runs"


def base_folder(data_dir: Path, name: str) -> Path:
    """The folder of a model. Raises `InvalidJobError`."""
    folder = models_of(data_dir) / name
    if not FOLDER.fullmatch(name) or not (folder / "config.json").is_file():
        raise InvalidJobError(
            "model", f"There is no model {name}: put its folder, or a link to it, into {models_of(data_dir)}."
        )
    return folder


def dataset_folder(data_dir: Path, file_id: str, param: str) -> Path:
    """The folder of a dataset version, the newest where none is named. Raises `InvalidJobError`."""
    name, _, version = file_id.partition("/")
    try:
        return find(data_dir / "datasets", name, version or "latest")
    except (NotFoundError, OSError, ValueError, KeyError):
        raise InvalidJobError(
            param, f"There is no dataset {file_id} on the worker's machine; see chipcite dataset list."
        ) from None


def method_of(job: TrainingJob) -> Method:
    """The training method of OpenAI's name for it."""
    return METHODS[job.method]


def with_validation(method: Method, training: Path, validation: Path, run: Path) -> Path:
    """A folder that holds one dataset's training part and another's validation part."""
    target = run / "data"
    for source, part in ((training, "train"), (validation, "validation")):
        file = part_file(source, method, part)
        if not file.is_file():
            param = "training_file" if part == "train" else "validation_file"
            raise InvalidJobError(
                param, f"{source.parent.name}/{source.name} has no {file.parent.name}/{part}."
            )
        link = part_file(target, method, part)
        link.parent.mkdir(parents=True, exist_ok=True)
        if not link.is_symlink():
            link.symlink_to(file.resolve())
    if not (target / "manifest.json").is_symlink():
        (target / "manifest.json").symlink_to((training / "manifest.json").resolve())
    return target


def configuration(job: TrainingJob, dataset: Path, base: Base, run: Path) -> TrainingConfig:
    """The run's configuration; what the request leaves open is chosen here."""
    given, options = job.hyperparameters, dict(job.options)
    options.pop("layout", None)
    rank = options.pop("r", None)
    adapter: dict[str, Any] = {"r": rank} if rank else {}
    if base.adapter is not None:
        adapter["start_from"] = base.adapter
    chosen = {
        "dataset": dataset,
        "base": base.folder,
        "output": run,
        "adapter": adapter,
        "epochs": _given(given, "n_epochs", EPOCHS[job.method]),
        "accumulation": _given(given, "batch_size", BATCH),
        "learning_rate": RATES[job.method] * _given(given, "learning_rate_multiplier", 1.0),
        "preference": {"beta": _given(given, "beta", 0.1)},
        "seed": job.seed,
        "log_every": 1,
        "evaluate_every": EVERY,
        "save_every": EVERY,
    }
    return TrainingConfig.model_validate(chosen | options)


def _given(hyperparameters: Mapping[str, Any], name: str, default: float) -> Any:
    value = hyperparameters.get(name, "auto")
    return default if value == "auto" else value
