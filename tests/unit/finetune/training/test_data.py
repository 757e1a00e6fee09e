"""Rows of dataset versions, in the shapes that they come in."""

import json

import pytest

from finetune.training.checkpoints import claimed, last_checkpoint
from finetune.training.config import ConfigError
from finetune.training.data import (
    conversation,
    fingerprint,
    preference,
    prompt_of,
    read_rows,
    spread,
    thumb,
)

ASKED = [{"from": "human", "value": "q"}]


def test_sharegpt_becomes_messages_with_the_system_first():
    row = {"system": "rules", "conversations": [*ASKED, {"from": "gpt", "value": "a"}]}
    assert [one["role"] for one in conversation(row)] == ["system", "user", "assistant"]
    assert prompt_of(row) == conversation(row)[:-1]


def test_pairs_and_thumbs():
    better, worse = {"from": "gpt", "value": "a"}, {"from": "gpt", "value": "b"}
    pair = preference({"conversations": ASKED, "chosen": better, "rejected": worse})
    assert pair["chosen"] == [{"role": "assistant", "content": "a"}]
    made = thumb({"conversations": [*ASKED, worse], "kto_tag": False})
    assert (made["prompt"], made["completion"][0]["content"], made["label"]) == (pair["prompt"], "b", False)


def test_what_is_looked_at_is_taken_out_of_the_whole_file():
    assert spread(range(10), 4) == [0, 2, 5, 7]
    assert spread(range(3), 4) == spread(range(3), None) == [0, 1, 2]


def test_an_unknown_role_and_a_broken_line_are_said(tmp_path):
    with pytest.raises(ConfigError, match="no role"):
        conversation({"conversations": [{"from": "robot", "value": "x"}]})
    file = tmp_path / "train.jsonl"
    file.write_text('{"a": 1}\n{"b"\n', encoding="utf-8")
    with pytest.raises(ConfigError, match="line 2"):
        list(read_rows(file))


def test_the_fingerprint_is_of_the_content(tmp_path):
    file = tmp_path / "sft" / "train.jsonl"
    file.parent.mkdir()
    file.write_text("{}\n", encoding="utf-8")
    before = fingerprint(tmp_path)
    assert fingerprint(tmp_path) == before
    file.write_text('{"a": 1}\n', encoding="utf-8")
    assert fingerprint(tmp_path) != before


def test_a_half_written_checkpoint_is_removed_and_the_one_before_it_taken(tmp_path):
    for step, whole in ((3, True), (12, True), (100, False)):
        folder = tmp_path / f"checkpoint-{step}"
        folder.mkdir()
        if whole:
            (folder / "trainer_state.json").write_text(json.dumps({"global_step": step}), encoding="utf-8")
    assert last_checkpoint(tmp_path) == tmp_path / "checkpoint-12"
    assert not (tmp_path / "checkpoint-100").exists()


def test_a_folder_belongs_to_one_configuration(tmp_path):
    for _ in range(2):
        with claimed(tmp_path / "run", "one"):
            pass
    with pytest.raises(ConfigError, match="another configuration"), claimed(tmp_path / "run", "two"):
        pass


def test_two_processes_do_not_train_in_one_folder(tmp_path):
    with (
        claimed(tmp_path / "run", "one"),
        pytest.raises(ConfigError, match="Another process"),
        claimed(tmp_path / "run", "one"),
    ):
        pass
