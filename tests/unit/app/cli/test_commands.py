"""The commands against a service of canned answers: what they send, what they print, how they end."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app import cli
from app.cli.output import CommandFailedError
from tests.unit.app.cli.conftest import Answer, Canned

HIT = {
    "document": "nx32.pdf",
    "document_id": "d",
    "version_id": "v",
    "revision": "V1.2",
    "page": 7,
    "bbox": [0, 0, 1, 1],
    "section": "Clocks › RCC_CTLR",
    "text": "HSION [red]bit[/red] 0\x1b[2J",
    "score": 1.0,
    "sources": ["identifier"],
}


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli.commands, list(arguments))
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def test_search_shows_where_each_passage_stands(service: Canned) -> None:
    service.answers["POST /v1/search"] = (200, {"hits": [HIT]})
    code, output = run("search", "HSION", "--chip", "NX32", "--limit", "3")
    assert code == 0
    assert "nx32.pdf V1.2, page 7" in output
    assert "[red]bit[/red]" in output
    assert "\x1b[2J" not in output
    assert service.bodies("/v1/search") == [{"query": "HSION", "limit": 3, "chip": "NX32"}]


def test_search_speaks_json_to_machines(service: Canned) -> None:
    service.answers["POST /v1/search"] = (200, {"hits": [HIT]})
    assert json.loads(run("search", "HSION", "--json")[1]) == {"hits": [HIT]}


def test_an_error_of_the_service_is_its_sentence(service: Canned) -> None:
    service.answers["POST /v1/search"] = (400, {"error": {"message": "The query is empty."}})
    with pytest.raises(CommandFailedError, match=r"The query is empty\."):
        run("search", "")


def test_without_a_service_it_says_how_to_start_one(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["chipcite", "search", "x", "--url", "http://127.0.0.1:9"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 3
    assert "chipcite serve" in capsys.readouterr().err


def test_ask_prints_the_stream(service: Canned) -> None:
    chunks = [{"choices": [{"delta": {"role": "assistant"}}]}, {"choices": [{"delta": {"content": "Bit 0"}}]}]
    chunks += [{"choices": [{"delta": {"content": " [1]."}, "finish_reason": "stop"}]}]
    service.answers["POST /v1/chat/completions"] = (
        ": keep-alive\n\n"
        + "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks)
        + "data: [DONE]\n\n"
    )
    code, output = run("ask", "Which bit is HSION?", "--chip", "NX32")
    assert (code, output) == (0, "Bit 0 [1].\n")
    assert service.bodies("/v1/chat/completions")[0]["chipcite"] == {"chip": "NX32"}


def test_ask_ends_on_an_error_in_the_stream(service: Canned) -> None:
    service.answers["POST /v1/chat/completions"] = 'data: {"error": {"message": "The model is away."}}\n\n'
    with pytest.raises(CommandFailedError, match="away"):
        run("ask", "Which bit?")


def answers(*values: Answer) -> Iterator[Answer]:
    yield from values


@pytest.fixture
def manuals(tmp_path: Path) -> Path:
    for name in ("b.md", "a.pdf", "picture.png", ".hidden/c.md", "deep/d.RST"):
        path = tmp_path / "manuals" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return tmp_path / "manuals"


def job(state: str, **more: object) -> Answer:
    return (200, {"state": state, "step": "convert", "pages_done": 1, "pages_total": 2, "error": "", **more})


def test_ingest_follows_each_file_to_its_end(service: Canned, manuals: Path) -> None:
    accepted = answers(
        (202, {"document_id": "1", "version_id": "1", "job_id": "ingest-1"}),
        (400, {"error": {"message": "The file is a JPEG picture."}}),
        (202, {"document_id": "3", "version_id": "3", "job_id": "ingest-3"}),
    )
    service.answers["POST /v1/documents"] = lambda: next(accepted)
    first = answers(job("converting"), job("published"))
    service.answers["GET /v1/jobs/ingest-1"] = lambda: next(first)
    service.answers["GET /v1/jobs/ingest-3"] = job("failed", error="The file is encrypted.")
    code, output = run("ingest", str(manuals), "--chip", "NX32", "--chip", "NX33")
    assert code == 1
    assert "1 of 3 documents can be asked." in output
    assert "b.md: The file is a JPEG picture." in output
    assert "d.RST: The file is encrypted." in output
    sent = [body for path, body in service.asked if path == "POST /v1/documents"]
    assert [b"a.pdf" in body for body in sent] == [True, False, False]
    assert all(b'name="chips"\r\n\r\nNX32,NX33' in body for body in sent)


def test_ingest_need_not_wait(service: Canned, manuals: Path) -> None:
    service.answers["POST /v1/documents"] = (
        202,
        {"document_id": "1", "version_id": "1", "job_id": "ingest-1"},
    )
    code, output = run("ingest", str(manuals / "a.pdf"), "--no-wait", "--json")
    assert code == 0
    assert [one["state"] for one in json.loads(output)["documents"]] == ["received"]


def test_documents_are_listed_shown_and_deleted(service: Canned) -> None:
    version = {
        "revision": "V1",
        "language": "en",
        "state": "published",
        "page_count": 4,
        "file_name": "a.pdf",
    }
    document = {"id": "d1", "title": "Manual", "chips": ["NX32"], "versions": [version]}
    service.answers["GET /v1/documents"] = (200, {"data": [document], "total": 1, "has_more": False})
    service.answers["GET /v1/documents/d1"] = (200, document)
    service.answers["DELETE /v1/documents/d1"] = (200, {"deleted": True})
    assert "a.pdf" in run("documents")[1]
    assert json.loads(run("documents", "list", "--json")[1])["total"] == 1
    assert "NX32" in run("documents", "show", "d1")[1]
    assert run("documents", "delete", "d1", "--yes") == (0, "Deleted.\n")
    assert ("DELETE /v1/documents/d1", b"") in service.asked


def test_version() -> None:
    assert run("version")[1].startswith("chipcite ")
