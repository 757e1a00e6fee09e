"""Versions never change, and LLaMA-Factory's form goes out and comes in again."""

import json
from pathlib import Path

import pytest

from app.core.errors import InvalidRequestError, NotFoundError
from finetune.dataset.factory import export, imported
from finetune.dataset.prompting import dpo, kto
from finetune.dataset.splitting import parted
from finetune.dataset.types import Item, Kind, Meta
from finetune.dataset.writing import ChangedError, find, read, verify, versions, write
from tests.unit.finetune.dataset.making import conversation, distinct

MANIFEST = {"created_at": "2026-03-04", "counts": {}}


def made(root: Path, count: int = 30) -> Path:
    """A version with a little of everything."""
    pairs = distinct(count)
    messages = [
        {"role": "system", "content": "规则"},
        {"role": "user", "content": "Before?"},
        {"role": "assistant", "content": "Yes [1]."},
        {"role": "user", "content": "And 复位值?"},
    ]
    meta = Meta("library")
    items: dict[Kind, list[Item]] = {
        Kind.SFT: [conversation(*pair) for pair in pairs],
        Kind.DPO: [dpo(messages, answer, "It is 0.", meta, question) for question, answer in pairs],
        Kind.KTO: [
            kto(messages, answer, at % 2 == 0, meta, question) for at, (question, answer) in enumerate(pairs)
        ],
        Kind.PRETRAIN: [Item(Kind.PRETRAIN, {"text": question * 3}, meta, question) for question, _ in pairs],
    }
    return write(root, "chip", {kind: parted(own)[0] for kind, own in items.items()}, MANIFEST)


def test_the_same_content_is_the_same_version_and_a_change_is_noticed(tmp_path: Path) -> None:
    first, second, other = made(tmp_path), made(tmp_path), made(tmp_path, 31)
    assert first == second != other
    assert {one["version"] for one in versions(tmp_path)} == {first.name, other.name}
    assert verify(first)["version"] == first.name
    assert find(tmp_path, "chip", first.name[:6]) == first
    with pytest.raises(NotFoundError):
        find(tmp_path, "chip", "ffff0000ffff")
    file = first / "sft" / "train.jsonl"
    assert not file.stat().st_mode & 0o222
    file.chmod(0o644)
    file.write_text("{}\n")
    with pytest.raises(ChangedError, match=r"sft/train\.jsonl"):
        verify(first)


@pytest.mark.parametrize("name", ["../out", "a/b", ""])
def test_a_name_cannot_leave_its_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidRequestError):
        write(tmp_path, name, {}, MANIFEST)


@pytest.mark.parametrize("form", ["sharegpt", "alpaca"])
@pytest.mark.parametrize("parquet", [False, True])
def test_what_goes_out_comes_in_again(tmp_path: Path, form: str, parquet: bool) -> None:
    version = made(tmp_path / "datasets")
    written = export(version, tmp_path / "out", "chip", form, parquet=parquet)
    assert "chip_sft_train" in written
    names = [name for name in written if "pretrain" not in name]
    back = list(imported(tmp_path / "out", "CC0", names))
    lines = [
        line
        for kind in ("sft", "dpo", "kto")
        for split in ("train", "validation", "test")
        for line in read(version, kind, split)
    ]
    bare = sorted(
        json.dumps({key: value for key, value in line.items() if key not in ("id", "meta")}, sort_keys=True)
        for line in lines
    )
    assert sorted(json.dumps(dict(item.body), sort_keys=True) for item in back) == bare
    assert {item.meta.licence for item in back} == {"CC0"}


def test_general_data_that_names_its_documents_is_split_with_them(tmp_path: Path) -> None:
    turns = [{"from": "human", "value": "Which pin is TX?"}, {"from": "gpt", "value": "`TX` is on PA2 [1]."}]
    rows = [{"conversations": turns}, {"conversations": turns, "meta": {"documents": ["d1"]}}]
    (tmp_path / "faq.json").write_text(json.dumps(rows))
    entry = {"file_name": "faq.json", "formatting": "sharegpt"}
    (tmp_path / "dataset_info.json").write_text(json.dumps({"faq": entry}))
    assert [item.meta.documents for item in imported(tmp_path, "CC0")] == [(), ("d1",)]


def test_an_entry_that_lies_elsewhere_is_refused(tmp_path: Path) -> None:
    info = {"out": {"file_name": "../secret.json"}, "hub": {"hf_hub_url": "someone/something"}}
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "dataset_info.json").write_text(json.dumps(info))
    for name in ("out", "hub", "none"):
        with pytest.raises(InvalidRequestError):
            list(imported(tmp_path / "in", "", [name]))
