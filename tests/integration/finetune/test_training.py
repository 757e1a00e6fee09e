"""Training with the real libraries on a tiny model: every method, and a run that is killed."""

import json
import os
import signal
import time
from pathlib import Path
from xml.etree import ElementTree

import pytest

from finetune.training.launch import STOPPED
from finetune.training.progress_file import read_progress

pytestmark = pytest.mark.integration

DROPOUT = {"adapter": {"kind": "lora", "r": 8, "dropout": 0.1}}
"""So that a run that goes on must also have gone on with its random numbers."""


@pytest.fixture(scope="module")
def whole(training):
    """A supervised run that nothing disturbed."""
    return training.train("sft", "sft-whole", DROPOUT)


def test_supervised_training_lowers_the_loss_on_what_was_not_learnt(training, whole):
    before, after = (whole["result"][f"validation_{when}"]["eval_loss"] for when in ("before", "after"))
    assert after < before - 0.3
    run = training.folder / "runs" / "sft-whole"
    assert (run / "final" / "adapter_model.safetensors").is_file()
    assert json.loads((run / "final" / "adapter_config.json").read_text())["lora_alpha"] == 16


def test_a_run_says_what_it_was_made_of(whole):
    assert whole["dataset"]["name"] == "made-up"
    assert whole["seed"] == 1
    assert whole["libraries"]["trl"]
    assert whole["hardware"]["threads"] == 1
    assert whole["configuration"]["adapter"]["r"] == 8
    assert len(whole["base"]["fingerprint"]) == len(whole["weights"]["adapter_model.safetensors"]) == 64


def test_progress_is_written_down_and_drawn(training, whole):
    run = training.folder / "runs" / "sft-whole"
    entries = read_progress(run / "progress.jsonl")
    assert [entry["step"] for entry in entries if "loss" in entry] == list(range(1, 13))
    assert all(entry["learning_rate"] >= 0 for entry in entries if "loss" in entry)
    ElementTree.parse(run / "progress.svg")  # noqa: S314 - our own


@pytest.mark.parametrize(
    ("ended_by", "expected"), [(signal.SIGKILL, -signal.SIGKILL), (signal.SIGTERM, STOPPED)]
)
def test_a_run_that_was_ended_goes_on_to_the_same_loss(training, whole, ended_by, expected):
    name = f"sft-{ended_by.name}"
    config = training.config(name, DROPOUT)
    progress = training.folder / "runs" / name / "progress.jsonl"
    pid = training.begin("finetune.training", "sft", "--config", config)
    _wait_for_step(progress, 5)
    os.kill(pid, ended_by)
    status, _ = training.finish()
    assert status == expected
    assert _last_step(progress) < 12
    again = training.train("sft", name, DROPOUT)
    assert again["identity"] == whole["identity"]
    for when in ("before", "after"):
        losses = [run["result"][f"validation_{when}"]["eval_loss"] for run in (whole, again)]
        assert losses[0] == pytest.approx(losses[1], abs=1e-4)
    last = [_losses(training.folder / "runs" / each / "progress.jsonl") for each in ("sft-whole", name)]
    assert last[0] == pytest.approx(last[1], abs=1e-4)


def test_another_configuration_does_not_go_on_with_a_run(training, whole):
    config = training.config("other", {"output": "runs/sft-whole", "learning_rate": 0.02})
    log = training.run("finetune.training", "sft", "--config", config, status=1)
    assert "another configuration" in log


def test_what_does_not_fit_is_refused_before_it_starts(training):
    config = training.config("large", {"batch": 200_000})
    log = training.run("finetune.training", "sft", "--config", config, status=1)
    assert "needs about" in log
    assert not (training.folder / "runs" / "large").exists()


def test_patience_ends_a_run_that_learns_nothing_more(training):
    more = {"learning_rate": 1e-9, "evaluate_every": 1, "save_every": 1, "patience": 2, "validation_limit": 2}
    assert training.train("sft", "patient", more)["result"]["steps"] < 12


@pytest.mark.parametrize("streaming", [False, True])
def test_text_of_manuals_is_learnt(training, streaming):
    more = {"streaming": streaming, "packing": not streaming, "length": 128, "evaluate_every": None}
    result = training.train("pretrain", f"pretrain-{streaming}", more)["result"]
    assert result["validation_after"]["eval_loss"] < result["validation_before"]["eval_loss"] - 0.2


@pytest.mark.parametrize("method", ["dpo", "kto"])
def test_preferences_move_the_margin(training, method):
    more = {"learning_rate": 0.02, "evaluate_every": None, "save_every": 100}
    result = training.train(method, method, more)["result"]
    margins = [result[f"validation_{when}"].get("eval_rewards/margins", 0.0) for when in ("before", "after")]
    assert margins[1] > margins[0]


def test_sampled_answers_are_paid_by_the_fact_checker(training):
    more = {"grpo": {"generations": 2, "answer_tokens": 8}, "steps": 2, "evaluate_every": None}
    training.train("grpo", "grpo", more)
    entries = read_progress(training.folder / "runs" / "grpo" / "progress.jsonl")
    assert any("reward" in entry for entry in entries)


def test_preferences_start_from_the_supervised_adapter(training, whole):
    more = {"adapter": {"start_from": "runs/sft-whole/final"}, "steps": 2, "evaluate_every": None}
    training.train("dpo", "dpo-after-sft", more)
    out = training.folder / "margins.json"
    config = training.config("margins")
    adapter = training.folder / "runs" / "dpo-after-sft" / "final"
    training.run("finetune.training.losses", "dpo", "--config", config, "--adapter", adapter, "--out", out)
    assert len(json.loads(out.read_text())["figures"]) == 6


@pytest.mark.parametrize("check", ["adapters", "layouts", "packing", "answers", "estimate", "vectors"])
def test_inside_the_environment(training, check):
    training.run("tests.integration.finetune.inside", check, training.folder)


def test_what_is_exported_says_the_same(training, whole):
    training.run("tests.integration.finetune.inside", "exports", training.folder)


def _wait_for_step(progress: Path, step: int) -> None:
    for _ in range(60_000):
        if _last_step(progress) >= step:
            return
        time.sleep(0.01)
    raise AssertionError(f"step {step} never came")


def _last_step(progress: Path) -> int:
    return max((int(entry["step"]) for entry in read_progress(progress)), default=-1)


def _losses(progress: Path) -> list[float]:
    return [entry["loss"] for entry in read_progress(progress) if "loss" in entry]
