"""The commands against the whole service on a real port: what they print is what it holds."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app import cli
from tests.integration.served import served


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("cli")) as url:
        yield url


@pytest.fixture(autouse=True)
def _at(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHIPCITE_URL", url)
    monkeypatch.setenv("CHIPCITE_API_KEY", "")


def run(*arguments: str, stdin: str = "") -> str:
    result = CliRunner().invoke(cli.commands, list(arguments), input=stdin)
    assert result.exit_code == 0, (result.output, result.exception)
    return result.stdout


def rows(*arguments: str) -> list[list[str]]:
    return [line.split("\t") for line in run(*arguments).splitlines()[1:]]


def test_documents_in_a_pipe_can_be_shown_and_edited_by_the_end_of_their_ids() -> None:
    document_id = rows("documents")[0][0]
    assert len(document_id) == 36
    short = document_id[-8:]
    assert document_id in run("documents", "show", short)
    run("edit", short, "--vendor", "Own Semiconductor")
    assert json.loads(run("documents", "show", document_id, "--json"))["vendor"] == "Own Semiconductor"


def test_chips_have_registers_that_can_be_exported(tmp_path: Path) -> None:
    chips = [row[0] for row in rows("chips")]
    chip = next(chip for chip in chips if rows("registers", chip))
    register = rows("registers", chip)[0][0]
    svd = tmp_path / "chip.svd"
    run("export", chip, "-o", str(svd))
    assert f"<name>{register.rpartition('_')[2]}</name>" in svd.read_text()
    assert register in json.dumps(json.loads(run("export", chip, "--json")))
    shown = run("registers", chip, register)
    assert "addresse " not in shown


def test_a_conversation_goes_on() -> None:
    chip = next(row[0] for row in rows("chips") if rows("registers", row[0]))
    register = rows("registers", chip)[0][0]
    asked = f"What is the address of {register} on the {chip}?\nand its reset value?\n"
    replies = [json.loads(line) for line in run("ask", "-i", "--json", stdin=asked).splitlines()]
    assert len(replies) == 2
    assert register in replies[1]["choices"][0]["message"]["content"]
