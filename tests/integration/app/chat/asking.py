"""Questions to a served gateway behind which a test puts a scripted model."""

import json
from dataclasses import replace
from typing import Any

import httpx
from fastapi import FastAPI

from app.llm.double import Script, ScriptedLlm

STOP = "How do I enter stop mode on the ZX90A32?"
UNSURE = "What happens to the debugger in stop mode on the ZX90A32?"
"""Its passages are near, and none answers: nothing stands before a model's words."""
RIGHT = "Set the SLEEPDEEP bit and execute the wait instruction [1]."
WRONG = "The SLEEPDEEP bit is bit 17 of PWR_CR [1]."
TOOL = {"type": "function", "function": {"name": "read_file", "parameters": {"type": "object"}}}


class Behind:
    """Puts scripted models behind the running service."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app
        self.before = app.state.resources

    def put(self, script: Script, **options: Any) -> ScriptedLlm:
        """From now on this model answers."""
        llm = ScriptedLlm(script, **options)
        self.app.state.resources = replace(self.before, llm=llm)
        return llm


async def ask(base: str, question: str = STOP, **more: Any) -> dict[str, Any]:
    body = {"model": "chipcite", "messages": [{"role": "user", "content": question}]} | more
    async with httpx.AsyncClient(timeout=30) as client:
        response = await client.post(f"{base}/v1/chat/completions", json=body)
        return dict(response.json())


async def stream(base: str, question: str = STOP, **more: Any) -> list[dict[str, Any]]:
    body = {"model": "chipcite", "stream": True, "messages": [{"role": "user", "content": question}]} | more
    async with httpx.AsyncClient(timeout=30) as client:
        response = await client.post(f"{base}/v1/chat/completions", json=body)
    lines = [line.removeprefix("data: ") for line in response.text.splitlines() if line.startswith("data: ")]
    assert lines.pop() == "[DONE]"
    return [json.loads(line) for line in lines]


def content(chunks: list[dict[str, Any]]) -> str:
    return "".join(c["choices"][0]["delta"].get("content") or "" for c in chunks if c.get("choices"))


def written(text: str) -> str:
    """What stands behind the manuals' own words."""
    return text.partition("In the language model's words, checked against the manuals:\n\n")[2]
