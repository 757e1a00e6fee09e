"""Verdicts, cases and corrected facts over HTTP, on both databases."""

from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from app.core.database import transaction
from app.facts.records import FactSet, Provenance, Register
from app.facts.repository import save
from app.feedback.signals import CHECKS
from app.library.publication import publish
from app.models import Case, FactCorrection, Feedback
from app.resources import Resources
from tests.integration import shelf

WRONG, RIGHT = "0x00000099", "0x00000083"
UNANSWERED = "What is the maximum conversion time of the ADC under radiation on the ZX90A32?"


@pytest.fixture
async def library(resources: Resources) -> Resources:
    """The small library; the newer revision's reset value was misread."""
    await shelf.fill(resources)
    await _read_again(resources)
    return resources


async def _read_again(resources: Resources) -> None:
    """What ingestion finds in the newer revision, each time."""
    place = Provenance(1, shelf.BOX, quote=f"CLK_CTLR {WRONG}")
    register = Register("CLK_CTLR", place, "Clock control", "CLK", 0x40010000, 0, 32, WRONG)
    async with transaction(resources.sessions) as session:
        await save(
            session,
            shelf.key("new"),
            FactSet(registers=(register,)),
            lambda _page, _box: shelf.key("new/0"),
        )
    async with transaction(resources.sessions) as session:
        await publish(session, shelf.key("new"))


async def ask(client: httpx.AsyncClient, question: str = shelf.QUESTION, **more: Any) -> dict[str, Any]:
    body = {"messages": [{"role": "user", "content": question}], **more}
    reply = await client.post("/v1/chat/completions", json=body)
    assert reply.status_code == 200, reply.text
    given: dict[str, Any] = reply.json()
    return given["chipcite"] | {"text": given["choices"][0]["message"]["content"]}


async def judge(client: httpx.AsyncClient, turn_id: str, status: int = 201, **more: Any) -> dict[str, Any]:
    reply = await client.post("/v1/feedback", json={"turn_id": turn_id, "rating": -1} | more)
    assert reply.status_code == status, reply.text
    given: dict[str, Any] = reply.json()
    return given


async def queue(client: httpx.AsyncClient, **query: Any) -> list[dict[str, Any]]:
    reply = await client.get("/v1/cases", params=query)
    assert reply.status_code == 200, reply.text
    found: list[dict[str, Any]] = reply.json()["data"]
    return found


async def decide(client: httpx.AsyncClient, case: str, status: int = 200, **decision: Any) -> dict[str, Any]:
    reply = await client.patch(f"/v1/cases/{case}", json=decision)
    assert reply.status_code == status, reply.text
    given: dict[str, Any] = reply.json()
    return given


def fact(page: int = 1, **more: Any) -> dict[str, Any]:
    return {"kind": "register", "name": "CLK_CTLR", "values": {"reset": RIGHT}, "page": page} | more


async def test_a_corrected_fact_is_used_at_once_and_survives_another_reading(
    client: httpx.AsyncClient, library: Resources
) -> None:
    before = await ask(client)
    assert WRONG in before["text"]
    given = await judge(client, before["turn_id"], reason="wrong_value", fact=fact())
    assert given["fact"] == "used"

    both = await ask(client)
    assert WRONG in both["text"]
    assert RIGHT in both["text"]
    (case,) = await queue(client)
    assert case["facts"][0]["quote"].startswith("Name: CLK_CTLR")
    await decide(client, case["id"], state="accepted", gap="knowledge", stage="bring-up")

    for _ in range(2):
        after = await ask(client)
        assert RIGHT in after["text"]
        assert WRONG not in after["text"]
        assert after["citations"][0]["page"] == 1
        await _read_again(library)
    reply = await client.get("/v1/chips/ZX90A32/registers/CLK_CTLR")
    (reset,) = reply.json()["resets"]
    assert (reset["value"], reset["place"]["source"]) == (RIGHT, "correction")
    assert reply.json()["addresses"][0]["place"]["source"] == "pdf-table"


async def test_a_dropped_correction_is_gone(client: httpx.AsyncClient, library: Resources) -> None:
    first = await ask(client)
    case = (await judge(client, first["turn_id"], fact=fact()))["case_id"]
    await decide(client, case, state="dropped")
    assert RIGHT not in (await ask(client))["text"]
    async with library.sessions() as session:
        assert await session.scalar(select(func.count()).select_from(FactCorrection)) == 0


async def test_a_fact_that_its_page_does_not_show_waits_for_a_curator(
    client: httpx.AsyncClient, library: Resources
) -> None:
    first = await ask(client)
    given = await judge(client, first["turn_id"], fact=fact(values={"reset": "0x00000777"}))
    assert given["fact"] == "waiting"
    assert "777" not in (await ask(client))["text"]
    await decide(client, given["case_id"], state="accepted")
    assert "0x00000777" in (await ask(client))["text"]


@pytest.mark.parametrize(
    ("wrong", "param"),
    [
        (fact(page=9), "fact.page"),
        (fact(values={"reset": RIGHT, "colour": "red"}), "fact"),
        (fact(values={"address": "somewhere"}), "fact"),
        (fact(kind="field", name="NEWBIT", of="CLK_CTLR", values={"msb": 3}), "fact"),
    ],
)
async def test_a_fact_that_cannot_be_is_refused_with_a_sentence(
    client: httpx.AsyncClient, library: Resources, wrong: dict[str, Any], param: str
) -> None:
    turn = (await ask(client))["turn_id"]
    reply = await judge(client, turn, 400, fact=wrong)
    assert reply["error"]["param"] == param
    assert await queue(client) == []


async def test_a_field_that_the_manual_states_is_corrected_whole(
    client: httpx.AsyncClient, library: Resources
) -> None:
    await shelf._facts(library, "new", RIGHT, 0x40010000, 27)
    turn = (await ask(client))["turn_id"]
    stated = fact(kind="field", name="PLLRDY", of="CLK_CTLR", values={"msb": "25", "lsb": 25})
    given = await judge(client, turn, fact=stated)
    assert given["fact"] == "used"
    await decide(client, given["case_id"], state="accepted")
    answer = await ask(client, "Which bit of CLK_CTLR is PLLRDY on the ZX90A32?")
    assert "25" in answer["text"]
    assert "27" not in answer["text"]


async def test_one_verdict_of_each_reader_and_the_last_one_counts(
    client: httpx.AsyncClient, library: Resources
) -> None:
    turn = (await ask(client))["turn_id"]
    await judge(client, turn, reason="unclear", comment="Too long.")
    second = await judge(client, turn, rating=1)
    assert second["case_id"] is None
    assert await queue(client) == []
    async with library.sessions() as session:
        (row,) = (await session.scalars(select(Feedback))).all()
        assert (row.rating, row.reason) == (1, "")


async def test_a_turn_of_someone_else_is_not_there(client: httpx.AsyncClient, library: Resources) -> None:
    turn = (await ask(client, user="program-7"))["turn_id"]
    await judge(client, turn, 404)
    await judge(client, turn, user="program-7")
    await judge(client, "no-id", 404)


async def test_abstentions_and_questions_asked_anew_come_into_the_queue(
    client: httpx.AsyncClient, library: Resources
) -> None:
    silent = await ask(client, UNANSWERED)
    assert silent["abstained"]
    (case,) = await queue(client)
    assert (case["turn_id"], case["signals"]) == (silent["turn_id"], ["abstention"])

    first = await ask(client)
    ours = {"conversation_id": first["conversation_id"], "replaces": first["turn_id"]}
    again = await ask(client, chipcite=ours)
    ours["replaces"] = again["turn_id"]
    await ask(client, "What is the reset value of CLK_CTLR of the ZX90A32, please?", chipcite=ours)
    newest, _ = await queue(client)  # the two ask the same, and are one entry
    assert (newest["turn_id"], newest["signals"]) == (again["turn_id"], ["edited"])
    (older,) = newest["similar"]
    reply = (await client.get(f"/v1/cases/{older}")).json()
    assert (reply["turn_id"], reply["signals"]) == (first["turn_id"], ["regenerated"])


async def test_what_asks_the_same_is_one_entry_and_decided_together(
    client: httpx.AsyncClient, library: Resources
) -> None:
    turns = [
        (await ask(client, text))["turn_id"] for text in (UNANSWERED, f"{UNANSWERED} ", UNANSWERED.lower())
    ]
    (case,) = await queue(client)
    assert case["turn_id"] == turns[-1]
    assert len(case["similar"]) == 2
    await decide(client, case["id"], 400, state="corrected")
    await decide(
        client, case["id"], state="corrected", answer="The manual does not say [1].", also=case["similar"]
    )
    assert await queue(client) == []
    decided = await queue(client, state="corrected")
    assert [one["right_answer"] for one in decided] == ["The manual does not say [1]."] * 3


async def test_pages_of_the_queue_hold_every_case_once(client: httpx.AsyncClient, library: Resources) -> None:
    for number in range(5):
        await judge(client, (await ask(client, f"What is the reset value of CLK_CTLR, {number}?"))["turn_id"])
    for states in ([], ["open", "dropped"]):
        seen, after = [], None
        while True:
            query = {"limit": 2, "state": states} | ({"after": after} if after else {})
            page = (await client.get("/v1/cases", params=query)).json()
            seen += [one["id"] for one in page["data"]]
            after = page["after"]
            if not page["has_more"]:
                break
        assert len(seen) == len(set(seen)) == 5


async def test_checks_of_cases_make_no_cases(client: httpx.AsyncClient, library: Resources) -> None:
    assert (await ask(client, UNANSWERED, user=CHECKS))["abstained"]
    async with library.sessions() as session:
        assert await session.scalar(select(func.count()).select_from(Case)) == 0


async def test_a_deleted_conversation_takes_its_case_along(
    client: httpx.AsyncClient, library: Resources
) -> None:
    first = await ask(client, chipcite={"listed": True})
    await judge(client, first["turn_id"], comment="no")
    assert (await client.delete(f"/v1/conversations/{first['conversation_id']}")).status_code == 204
    assert await queue(client) == []
