"""Conversations over HTTP, on both databases: listed, searched, shown, renamed, deleted, exported."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select, update

from app.conversations import repository
from app.core.database import transaction
from app.core.ids import new_id
from app.models import Conversation, Feedback, Turn
from app.models.base import now
from app.resources import Resources

MARKUP = "<img src=x onerror=alert(1)> 100%_a"


async def ask(client: httpx.AsyncClient, question: str, **ours: Any) -> dict[str, Any]:
    body = {"messages": [{"role": "user", "content": question}], "chipcite": ours}
    reply = await client.post("/v1/chat/completions", json=body)
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.json()["chipcite"]
    return found


async def listed(client: httpx.AsyncClient, **query: Any) -> dict[str, Any]:
    reply = await client.get("/v1/conversations", params=query)
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.json()
    return found


async def shown(client: httpx.AsyncClient, conversation: str, **query: Any) -> dict[str, Any]:
    reply = await client.get(f"/v1/conversations/{conversation}", params=query)
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.json()
    return found


async def test_a_listed_conversation_is_made_under_its_id_and_shown_as_it_was(
    client: httpx.AsyncClient,
) -> None:
    conversation, turn = new_id(), new_id()
    where = {"conversation_id": conversation, "turn_id": turn, "listed": True}
    first = await ask(client, f"What of {MARKUP}?", **where, chip="ZX90A32")
    assert (first["conversation_id"], first["turn_id"]) == (conversation, turn)
    second = await ask(client, "And then?", conversation_id=conversation, listed=True)
    assert second["conversation_id"] == conversation

    (summary,) = (await listed(client))["data"]
    assert summary["id"] == conversation
    assert summary["title"] == f"What of {MARKUP}?"
    assert summary["turn_count"] == 2
    found = await shown(client, conversation)
    assert [one["question"] for one in found["turns"]] == [f"What of {MARKUP}?", "And then?"]
    assert found["turns"][0]["pins"] == {"chip": "ZX90A32"}
    assert found["turns"][0]["chipcite"] == first
    assert found["turns"][1]["chipcite"] == second


async def test_what_programs_leave_behind_is_not_listed(client: httpx.AsyncClient) -> None:
    reply = await ask(client, "What is a register?")
    assert (await listed(client))["data"] == []
    assert (await client.get(f"/v1/conversations/{reply['conversation_id']}")).status_code == 404


async def test_two_tabs_append_to_one_conversation(client: httpx.AsyncClient) -> None:
    conversation = new_id()
    for question in ("one", "two", "three"):
        await ask(client, question, conversation_id=conversation, listed=True)
    assert (await listed(client))["data"][0]["turn_count"] == 3


async def test_the_last_used_comes_first_and_pages_follow(client: httpx.AsyncClient) -> None:
    ids = [new_id() for _ in range(5)]
    for number, conversation in enumerate(ids):
        await ask(client, f"question {number}", conversation_id=conversation, listed=True)
    await ask(client, "again", conversation_id=ids[0], listed=True)
    seen, after = [], None
    while True:
        page = await listed(client, limit=2, **({"after": after} if after else {}))
        seen.extend(one["id"] for one in page["data"])
        after = page["after"]
        if not page["has_more"]:
            break
    assert seen == [ids[0], ids[4], ids[3], ids[2], ids[1]]


async def test_conversations_of_one_moment_are_each_listed_once(
    client: httpx.AsyncClient, resources: Resources
) -> None:
    moment = now()
    async with transaction(resources.sessions) as session:
        session.add_all(
            Conversation(listed=True, title=str(number), updated_at=moment) for number in range(5)
        )
    first = await listed(client, limit=3)
    rest = await listed(client, limit=3, after=first["after"])
    assert {one["title"] for one in first["data"] + rest["data"]} == set("01234")


@pytest.mark.parametrize("text", ["100%_a", "ONERROR", "pllrdy ONERROR", "<img"])
async def test_search_reads_titles_questions_and_answers(client: httpx.AsyncClient, text: str) -> None:
    conversation, other = new_id(), new_id()
    await ask(client, f"What of {MARKUP}?", conversation_id=conversation, listed=True)
    await ask(client, "And PLLRDY?", conversation_id=conversation, listed=True)
    await ask(client, "Something else, 100x%a", conversation_id=other, listed=True)
    assert [one["id"] for one in (await listed(client, q=text))["data"]] == [conversation]
    assert (await listed(client, q="absent"))["data"] == []


async def test_a_title_is_changed_and_the_order_is_not(client: httpx.AsyncClient) -> None:
    ids = [new_id(), new_id()]
    for conversation in ids:
        await ask(client, "question", conversation_id=conversation, listed=True)
    path = f"/v1/conversations/{ids[0]}"
    reply = await client.patch(path, json={"title": "  Clock <b>\n bring-up "})
    assert reply.json()["title"] == "Clock <b> bring-up"
    data = (await listed(client))["data"]
    assert [one["id"] for one in data] == ids[::-1]
    assert data[1]["title"] == "Clock <b> bring-up"
    for title in ("", "   ", "x" * 201):
        assert (await client.patch(path, json={"title": title})).status_code == 422


async def test_a_deleted_conversation_is_gone_with_its_turns(
    client: httpx.AsyncClient, resources: Resources
) -> None:
    conversation = new_id()
    reply = await ask(client, "question", conversation_id=conversation, listed=True)
    async with transaction(resources.sessions) as session:
        session.add(Feedback(turn_id=reply["turn_id"], rating=1))
    assert (await client.delete(f"/v1/conversations/{conversation}")).status_code == 204
    assert (await client.delete(f"/v1/conversations/{conversation}")).status_code == 404
    assert (await listed(client))["data"] == []
    async with resources.sessions() as session:
        assert await session.scalar(select(func.count()).select_from(Turn)) == 0
        assert await session.scalar(select(func.count()).select_from(Feedback)) == 0


async def test_another_owners_conversation_does_not_exist(
    client: httpx.AsyncClient, resources: Resources
) -> None:
    conversation = new_id()
    await ask(client, "question", conversation_id=conversation, listed=True)
    async with transaction(resources.sessions) as session:
        await session.execute(update(Conversation).values(owner="someone else"))
    path = f"/v1/conversations/{conversation}"
    assert (await client.get(path)).status_code == 404
    assert (await client.patch(path, json={"title": "mine"})).status_code == 404
    assert (await client.delete(path)).status_code == 404
    assert (await client.get(f"{path}/export.md")).status_code == 404
    assert (await listed(client))["data"] == []
    reply = await ask(client, "mine?", conversation_id=conversation, listed=True)
    assert reply["conversation_id"] != conversation
    async with resources.sessions() as session:
        row = await session.get(Conversation, conversation)
        assert row is not None
        assert row.title == "question"


async def test_a_question_asked_anew_replaces_its_answer_and_keeps_it(client: httpx.AsyncClient) -> None:
    conversation, first, second, third = (new_id() for _ in range(4))
    where = {"conversation_id": conversation, "listed": True}
    await ask(client, "question", **where, turn_id=first)
    await ask(client, "question", **where, turn_id=second, replaces=first)
    await ask(client, "question", **where, turn_id=third, replaces=second)
    found = await shown(client, conversation)
    assert found["turn_count"] == 1
    (turn,) = found["turns"]
    assert turn["id"] == third
    assert [one["id"] for one in turn["earlier"]] == [first, second]


async def test_an_id_that_is_taken_is_not_overwritten(client: httpx.AsyncClient) -> None:
    turn = new_id()
    await ask(client, "one", turn_id=turn, listed=True, conversation_id=new_id())
    reply = await ask(client, "two", turn_id=turn, listed=True, conversation_id=new_id())
    assert reply["turn_id"] != turn


async def test_thousands_of_turns_are_read_in_pages(client: httpx.AsyncClient, resources: Resources) -> None:
    conversation, start = new_id(), now()
    async with transaction(resources.sessions) as session:
        row = await repository.conversation_for(session, conversation, "", "many", {}, listed=True)
        for number in range(2500):
            when = start + timedelta(milliseconds=number // 2)  # pairs of one moment
            repository.add_turn(session, row, question=f"q{number}", created_at=when)
    seen: set[str] = set()
    before: dict[str, str] = {}
    while True:
        found = await shown(client, conversation, limit=200, **before)
        assert not seen & {one["question"] for one in found["turns"]}
        seen |= {one["question"] for one in found["turns"]}
        if not found["has_more"]:
            break
        before = {"before": found["turns"][0]["id"]}
    assert len(seen) == found["turn_count"] == 2500
    reply = await client.get(f"/v1/conversations/{conversation}", params={"before": new_id()})
    assert reply.status_code == 404


TURNS = [
    {"question": "one", "answer": "first", "chipcite": {"intent": "register", "facts": [{"name": "R"}]}},
    {"question": "two", "status": "stopped", "pins": {"chip": "ZX90A32"}},
]


async def test_what_a_browser_kept_is_taken_in_once(client: httpx.AsyncClient) -> None:
    first = await client.post("/v1/conversations", json={"turns": TURNS})
    again = await client.post("/v1/conversations", json={"turns": TURNS})
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    found = await shown(client, first.json()["id"])
    assert [one["question"] for one in found["turns"]] == ["one", "two"]
    assert found["turns"][0]["chipcite"]["facts"] == [{"name": "R"}]
    assert found["turns"][0]["chipcite"]["intent"] == "register"
    assert (found["turns"][1]["status"], found["turns"][1]["chipcite"]) == ("stopped", None)


@pytest.mark.parametrize(
    "turns",
    [[], [{"question": ""}], [{"question": "x", "status": "odd"}], [{"question": "x"}] * 501],
)
async def test_a_conversation_that_is_none_is_refused(client: httpx.AsyncClient, turns: Any) -> None:
    assert (await client.post("/v1/conversations", json={"turns": turns})).status_code == 422


@pytest.mark.parametrize(
    ("text", "status"), [(rb"a\u0000b", 201), (rb"\ud800", 422), (b'", "pins": {"chip": NaN}, "x": "', 422)]
)
async def test_what_no_reply_could_carry_is_not_taken_in(
    client: httpx.AsyncClient, text: bytes, status: int
) -> None:
    body = b'{"turns": [{"question": "?' + text + b'", "chipcite": {"state": {"chip": "\\u0000"}}}]}'
    reply = await client.post("/v1/conversations", content=body, headers={"content-type": "application/json"})
    assert reply.status_code == status, reply.text
    if status == 201:
        assert (await shown(client, reply.json()["id"]))["turns"][0]["question"] == "?ab"


async def test_an_export_is_a_file_of_markdown(client: httpx.AsyncClient) -> None:
    conversation = new_id()
    await ask(client, f'时钟 {MARKUP} ../x"y', conversation_id=conversation, listed=True)
    reply = await client.get(f"/v1/conversations/{conversation}/export.md")
    assert reply.headers["content-type"] == "text/markdown; charset=utf-8"
    disposition = reply.headers["content-disposition"]
    assert disposition.startswith('attachment; filename="-img')
    assert "/" not in disposition
    assert "\\<img" in reply.text


async def test_no_title_and_no_question_is_logged(
    client: httpx.AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    conversation = new_id()
    await ask(client, "secretquestion", conversation_id=conversation, listed=True)
    await client.patch(f"/v1/conversations/{conversation}", json={"title": "secrettitle"})
    await listed(client, q="secretquestion")
    assert "secret" not in "".join(capsys.readouterr())


@pytest.mark.parametrize("query", [{"q": "x" * 201}, {"limit": 0}, {"limit": 101}, {"after": "nonsense"}])
async def test_bounds(client: httpx.AsyncClient, query: dict[str, Any]) -> None:
    assert (await client.get("/v1/conversations", params=query)).status_code in (400, 422)
