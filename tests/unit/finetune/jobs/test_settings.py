"""A request becomes a run's configuration, and what it names is looked for in the worker's folders only."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from app.models import TrainingJob
from finetune.jobs.settings import (
    Base,
    InvalidJobError,
    base_folder,
    configuration,
    dataset_folder,
    with_validation,
)
from finetune.training.config import Method, read_config
from finetune.training.data import fingerprint

VERSION = "0123456789abcdef"


def job(**given: Any) -> TrainingJob:
    plain: dict[str, Any] = {"method": "supervised", "seed": 4, "hyperparameters": {}, "options": {}}
    return TrainingJob(**plain | given)


def dataset(root: Path, name: str, version: str = VERSION, created: str = "2026-01-01") -> Path:
    folder = root / "datasets" / name / version
    for part in ("train", "validation"):
        (folder / "sft").mkdir(parents=True, exist_ok=True)
        (folder / "sft" / f"{part}.jsonl").write_text(json.dumps({"from": name, "part": part}) + "\n")
    manifest = {"name": name, "version": version, "created_at": created}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


def test_what_is_left_open_is_chosen_and_what_is_given_is_kept(tmp_path: Path) -> None:
    base = Base("tiny", tmp_path / "models" / "tiny")
    plain = configuration(job(), tmp_path, base, tmp_path / "run")
    assert (plain.epochs, plain.accumulation, plain.learning_rate, plain.seed) == (2, 16, 1e-4, 4)
    hyperparameters = {"n_epochs": 5, "batch_size": "auto", "learning_rate_multiplier": 2.0, "beta": 0.3}
    asked = job(method="dpo", hyperparameters=hyperparameters, options={"r": 8, "layout": "gpus", "steps": 7})
    chosen = configuration(
        asked, tmp_path, Base("tiny", base.folder, "first", tmp_path / "a"), tmp_path / "run"
    )
    assert (chosen.epochs, chosen.learning_rate, chosen.preference.beta) == (5, 1e-5, 0.3)
    assert (chosen.adapter.r, chosen.adapter.start_from, chosen.steps) == (8, tmp_path / "a", 7)
    file = tmp_path / "configuration.json"
    file.write_text(chosen.model_dump_json())
    assert read_config(file) == chosen
    with pytest.raises(ValidationError):
        configuration(job(options={"patience": 1, "save_every": 3}), tmp_path, base, tmp_path / "run")


@pytest.mark.parametrize("name", ["..", "../models/tiny", "/etc", "", ".hidden", "tiny/../tiny", "absent"])
def test_a_model_is_a_folder_of_models_and_nothing_else(tmp_path: Path, name: str) -> None:
    (tmp_path / "models" / "tiny").mkdir(parents=True)
    (tmp_path / "models" / "tiny" / "config.json").touch()
    assert base_folder(tmp_path, "tiny") == tmp_path / "models" / "tiny"
    with pytest.raises(InvalidJobError, match="There is no model"):
        base_folder(tmp_path, name)


def test_a_dataset_is_its_newest_version_where_none_is_named(tmp_path: Path) -> None:
    first = dataset(tmp_path, "chip")
    second = dataset(tmp_path, "chip", "fedcba9876543210", "2026-02-01")
    assert dataset_folder(tmp_path, "chip", "training_file") == second
    assert dataset_folder(tmp_path, "chip/0123", "training_file") == first
    for absent in ("chip/9999", "other", "other/0123"):
        with pytest.raises(InvalidJobError, match="There is no dataset"):
            dataset_folder(tmp_path, absent, "training_file")


def test_another_datasets_validation_part_can_be_used(tmp_path: Path) -> None:
    one, two = dataset(tmp_path, "one"), dataset(tmp_path, "two")
    for _ in range(2):
        made = with_validation(Method.SFT, one, two, tmp_path / "run")
    train, validation = ((made / "sft" / f"{part}.jsonl").read_text() for part in ("train", "validation"))
    assert '"one"' in train
    assert '"two"' in validation
    assert fingerprint(made) != fingerprint(one)
    with pytest.raises(InvalidJobError, match="has no dpo/train"):
        with_validation(Method.DPO, one, two, tmp_path / "other")
