"""Configurations that can be run, and those that cannot, with what they say."""

from pathlib import Path

import pytest

from finetune.training.config import ConfigError, Method, read_config
from finetune.training.launch import command, layouts

PATHS = "dataset: data/1\nbase: model\noutput: runs/a\n"


def _read(tmp_path, more=""):
    file = tmp_path / "run.yaml"
    file.write_text(PATHS + more, encoding="utf-8")
    return read_config(file)


def test_paths_are_relative_to_the_file_and_alpha_is_twice_r(tmp_path):
    config = _read(tmp_path, "adapter: {r: 8}\n")
    assert config.base == tmp_path / "model"
    assert config.adapter.scale == 16


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("learning_rat: 1\n", "learning_rat"),
        ("quantization: nf4\nadapter: {kind: full}\n", "cannot be trained in full"),
        ("patience: 2\n", "patience needs evaluate_every"),
        ("patience: 2\nevaluate_every: 10\nsave_every: 15\n", "multiple"),
        ("streaming: true\n", "streaming needs steps"),
        ("adapter: {kind: other}\n", "peft_type"),
        ("adapter: {r: 0}\n", "adapter.r"),
        ("adapter: [\n", "not YAML"),
    ],
)
def test_what_cannot_be_run_is_said_in_a_sentence(tmp_path, more, told):
    with pytest.raises(ConfigError, match=told):
        _read(tmp_path, more)


def test_the_examples_of_the_documentation_can_be_read():
    examples = sorted((Path(__file__).parents[4] / "docs" / "finetune").glob("*.yaml"))
    assert len(examples) >= 5
    for example in examples:
        read_config(example)


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(ConfigError, match="Cannot read"):
        read_config(tmp_path / "none.yaml")


def test_a_layout_is_one_of_ours_or_a_file(tmp_path):
    line = command(Method.SFT, tmp_path / "run.yaml", layout="zero3-offload")
    assert "accelerate.commands.launch" in line
    assert set(layouts()) == {
        "one-gpu", "gpus", "zero0", "zero1", "zero2", "zero3", "zero2-offload", "zero3-offload",
    }  # fmt: skip
    with pytest.raises(ConfigError, match="no layout"):
        command(Method.SFT, tmp_path / "run.yaml", layout="zero9")
