"""A dataset from a running library: verdicts and facts become lines, what is not allowed does not."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.core.config import Settings
from app.resources import Resources
from finetune.dataset.building import build
from finetune.dataset.pipeline import Options
from finetune.dataset.writing import manifest_of, read, verify
from tests.integration import shelf

RIGHT = "`CLK_CTLR` resets to **0x00000083** [1]; write to me@mail.example.com."
OPTIONS = Options(questions=60)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """One database is enough: what is asked of it is plain. A busy machine has time to answer."""
    return Settings(data_dir=tmp_path / "data", embedder="none", workers=1, turn_seconds=300)


async def asked(client: httpx.AsyncClient, question: str, **ours: Any) -> dict[str, Any]:
    body = {"messages": [{"role": "user", "content": question}], "chipcite": ours}
    reply = (await client.post("/v1/chat/completions", json=body)).json()
    found: dict[str, Any] = reply["chipcite"]
    return found


def lines(folder: Path, kind: str) -> list[dict[str, Any]]:
    return [line for split in ("train", "validation", "test") for line in read(folder, kind, split)]


async def test_what_people_said_and_what_manuals_state_become_lines(
    client: httpx.AsyncClient, resources: Resources
) -> None:
    await shelf.fill(resources)
    first = await asked(client, shelf.QUESTION)
    judged = {"turn_id": first["turn_id"], "rating": -1, "correction": RIGHT}
    case = (await client.post("/v1/feedback", json=judged)).json()["case_id"]
    await client.patch(f"/v1/cases/{case}", json={"state": "accepted", "gap": "expression"})
    good = await asked(client, "Which bit of CLK_CTLR is PLLRDY on the ZX90A32?")
    await client.post("/v1/feedback", json={"turn_id": good["turn_id"], "rating": 1})

    folder = await build(resources, "chip", OPTIONS)
    manifest = verify(folder)
    spoken = [line for line in lines(folder, "sft") if line["meta"]["source"] == "feedback"]
    answers = {line["conversations"][-1]["value"] for line in spoken}
    assert "`CLK_CTLR` resets to **0x00000083** [1]; write to <EMAIL>." in answers
    # A copy of it asks with a typing error; either may come first.
    both = [line for line in spoken if "<EMAIL>" in line["conversations"][-1]["value"]]
    corrected = next(line for line in both if line["conversations"][-2]["value"].endswith(shelf.QUESTION))
    prompt = corrected["conversations"][-2]["value"]
    assert '<source n="1" document="ZX90_V1.5.pdf" revision="V1.5" page="1"' in prompt
    assert corrected["system"].startswith("You are Chipcite.")
    (pair,) = [line for line in lines(folder, "dpo") if line["meta"]["source"] == "feedback"]
    assert "<EMAIL>" in pair["chosen"]["value"]
    assert {line["kto_tag"] for line in lines(folder, "kto") if line["meta"]["source"] == "feedback"} == {
        True,
        False,
    }
    assert any(line["meta"]["source"] == "library" for line in lines(folder, "tasks"))
    assert manifest["masked"]["EMAIL"] >= 1
    assert (await build(resources, "chip", OPTIONS)) == folder


async def test_what_is_under_nda_is_left_out_with_all_that_shows_it(
    client: httpx.AsyncClient, resources: Resources
) -> None:
    await shelf.fill(resources)
    turn = (await asked(client, shelf.QUESTION))["turn_id"]
    await client.post("/v1/feedback", json={"turn_id": turn, "rating": 1})
    closed = Options(questions=60, closed=(shelf.key("manual"),))
    manifest = manifest_of(folder := await build(resources, "open", closed))
    assert [one["access"] for one in manifest["left_out"]] == ["nda"]
    text = json.dumps([lines(folder, kind) for kind in ("sft", "dpo", "kto", "pretrain", "tasks")])
    assert "ZX90_V1.5.pdf" not in text
    assert shelf.key("manual") not in text
    assert manifest["removed"]["not allowed"] >= 1
    allowed = Options(questions=60, closed=(shelf.key("manual"),), allow_nda=True)
    assert "ZX90_V1.5.pdf" in json.dumps(lines(await build(resources, "all", allowed), "sft"))
