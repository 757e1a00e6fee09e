"""A manual that is still being read is named where no other covers the chip."""

from typing import Any

import httpx
import pytest

from app.core.database import transaction
from app.library.versions import set_progress
from app.resources import Resources

QUESTIONS = {
    "en": ("What is the reset value of CLK_CTLR on the QX32V103?", "is being read: page 41 of 300"),
    "zh": ("QX32V103 的 CLK_CTLR 复位值是多少？", "正在读取:第 41 页,共 300 页"),
}


async def ask(client: httpx.AsyncClient, question: str) -> dict[str, Any]:
    body = {"messages": [{"role": "user", "content": question}]}
    reply: dict[str, Any] = (await client.post("/v1/chat/completions", json=body)).json()
    return reply


async def upload(client: httpx.AsyncClient, resources: Resources, name: str, done: int, total: int) -> None:
    file = (name, b"%PDF-1.7 " + name.encode())
    accepted = (await client.post("/v1/documents", files={"file": file})).json()
    if total:
        async with transaction(resources.sessions) as session:
            await set_progress(session, accepted["version_id"], "convert", done, total)


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_the_page_that_is_read_is_told(
    client: httpx.AsyncClient, resources: Resources, language: str
) -> None:
    question, sentence = QUESTIONS[language]
    before = await ask(client, question)
    await upload(client, resources, "QX32V103RM_2023.pdf", 41, 300)
    await upload(client, resources, "QX99A1_DS.pdf", 1, 9)
    reply = await ask(client, question)
    text = reply["choices"][0]["message"]["content"]
    assert sentence in text
    assert "QX99A1" not in text
    assert reply["chipcite"]["abstained"]
    assert "being_read" in reply["chipcite"]["degraded"]
    covered = before["choices"][0]["message"]["content"].partition("\n\n")[0]
    assert covered not in text  # that no manual covers it
    assert sentence not in before["choices"][0]["message"]["content"]


async def test_a_manual_that_waits_has_no_pages_yet(client: httpx.AsyncClient, resources: Resources) -> None:
    await upload(client, resources, "QX32V103RM_2023.pdf", 0, 0)
    reply = await ask(client, QUESTIONS["en"][0])
    assert "waiting to be read" in reply["choices"][0]["message"]["content"]
