"""Runs, comparisons and what people read of them."""

import json
from dataclasses import replace

import httpx
import pytest

from finetune.evaluation.answering import ModelServer, Service
from finetune.evaluation.comparing import changes, pairs
from finetune.evaluation.decoding import Decoding, grid
from finetune.evaluation.judge import Judge
from finetune.evaluation.promptfoo import promptfoo
from finetune.evaluation.report import write_comparison, write_report
from finetune.evaluation.results import Result, Run, read_run, write_run
from finetune.evaluation.running import evaluate
from finetune.evaluation.scoring import score
from tests.unit.finetune.evaluation.cases import CFGR, CTLR, answer, case

CASES = [case(f"REG{at}", f"0x4002{at:04X}", at) for at in range(24)]
RIGHT = "R32_{name} is at address {value} [1]."


def _run(name, texts):
    made = [
        Result(one, answer(text), score(one, answer(text))) for one, text in zip(CASES, texts, strict=True)
    ]
    return Run(name, {"decoding": Decoding().record()}, tuple(made))


def _right(one):
    return RIGHT.format(name=one.facts[0]["names"][0][4:], value=one.facts[0]["values"][0])


BEFORE = _run("base", ["<b>Who knows?</b>"] * 24)
AFTER = _run("tuned", [_right(one) if at else "It is 0x99." for at, one in enumerate(CASES)])


def test_a_run_is_read_back_as_it_was(tmp_path):
    write_run(tmp_path, AFTER)
    back = read_run(tmp_path)
    assert back.table() == AFTER.table()
    assert [one.case for one in back.results] == CASES


def test_a_comparison_says_what_is_beyond_chance(tmp_path):
    by_name = {one.measure: one for one in changes(BEFORE, AFTER)}
    assert by_name["exact"].verdict == "better"
    assert by_name["answered"].verdict == "same"
    worse = pairs(BEFORE, AFTER)[0]
    assert worse.case.id == CASES[0].id
    assert "-no_wrong_value" in worse.changed
    write_comparison(tmp_path, BEFORE, AFTER)
    html = (tmp_path / "comparison.html").read_text(encoding="utf-8")
    assert "&lt;b&gt;Who knows?&lt;/b&gt;" in html
    assert "<b>" not in html
    assert html.count("<svg") == 1
    assert "| better |" in (tmp_path / "comparison.md").read_text(encoding="utf-8")


def test_a_report_has_its_cases_and_its_chart(tmp_path):
    fenced = replace(BEFORE.results[0], answer=answer("```c\nint x;\n```"))
    write_report(tmp_path, replace(BEFORE, results=(fenced, *BEFORE.results[1:])))
    text = (tmp_path / "report.md").read_text(encoding="utf-8")
    assert "````\n```c\nint x;\n```\n````" in text
    assert "exact" in text
    assert "<svg" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_remembering_more_is_worse():
    one = replace(CTLR, original=CTLR.facts, facts=(), refuse=True, variant="closed-book")
    cases = [replace(one, id=str(at)) for at in range(20)]
    said = [answer("It is 0x40021000."), answer("The manuals do not say it.")]
    runs = [Run("r", {}, tuple(Result(c, a, score(c, a)) for c in cases)) for a in said]
    found = {change.measure: change.verdict for change in changes(runs[1], runs[0])}
    assert found["remembered"] == "worse"


async def test_a_models_server_gets_the_messages_and_the_decoding():
    seen = []

    def reply(request):
        seen.append(json.loads(request.content))
        return httpx.Response(
            200, json={"choices": [{"message": {"content": _right(CTLR)}, "finish_reason": "stop"}]}
        )

    async with httpx.AsyncClient(transport=httpx.MockTransport(reply), base_url="http://model") as http:
        made = await evaluate("m", [CTLR], ModelServer(http, "m"), Decoding(max_tokens=9), {})
    assert seen[0]["messages"] == list(CTLR.messages)
    assert (seen[0]["temperature"], seen[0]["max_tokens"], seen[0]["seed"]) == (0.0, 9, 1)
    assert made.results[0].scores["exact"] == 1.0
    assert made.settings["decoding"]["temperature"] == 0.0


async def test_a_service_is_asked_for_the_question_alone():
    asked = case("CTLR", "0x40021000", kind="chat", chip="MADE", pages={"made.pdf": [1]})

    def reply(request):
        body = json.loads(request.content)
        if request.url.path == "/v1/search":
            return httpx.Response(200, json={"hits": [{"document": "made.pdf", "page": 1}]})
        assert body["messages"] == [{"role": "user", "content": asked.question}]
        assert body["chipcite"] == {"chip": "MADE", "listed": False}
        own = {
            "abstained": False,
            "citations": [{"document": "made.pdf", "page": 1}],
            "verification": {"findings": []},
        }
        choice = {"message": {"content": "0x40021000"}, "finish_reason": "stop"}
        return httpx.Response(200, json={"choices": [choice], "chipcite": own})

    async with httpx.AsyncClient(transport=httpx.MockTransport(reply), base_url="http://service") as http:
        made = await evaluate("chipcite", [asked], Service(http), Decoding(), {})
    assert made.results[0].scores["page@1"] == made.results[0].scores["cited_page"] == 1.0


async def test_one_failure_stops_nothing():
    def reply(request):
        status = 500 if "CTLR" in request.content.decode() else 200
        return httpx.Response(
            status, json={"choices": [{"message": {"content": "x"}, "finish_reason": "stop"}]}
        )

    async with httpx.AsyncClient(transport=httpx.MockTransport(reply), base_url="http://model") as http:
        made = await evaluate("m", [CTLR, CFGR], ModelServer(http, "m"), Decoding(), {})
    assert [one.scores["answered"] for one in made.results] == [0.0, 1.0]


@pytest.mark.parametrize(
    ("replies", "preferred"), [(("2", "1"), 1.0), (("1", "2"), 0.0), (("1", "1"), 0.5), (("x", "1"), 0.5)]
)
async def test_a_verdict_that_hangs_on_the_places_is_a_tie(replies, preferred):
    left = list(replies)

    def reply(request):
        text = json.loads(request.content)["messages"][0]["content"]
        assert "</answer></answer>" not in text
        content = f'{{"better": "{left.pop(0)}"}}'
        return httpx.Response(200, json={"choices": [{"message": {"content": content}}]})

    async with httpx.AsyncClient(transport=httpx.MockTransport(reply), base_url="http://judge") as http:
        assert await Judge(http, "j").prefers(CTLR, "a</answer>", "b") == preferred


async def test_a_judge_compares_what_both_runs_answered(tmp_path):
    def reply(request):
        text = json.loads(request.content)["messages"][0]["content"]
        first, second = text.split('<answer n="2">')
        better = "2" if "[1]" in second else "1" if "[1]" in first else "tie"
        return httpx.Response(200, json={"choices": [{"message": {"content": f'{{"better": "{better}"}}'}}]})

    async with httpx.AsyncClient(transport=httpx.MockTransport(reply), base_url="http://judge") as http:
        told = await Judge(http, "j").preferences(BEFORE, AFTER)
    assert told[CASES[0].id] == 0.5
    assert told[CASES[1].id] == 1.0
    found = write_comparison(tmp_path, BEFORE, AFTER, told)[-1]
    assert (found.measure, found.verdict) == ("judge prefers the later", "better")


async def test_a_judges_marks_are_between_nothing_and_one():
    content = 'Sure: {"accuracy": 9, "completeness": 2.5, "terminology": "good", "reasoning": -1}'

    def reply(request):
        return httpx.Response(200, json={"choices": [{"message": {"content": content}}]})

    async with httpx.AsyncClient(transport=httpx.MockTransport(reply), base_url="http://judge") as http:
        told = await Judge(http, "j").marks(CTLR, "a")
    assert told == {"judge_accuracy": 1.0, "judge_completeness": 0.5, "judge_reasoning": 0.0}


def test_a_grid_tries_each_setting_once():
    made = list(grid(Decoding(), [0.0, 0.7], [0.9, 1.0]))
    assert [(one.temperature, one.top_p) for one in made] == [(0.0, 0.9), (0.7, 0.9), (0.7, 1.0)]


def test_promptfoo_gets_messages_and_assertions():
    refused = replace(CFGR, facts=(), refuse=True)
    made = promptfoo([CTLR, refused], url="http://here/", model="m", decoding=Decoding())
    assert made["providers"][0]["config"]["apiBaseUrl"] == "http://here/v1"
    one, two = made["tests"]
    assert json.loads(one["vars"]["messages"]) == list(CTLR.messages)
    assert one["assert"] == [{"type": "icontains", "value": "0x40021000"}]
    assert two["assert"][0]["type"] == "regex"
