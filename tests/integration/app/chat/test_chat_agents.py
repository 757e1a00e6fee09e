"""A program with tools of its own behind the gateway: only what is of hardware is held to the manuals."""

import json
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest

from app.llm.double import Answer, ScriptedLlm, call
from app.llm.errors import LlmUnavailableError
from app.llm.types import ServedLlm
from tests.integration.app.chat.asking import RIGHT, STOP, TOOL, WRONG, Behind, ask, content, stream
from tests.integration.served import served


async def test_tool_calls_reach_the_client_as_the_model_made_them(base: str, behind: Behind) -> None:
    whole = call("read_file", {"path": "src/main.c"}, id="call_7")
    llm = behind.put([Answer("I look at the file first.", tool_calls=(whole,))])
    chunks = await stream(base, tools=[TOOL], tool_choice="auto", parallel_tool_calls=False)
    deltas = [
        part
        for chunk in chunks
        for choice in chunk["choices"]
        for part in choice["delta"].get("tool_calls", ())
    ]
    assert deltas[0]["index"] == 0
    assert (deltas[0]["id"], deltas[0]["type"], deltas[0]["function"]["name"]) == (
        "call_7",
        "function",
        "read_file",
    )
    assert all("id" not in part and part["index"] == 0 for part in deltas[1:])
    arguments = "".join(part["function"].get("arguments", "") for part in deltas)
    assert json.loads(arguments) == {"path": "src/main.c"}
    assert chunks[-1]["choices"][0]["finish_reason"] == "tool_calls"
    assert content(chunks) == "I look at the file first."
    sent = llm.requests[0]
    assert list(sent.tools) == [TOOL]
    assert sent.tool_choice == "auto"
    assert sent.extra["parallel_tool_calls"] is False
    assert "SLEEPDEEP" in sent.messages[-1]["content"], "the evidence stands before the model"


async def test_the_next_round_of_an_agent_keeps_its_messages(base: str, behind: Behind) -> None:
    llm = behind.put([RIGHT])
    messages = [
        {"role": "system", "content": "You are an agent."},
        {"role": "user", "content": STOP},
        {"role": "assistant", "content": None, "tool_calls": [call("read_file", {"path": "a.c"})]},
        {"role": "tool", "tool_call_id": "call_0", "content": "void main(void) {}"},
    ]
    done = await ask(base, messages=messages, tools=[TOOL])
    message = done["choices"][0]["message"]
    assert message["content"].startswith("Set the SLEEPDEEP bit")
    assert "tool_calls" not in message
    sent = llm.requests[0].messages
    assert sent[2:] == messages[2:]
    assert sent[1]["content"].startswith(f"{STOP}\n\n")


def test_the_openai_client_sees_tool_calls(base: str, behind: Behind) -> None:
    behind.put([Answer(tool_calls=(call("read_file", {"path": "a.c"}),))] * 2)
    client = openai.OpenAI(base_url=f"{base}/v1", api_key="none", max_retries=0)
    asked: Any = {"model": "chipcite", "messages": [{"role": "user", "content": STOP}], "tools": [TOOL]}
    done = client.chat.completions.create(**asked)
    assert done.choices[0].finish_reason == "tool_calls"
    assert done.choices[0].message.content is None
    with client.chat.completions.stream(**asked) as events:
        final = events.get_final_completion()
    calls = final.choices[0].message.tool_calls
    assert calls is not None
    assert json.loads(calls[0].function.arguments) == {"path": "a.c"}


async def test_an_agents_conversation_that_is_too_long_is_told_so(base: str, behind: Behind) -> None:
    behind.put([], models=[ServedLlm("tiny", max_model_len=256)])
    done = await ask(base, f"{STOP} {'x ' * 2000}", tools=[TOOL], stream=True)
    assert done["error"]["code"] == "context_length_exceeded"
    assert done["error"]["type"] == "invalid_request_error"


@pytest.mark.parametrize(
    ("task", "said"),
    [
        (
            "Rename foo to bar in main.c",
            "I renamed foo in lines 10, 42 and 57. Run `make -j4` next.",
        ),
        (
            "Add a unit test for crc16",
            "The polynomial is 0x1021. 5 tests pass in 12 ms.",
        ),
        ("给这个函数加上注释", "我给 3 个函数加了注释,共 25 行。"),
        ("Hello!", "Hi! What shall we build?"),
    ],
)
async def test_a_task_that_is_not_of_hardware_is_left_alone(
    base: str, behind: Behind, task: str, said: str
) -> None:
    llm = behind.put([said])
    done = await ask(base, task, tools=[TOOL])
    assert done["choices"][0]["message"]["content"] == said
    assert llm.requests[0].messages == [{"role": "user", "content": task}]
    assert done["chipcite"]["citations"] == []
    assert not done["chipcite"]["abstained"]


async def test_what_contradicts_the_manuals_is_left_out_of_a_task(base: str, behind: Behind) -> None:
    behind.put([f"I changed 3 files. {WRONG} All 12 tests pass."])
    text = (await ask(base, tools=[TOOL]))["choices"][0]["message"]["content"]
    assert text.startswith("I changed 3 files. All 12 tests pass.")
    assert "17" not in text.split("Left out")[0]


async def test_what_a_program_worked_out_itself_is_marked(base: str, behind: Behind) -> None:
    behind.put(["I wrote `stop.c`. The baud rate register is now 0x1A1."])
    text = (await ask(base, tools=[TOOL]))["choices"][0]["message"]["content"]
    assert text.startswith(
        "I wrote `stop.c`. The baud rate register is now 0x1A1 (not confirmed by the manuals)."
    )


async def test_a_program_that_says_nothing_gets_no_quotations(base: str, behind: Behind) -> None:
    behind.put([""])
    done = await ask(base, tools=[TOOL])
    assert not done["choices"][0]["message"]["content"]
    assert done["choices"][0]["finish_reason"] == "stop"


async def test_without_a_model_a_task_is_an_error_and_a_question_is_quoted(base: str, behind: Behind) -> None:
    behind.put([LlmUnavailableError()] * 2)
    body = {"model": "chipcite", "messages": [{"role": "user", "content": "Sort the list"}], "tools": [TOOL]}
    async with httpx.AsyncClient(timeout=30) as client:
        response = await client.post(f"{base}/v1/chat/completions", json=body)
    assert response.status_code == 503
    assert response.json()["error"]["message"]
    done = await ask(base, tools=[TOOL])
    assert "SLEEPDEEP" in done["choices"][0]["message"]["content"]
    assert "llm" in done["chipcite"]["degraded"]


LATE = (
    "I wrote `stop.c`. CLK_CTLR resets to 0x00000083. "
    "The reset value of CLK_CTLR is 0x00000085. PLLRDY is bit 9 of CLK_CTLR."
)


def test_registers_that_a_program_names_by_itself_are_looked_up(tmp_path: Path) -> None:
    with served(tmp_path, llm=ScriptedLlm(lambda _: LATE)) as url:
        body = {
            "model": "chipcite",
            "messages": [{"role": "user", "content": "Make the ZX90A32 sleep, in main.c"}],
            "tools": [TOOL],
        }
        done = httpx.post(f"{url}/v1/chat/completions", json=body, timeout=60).json()
    text = done["choices"][0]["message"]["content"].split("Left out")[0]
    assert text.strip() == "I wrote `stop.c`. CLK_CTLR resets to 0x00000083."
