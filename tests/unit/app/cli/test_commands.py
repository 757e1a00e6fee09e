"""The commands against a service of canned answers: what they send, what they print, how they end."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app import cli
from app.cli.ids import short_ids
from app.cli.output import CommandFailedError
from app.core.locking import lock_data_folder
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


@pytest.mark.parametrize("address", ["nonsense", "127.0.0.1:8000", "http://", "ftp://x"])
def test_an_address_that_is_none_is_called_so(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("CHIPCITE_URL", address)
    with pytest.raises(CommandFailedError, match="is no address of a service"):
        run("chips")


def test_an_error_of_our_own_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr("sys.argv", ["chipcite", "dataset", "check", "nothing"])
    monkeypatch.setenv("CHIPCITE_DATA_DIR", str(tmp_path))
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 1
    assert capsys.readouterr().err == "chipcite: There is no version latest of a dataset nothing.\n"


def test_no_line_is_broken_into_a_pipe(service: Canned) -> None:
    hit = {"document": "a.pdf", "page": 3, "section": "Clocks › " * 20 + "End", "text": "Words. " * 30}
    service.answers["POST /v1/search"] = (200, {"hits": [hit]})
    lines = run("search", "clocks")[1].splitlines()
    assert lines[1].strip() == hit["section"]
    assert len(lines) == 4


def test_a_data_folder_in_use_is_a_sentence_of_a_command_that_works_on_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = lock_data_folder(tmp_path, "chipcite serve")
    monkeypatch.setenv("CHIPCITE_DATA_DIR", str(tmp_path))
    monkeypatch.setattr("sys.argv", ["chipcite", "dataset", "build", "team"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    lock.release()
    assert ended.value.code == 1
    assert "in use by chipcite serve" in capsys.readouterr().err


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
    version |= {"error": "The PDF is damaged.", "warnings": ["Page 3 was not read."]}
    shown = run("documents", "show", "d1")[1]
    assert "NX32" in shown
    assert "a.pdf: The PDF is damaged.\na.pdf: Page 3 was not read.\n" in shown
    assert run("documents", "delete", "d1", "--yes") == (0, "Deleted.\n")
    assert ("DELETE /v1/documents/d1", b"") in service.asked


def test_ids_are_whole_in_a_pipe_and_their_ends_will_do(service: Canned) -> None:
    first, second = "0193a5c2-7c1e-7b52-9c1e-0d6f1f3f8a11", "0193a5c2-7c1e-7b52-9c1e-0d6f1f3f8b22"
    title = "A very long title " * 12
    versions = [{"id": "v1", "file_name": "a.pdf"}, {"id": "v2", "file_name": "b.pdf"}]
    documents = [
        {"id": first, "title": title, "versions": versions},
        {"id": second, "title": "B", "versions": []},
    ]
    service.answers["GET /v1/documents"] = (200, {"data": documents, "total": 2, "has_more": False})
    service.answers[f"GET /v1/documents/{second}"] = (200, documents[1])
    service.answers[f"DELETE /v1/documents/{second}"] = (200, {})
    lines = run("documents")[1].splitlines()
    assert [line.split("\t")[0] for line in lines] == ["id", first, first, second]
    assert lines[1].split("\t")[1] == title.strip()
    assert second in run("documents", "show", "8b22")[1]
    assert run("documents", "delete", "3f8b22", "-y") == (0, "Deleted.\n")
    with pytest.raises(CommandFailedError, match="means 2 documents"):
        run("documents", "show", "0193a5c2")
    with pytest.raises(CommandFailedError, match="chipcite documents"):
        run("documents", "show", "ffff")


def test_short_ids_tell_all_apart() -> None:
    assert short_ids(["x-abcdef", "y-abcdef", "z-123456"]) == {
        "x-abcdef": "x-abcdef",
        "y-abcdef": "y-abcdef",
        "z-123456": "z-123456",
    }
    assert short_ids(["0193-aaaaaa", "0193-bbbbbb"]) == {"0193-aaaaaa": "aaaaaa", "0193-bbbbbb": "bbbbbb"}
    assert short_ids([]) == {}


DOCUMENT = "0193a5c2-7c1e-7b52-9c1e-0d6f1f3f8a11"


def test_failed_versions_are_retried(service: Canned) -> None:
    versions = [{"id": "v1", "state": "failed"}, {"id": "v2", "state": "published"}]
    service.answers[f"GET /v1/documents/{DOCUMENT}"] = (200, {"id": DOCUMENT, "versions": versions})
    service.answers["POST /v1/versions/v1/retry"] = (202, {"version_id": "v1"})
    assert run("documents", "retry", DOCUMENT) == (0, "1 version started again.\n")
    versions.pop(0)
    with pytest.raises(CommandFailedError, match="has failed"):
        run("documents", "retry", DOCUMENT)


def test_edit_sends_what_is_given_where_it_belongs(service: Canned) -> None:
    versions = [{"id": "v1", "file_name": "a.pdf"}]
    document = {"id": DOCUMENT, "title": "New", "versions": versions}
    service.answers[f"GET /v1/documents/{DOCUMENT}"] = (200, document)
    service.answers[f"PATCH /v1/documents/{DOCUMENT}"] = (200, document)
    service.answers["PATCH /v1/versions/v1"] = (200, versions[0])
    code, output = run("edit", DOCUMENT, "--title", "New", "--chip", "A1", "--chip", "B2", "--revision", "V2")
    assert code == 0
    assert "New" in output
    assert service.bodies(f"PATCH /v1/documents/{DOCUMENT}")[-1] == {"title": "New", "chips": ["A1", "B2"]}
    assert service.bodies("/v1/versions/v1") == [{"revision": "V2"}]
    run("edit", DOCUMENT, "--general")
    assert service.bodies(f"PATCH /v1/documents/{DOCUMENT}")[-1] == {"chips": []}
    versions.append({"id": "v2", "file_name": "b.pdf"})
    with pytest.raises(CommandFailedError, match="--version"):
        run("edit", DOCUMENT, "--language", "zh")
    service.answers["PATCH /v1/versions/v2"] = (200, versions[1])
    assert json.loads(run("edit", DOCUMENT, "--language", "zh", "--version", "b.pdf", "--json")[1])["title"]
    assert service.bodies("/v1/versions/v2") == [{"language": "zh"}]
    for wrong in ([], ["--general", "--chip", "A1"]):
        with pytest.raises(CommandFailedError, match="--chip"):
            run("edit", DOCUMENT, *wrong)


def test_diff_shows_facts_then_passages(service: Canned) -> None:
    fact = {
        "change": "changed",
        "kind": "register",
        "name": "CTRL",
        "before": {"reset": ["0x0"]},
        "after": {"reset": ["0x1", "0x2"]},
        "before_page": 3,
        "after_page": None,
    }
    place = {"page": 4, "text": "It ticks.\nAll day."}
    passages = [
        {"change": "added", "section": ["1", "1.2"], "before": None, "after": place, "diff": []},
        {"change": "changed", "section": [], "before": place, "after": place, "diff": ["- a", "+ b"]},
    ]
    found = {"facts": [fact], "passages": passages, "truncated": True}
    service.answers[f"GET /v1/documents/{DOCUMENT}/diff"] = (200, found)
    output = run("diff", DOCUMENT, "V1", "V2")[1]
    assert "changed\tregister\tCTRL\treset 0x0\treset 0x1 / 0x2\t3" in output
    assert "added: 1 › 1.2, page 4\n+ It ticks.\n+ All day." in output
    assert "- a\n+ b" in output
    assert "raise --limit" in output
    assert "ticks" not in run("diff", DOCUMENT, "V1", "V2", "--no-passages")[1]
    assert json.loads(run("diff", DOCUMENT, "V1", "V2", "--json")[1]) == found


def test_chips_are_listed_and_exported(service: Canned, tmp_path: Path) -> None:
    chips = [{"name": "NX32F1", "documents": ["a.pdf", "b.pdf"]}, {"name": "ZZ9", "documents": []}]
    service.answers["GET /v1/chips"] = (200, {"data": chips})
    assert run("chips", "nx")[1].splitlines() == ["chip\tdocuments", "NX32F1\ta.pdf, b.pdf"]
    assert json.loads(run("chips", "--json")[1])["data"] == chips
    with pytest.raises(CommandFailedError, match="No manual here covers QQ1"):
        run("chips", "QQ1")
    service.answers["GET /v1/chips/NX32F1/export"] = "<device/>"
    assert run("export", "NX32F1") == (0, "<device/>")
    assert run("export", "NX32F1", "-o", str(tmp_path / "x.svd")) == (0, "")
    assert (tmp_path / "x.svd").read_text() == "<device/>"
    with pytest.raises(CommandFailedError, match="cannot be written"):
        run("export", "NX32F1", "-o", str(tmp_path))


def streamed(text: str, *choices: str) -> str:
    """A streamed answer, with a question back if there are choices."""
    about = {"clarify": {"question": "Which?", "choices": list(choices)} if choices else None}
    chunks = [
        {"choices": [{"delta": {"content": text}}]},
        {"choices": [{"delta": {}, "finish_reason": "stop"}], "chipcite": about},
    ]
    return "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks) + "data: [DONE]\n\n"


def converse(questions: str, *arguments: str) -> str:
    result = CliRunner().invoke(cli.commands, ["ask", "-i", *arguments], input=questions)
    assert result.exit_code == 0, result.output
    return result.output


def test_a_conversation_keeps_what_was_said(service: Canned) -> None:
    replies = answers(streamed("Which chip?", "NX32", "NX33"), streamed("Bit 0 [1]."), streamed("Bit 1."))
    service.answers["POST /v1/chat/completions"] = lambda: next(replies)
    output = converse("Which bit is HSION?\n\n2\nand HSIRDY?", "--revision", "V1")
    assert output == "Which chip?\n  1. NX32\n  2. NX33\nBit 0 [1].\nBit 1.\n"
    sent = service.bodies("/v1/chat/completions")
    assert [one["content"] for one in sent[2]["messages"]] == [
        "Which bit is HSION?",
        "Which chip?",
        "NX33",
        "Bit 0 [1].",
        "and HSIRDY?",
    ]
    assert [one["role"] for one in sent[1]["messages"]] == ["user", "assistant", "user"]
    assert all(one["chipcite"] == {"revision": "V1"} for one in sent)


def test_a_failed_turn_does_not_end_the_conversation(service: Canned) -> None:
    replies = answers(
        streamed("Bit 0."), (429, {"error": {"message": "Too many requests."}}), streamed("Bit 2.")
    )
    service.answers["POST /v1/chat/completions"] = lambda: next(replies)
    output = converse("one?\ntwo?\nthree?\n")
    assert "chipcite: Too many requests." in output
    assert "Bit 0.\nBit 2.\n" in output
    sent = service.bodies("/v1/chat/completions")[-1]
    assert [one["content"] for one in sent["messages"]] == ["one?", "Bit 0.", "three?"]


def test_a_conversation_for_machines_is_a_reply_a_line(service: Canned) -> None:
    reply = {"choices": [{"message": {"content": "Bit\n0."}}], "chipcite": {"clarify": None}}
    service.answers["POST /v1/chat/completions"] = (200, reply)
    output = converse("two?\n", "one?", "--json")
    assert [json.loads(line) for line in output.splitlines()] == [reply, reply]


def test_ask_wants_a_question() -> None:
    with pytest.raises(CommandFailedError, match="-i"):
        run("ask")


def test_version() -> None:
    assert run("version")[1].startswith("chipcite ")


CASE = {
    "id": "01a22c58-789f-7be1-bcb8-9135a5b54bd4",
    "state": "open",
    "signals": ["feedback"],
    "question": "Reset value of CTLR?",
    "answer": "It is 0x81.",
    "abstained": False,
    "pins": {},
    "chips": ["NX32"],
    "feedback": [{"rating": -1, "reason": "wrong_value", "comment": "", "correction": ""}],
    "facts": [],
    "right_answer": "CTLR: 0x83",
    "similar": ["01a22c58-789f-7be1-bcb8-000000000000"],
    "gap": "",
    "task": "",
    "stage": "",
    "note": "",
}


def test_a_case_is_accepted_with_those_that_ask_the_same(service: Canned) -> None:
    path = f"/v1/cases/{CASE['id']}"
    service.answers["GET /v1/cases"] = (200, {"data": [CASE], "has_more": False, "after": None})
    service.answers[f"PATCH {path}"] = (200, CASE)
    assert "Reset value of CTLR?" in run("cases")[1]
    assert run("cases", "accept", "54bd4", "--gap", "knowledge") == (0, "2 cases accepted.\n")
    assert service.bodies(path) == [{"state": "accepted", "gap": "knowledge", "also": CASE["similar"]}]
    with pytest.raises(CommandFailedError, match="0 cases"):
        run("cases", "drop", "nothing")


def test_decided_cases_are_asked_again(service: Canned) -> None:
    service.answers["GET /v1/cases"] = (200, {"data": [CASE], "has_more": False, "after": None})
    content = {"content": "CTLR resets to 0x00000083 [1]."}
    reply = {"choices": [{"message": content}], "chipcite": {"abstained": False}}
    service.answers["POST /v1/chat/completions"] = (200, reply)
    assert run("cases", "check") == (0, "1 of 1 decided cases hold.\n")
    content["content"] = "CTLR resets to 0x81."
    code, output = run("cases", "check")
    assert code == 1
    assert "lacks 131" in output


def test_an_adapter_is_registered_by_what_its_folder_holds(service: Canned, tmp_path: Path) -> None:
    (tmp_path / "adapter_model.safetensors").write_bytes(b"weights")
    service.answers["POST /v1/adapters"] = (201, {})
    assert run("adapters", "register", "chip-3", str(tmp_path), "--base", "tiny") == (
        0,
        "chip-3 is a candidate.\n",
    )
    (body,) = service.bodies("/v1/adapters")
    assert len(body["sha256"]) == 64
    refused = "It is better in nothing beyond the interval."
    service.answers["PATCH /v1/adapters/chip-3"] = (409, {"error": {"message": refused}})
    with pytest.raises(CommandFailedError, match="better in nothing"):
        run("adapters", "promote", "chip-3", "canary")
    live = {"name": "chip-2", "state": "live"}
    service.answers["POST /v1/adapters/rollback"] = (200, {"data": [live]})
    assert run("adapters", "rollback") == (0, "chip-2 is live.\n")


def test_the_comparison_and_the_decisions_are_shown_with_their_figures(service: Canned) -> None:
    figures = {
        "live": "",
        "canary": "chip-3",
        "state": "canary",
        "held": True,
        "live_turns": 900,
        "canary_turns": 100,
        "live_bad": 0.2,
        "canary_bad": 0.05,
        "measures": [
            {"name": "bad", "live": 0.2, "canary": 0.05, "low": -0.3, "high": 0.01, "worse": False},
            {"name": "seconds", "live": 2.0, "canary": 4.5, "low": None, "high": None, "worse": False},
        ],
        "decision": "wait",
        "objection": "",
    }
    service.answers["GET /v1/adapters/comparison"] = (200, figures)
    _, shown = run("adapters", "compare")
    assert "the base: 900 turns; chip-3 (canary): 100 turns" in shown
    assert "-0.300 to +0.010" in shown
    assert "unknown yet" in shown
    assert "wait; held: the worker leaves it as it is" in shown
    event = {
        "created_at": "2026-03-01T03:00:00+00:00",
        "adapter": "chip-2",
        "before": "canary",
        "after": "retired",
        "reason": "Worse.",
        "figures": figures,
    }
    service.answers["GET /v1/adapters"] = (200, {"data": [], "events": [event]})
    _, shown = run("adapters", "history")
    assert "Worse.\t20.0%, 5.0%" in shown
    service.answers["PATCH /v1/adapters/chip-3"] = (200, {})
    assert run("adapters", "hold", "chip-3") == (0, "chip-3 is held.\n")
    assert run("adapters", "release", "chip-3") == (0, "The worker decides about chip-3.\n")
    assert service.bodies("/v1/adapters/chip-3") == [{"held": True}, {"held": False}]


def status(**construction: object) -> dict[str, object]:
    return {"active": {"number": 1, "embedder": "default"}, "construction": construction or None}


BUILDING = {"number": 2, "embedder": "bge-m3", "versions_done": 3, "versions_total": 51, "error": ""}


def test_reindex_begins_follows_and_gives_up(service: Canned, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.cli.documents.LOOK_SECONDS", 0)
    service.answers["POST /v1/index/construction"] = (202, status(**BUILDING, state="building"))
    service.answers["GET /v1/index"] = (200, status())
    line = "Index 1 (default) answers. Index 2 (bge-m3) is being built: 3 of 51 versions."
    assert run("documents", "reindex") == (0, f"{line}\n")
    assert run("documents", "reindex", "--wait") == (0, "Index 1 (default) answers.\n")
    failed = status(**BUILDING | {"error": "No room."}, state="failed")
    service.answers["GET /v1/index"] = service.answers["DELETE /v1/index/construction"] = (200, failed)
    code, output = run("documents", "reindex", "--wait")
    assert code == 1
    assert "was not built: No room." in output
    assert run("documents", "reindex", "--stop")[0] == 0


def test_the_list_of_documents_says_that_an_index_is_being_built(service: Canned) -> None:
    service.answers["GET /v1/documents"] = (200, {"data": [], "total": 0, "has_more": False})
    service.answers["GET /v1/index"] = (200, status(**BUILDING, state="building"))
    assert "3 of 51 versions" in run("documents")[1]


def test_two_chips_are_compared(service: Canned) -> None:
    change = {"change": "changed", "kind": "register", "name": "RTC_CNT", "before_page": 5, "after_page": 6}
    found = {
        "facts": [change | {"before": {"reset": ["0x0"]}, "after": {"reset": ["0xF"]}}],
        "truncated": False,
    }
    service.answers["GET /v1/chips/diff"] = (200, found)
    code, output = run("diff", "QX583", "QX573", "--peripheral", "RTC")
    assert code == 0
    assert output.splitlines()[-1].split("\t") == [
        "changed",
        "register",
        "RTC_CNT",
        "reset 0x0",
        "reset 0xF",
        "5 → 6",
    ]
