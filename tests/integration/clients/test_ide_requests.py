"""Requests as Cline, Continue and VS Code put them on the wire, and what these read of the replies.

docs/ide.md says how the clients are set up; its examples are checked here too.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from app.llm.double import Answer, ScriptedLlm, call
from app.llm.types import LlmRequest
from tests.integration.served import served
from tests.integration.shelf import QUESTION

DOCS = Path(__file__).resolve().parents[3] / "docs" / "ide.md"
KEY = "a-key"
TOOL = {
    "type": "function",
    "function": {
        "name": "read_file",
        "parameters": {"type": "object", "properties": {"path": {"type": "string"}}},
    },
}


def say(request: LlmRequest) -> str | Answer:
    """Calls the tool that it is given."""
    return Answer(tool_calls=(call("read_file", {"path": "a.c"}),)) if request.tools else "RCC_PLLON"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """HTTP to a service with a key and a model."""
    with (
        served(tmp_path_factory.mktemp("ide"), api_key=KEY, llm=ScriptedLlm(say)) as url,
        httpx.Client(base_url=url, timeout=60) as client,
    ):
        yield client


def chunks_of(reply: httpx.Response) -> list[dict[str, Any]]:
    """The stream as Continue reads it: lines that begin with `data:`, and nothing else but comments."""
    assert reply.status_code == 200, reply.text
    assert "content-encoding" not in reply.headers
    lines = [line for line in reply.text.splitlines() if line and not line.startswith(":")]
    assert all(line.startswith("data: ") for line in lines)
    assert lines[-1] == "data: [DONE]"
    return [json.loads(line.removeprefix("data: ")) for line in lines[:-1]]


@pytest.mark.parametrize("header", [{"Authorization": f"Bearer {KEY}"}, {"x-api-key": KEY}, {"api-key": KEY}])
def test_the_key_in_each_clients_header(service: httpx.Client, header: dict[str, str]) -> None:
    found = service.get("/v1/models", headers=header).json()["data"][0]
    assert found["id"] == "chipcite"
    assert found["max_model_len"] > 0
    refused = service.get("/v1/models")
    assert (refused.status_code, refused.json()["error"]["code"]) == (401, "invalid_api_key")


def test_no_model_is_called_like_openais_own(service: httpx.Client) -> None:
    models = service.get("/v1/models", headers={"api-key": KEY}).json()["data"]
    assert not [model["id"] for model in models if model["id"].startswith(("gpt", "o"))]


def test_cline(service: httpx.Client) -> None:
    content = [
        {"type": "text", "text": f'<user_input mode="plan">\n{QUESTION}\n</user_input>'},
        {"type": "text", "text": '<file_content path="src/a.c">\n#define X 1\n</file_content>'},
    ]
    body = {
        "model": "chipcite",
        "messages": [
            {"role": "system", "content": "You are Cline, a highly skilled software engineer."},
            {"role": "user", "content": content},
        ],
        "temperature": 0,
        "stream": True,
        "stream_options": {"include_usage": True},
        "tools": [TOOL],
    }
    reply = service.post("/v1/chat/completions", json=body, headers={"Authorization": f"Bearer {KEY}"})
    *said, usage = chunks_of(reply)
    assert usage["choices"] == []
    assert usage["usage"]["prompt_tokens"] > 0
    assert said[0]["choices"][0]["delta"]["role"] == "assistant"
    deltas = [one for chunk in said for one in chunk["choices"][0]["delta"].get("tool_calls", ())]
    assert (deltas[0]["index"], deltas[0]["type"], deltas[0]["function"]["name"]) == (
        0,
        "function",
        "read_file",
    )
    assert deltas[0]["id"]
    assert json.loads("".join(one["function"].get("arguments", "") for one in deltas)) == {"path": "a.c"}
    assert [chunk["choices"][0]["finish_reason"] for chunk in said][-1] == "tool_calls"


def test_continue(service: httpx.Client) -> None:
    headers = {"Authorization": f"Bearer {KEY}", "api-key": KEY, "x-api-key": KEY}
    question = f"{QUESTION}\n\n```c src/a.c (1-2)\n#define X 1\n```\n"
    body = {
        "model": "chipcite",
        "messages": [{"role": "user", "content": [{"type": "text", "text": question}]}],
        "max_tokens": 4096,
        "stream": True,
        "stream_options": {"include_usage": True},
        "stop": None,
        "prediction": None,
    }
    chunks = chunks_of(service.post("/v1/chat/completions", json=body, headers=headers))
    text = "".join(chunk["choices"][0]["delta"].get("content") or "" for chunk in chunks if chunk["choices"])
    assert "0x00000083" in text
    assert "](http" in text, "citations that stand only beside the content are never seen"


def test_continues_autocompletion(service: httpx.Client) -> None:
    prompt = "<fim_prefix>RCC->CTLR |= <fim_suffix>;\n<fim_middle>"
    body = {
        "model": "chipcite",
        "prompt": prompt,
        "max_tokens": 256,
        "temperature": 0.01,
        "stream": True,
        "stop": ["<fim_prefix>", "<fim_suffix>", "<fim_middle>", "\n\n"],
    }
    chunks = chunks_of(service.post("/v1/completions", json=body, headers={"api-key": KEY}))
    assert "".join(chunk["choices"][0]["text"] for chunk in chunks) == "RCC_PLLON"


def test_vs_codes_endpoint(service: httpx.Client) -> None:
    typed = f"<context>\nToday is Monday.\n</context>\n<userRequest>\n{QUESTION}\n</userRequest>"
    body = {
        "model": "chipcite",
        "messages": [
            {
                "role": "system",
                "content": "You are an expert AI programming assistant, working with VS Code.",
            },
            {"role": "user", "content": typed},
        ],
        "temperature": 0.1,
        "top_p": 1,
        "max_tokens": 4000,
        "n": 1,
        "stream": True,
    }
    chunks = chunks_of(
        service.post("/v1/chat/completions", json=body, headers={"Authorization": f"Bearer {KEY}"})
    )
    assert all(chunk["choices"] for chunk in chunks)
    text = "".join(chunk["choices"][0]["delta"].get("content") or "" for chunk in chunks)
    assert "0x00000083" in text


def test_the_examples_of_the_documentation_can_be_read() -> None:
    blocks = re.findall(r"```(json|yaml)\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    read = [json.loads(text) if kind == "json" else yaml.safe_load(text) for kind, text in blocks]
    assert len(read) == 4
    assert {model["apiBase"] for model in read[1]["models"]} == {"http://127.0.0.1:8000/v1/"}
