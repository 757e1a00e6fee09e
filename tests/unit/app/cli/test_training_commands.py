"""`chipcite train` and `chipcite evaluate` without the training libraries."""

import json

import pytest
from typer.testing import CliRunner

from app.cli import commands
from app.cli.output import CommandFailedError
from finetune.evaluation.results import Result, Run, write_run
from finetune.evaluation.scoring import score
from finetune.evaluation.suite import read_suite
from finetune.training import launch
from finetune.training.config import Method
from tests.unit.finetune.evaluation.cases import CFGR, CTLR, answer
from tests.unit.finetune.evaluation.test_reviewed import review


def _run(*line):
    return CliRunner().invoke(commands, list(line))


def test_missing_libraries_are_named_before_anything_starts(tmp_path, monkeypatch):
    monkeypatch.setattr(launch, "NEEDED", ("no_such_library",))
    monkeypatch.setattr(launch, "BESIDE", tmp_path / "python")
    ended = _run("train", "sft", "--config", str(tmp_path / "none.yaml"))
    assert isinstance(ended.exception, CommandFailedError)
    assert "no_such_library" in ended.exception.sentence


def test_an_unknown_layout_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(launch, "NEEDED", ())
    ended = _run("train", "dpo", "--config", str(tmp_path / "none.yaml"), "--layout", "zero9")
    assert isinstance(ended.exception, CommandFailedError)
    assert "zero3" in ended.exception.sentence


@pytest.mark.parametrize("suite", ["general", "exercises"])
def test_our_suites_are_written_for_promptfoo(tmp_path, suite):
    out = tmp_path / "promptfoo.json"
    assert _run("evaluate", "promptfoo", suite, "--out", str(out), "--model", "m").exit_code == 0
    made = json.loads(out.read_text(encoding="utf-8"))
    assert len(made["tests"]) == (36 if suite == "general" else 0)


def test_two_runs_are_compared(tmp_path):
    for name, text in (("before", "Who knows?"), ("after", "R32_CTLR is at address 0x40021000 [1].")):
        results = tuple(Result(one, answer(text), score(one, answer(text))) for one in (CTLR, CFGR))
        write_run(tmp_path / name, Run(name, {}, results))
    ended = _run("evaluate", "compare", str(tmp_path / "before"), str(tmp_path / "after"), "--json")
    assert {row["measure"] for row in json.loads(ended.stdout)} >= {"exact", "abstention"}
    assert (tmp_path / "after" / "comparison.html").is_file()


def test_what_is_no_suite_or_run_is_said(tmp_path):
    for line in (["run", "none.jsonl", "--out", str(tmp_path)], ["compare", str(tmp_path), str(tmp_path)]):
        ended = _run("evaluate", *line)
        assert isinstance(ended.exception, CommandFailedError)


def test_the_environment_beside_the_checkout_trains_where_this_one_cannot(tmp_path, monkeypatch):
    monkeypatch.setattr(launch, "NEEDED", ("no_such_library",))
    beside = tmp_path / "python"
    beside.touch()
    monkeypatch.setattr(launch, "BESIDE", beside)
    assert launch.command(Method.SFT, tmp_path / "c.yaml")[0] == str(beside)
    assert launch.environment()["PYTHONPATH"].startswith(str(launch.ROOT))


def test_a_learned_part_is_trained_by_a_process_that_reads_its_own_options(tmp_path, monkeypatch):
    assert _run("train", "linking", "--out", str(tmp_path)).exit_code == 2
    monkeypatch.setattr(launch, "NEEDED", ("no_such_library",))
    monkeypatch.setattr(launch, "BESIDE", tmp_path / "python")
    ended = _run("train", "cross-encoder", "--out", str(tmp_path))
    assert "no_such_library" in ended.exception.sentence


def test_decided_cases_become_a_suite(service, tmp_path):
    service.answers["GET /v1/cases"] = (200, {"data": [review()], "has_more": False, "after": None})
    ended = _run("evaluate", "cases", "--out", str(tmp_path / "cases.jsonl"))
    assert ended.stdout.startswith("1 cases in")
    assert [case.id for case in read_suite(tmp_path / "cases.jsonl")] == ["case-7"]
