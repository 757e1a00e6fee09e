"""Fine-tuning jobs over HTTP, on both databases, without a worker: recorded, followed, cancelled."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from app.core.database import transaction
from app.models import JobState, TrainingJob
from app.resources import Resources
from app.training import repository, service
from app.training.schemas import JobIn
from finetune.jobs.book import JobBook

JOBS = "/v1/fine_tuning/jobs"
ENTRIES = [
    {"step": 0, "steps": 0, "time": 100.0, "eval_loss": 3.0},
    {"step": 1, "steps": 4, "time": 110.0, "loss": 2.5, "learning_rate": 1e-4},
    {"step": 2, "steps": 4, "time": 120.0, "loss": 2.0, "learning_rate": 5e-5, "num_tokens": 300},
]
CHECKPOINTS = [{"step": step, "path": f"/runs/{step}", "created_at": 9, "loss": 2.0} for step in (1, 2)]


async def started(client: httpx.AsyncClient, **more: Any) -> dict[str, Any]:
    reply = await client.post(JOBS, json={"model": "tiny", "training_file": "chip"} | more)
    assert reply.status_code == 200, reply.text
    made: dict[str, Any] = reply.json()
    return made


async def test_a_job_is_followed_page_by_page(client: httpx.AsyncClient, resources: Resources) -> None:
    job = await started(client, suffix="mine")
    book = JobBook(resources.sessions, job["id"])
    assert await book.note(ENTRIES[:2], CHECKPOINTS[:1])
    again = JobBook(resources.sessions, job["id"])  # a worker that takes the job up after a crash
    assert await again.note(ENTRIES, CHECKPOINTS)

    shown = (await client.get(f"{JOBS}/{job['id']}")).json()
    assert (shown["status"], shown["estimated_finish"], shown["trained_tokens"]) == ("running", 140, 300)
    first = (await client.get(f"{JOBS}/{job['id']}/events", params={"limit": 3})).json()
    assert [one["message"].split(":")[0] for one in first["data"]] == ["Step 2/4", "Step 1/4", "Untrained"]
    assert first["has_more"]
    last = await client.get(f"{JOBS}/{job['id']}/events", params={"after": first["data"][-1]["id"]})
    assert [one["message"] for one in last.json()["data"]] == ["Job created."]
    assert not last.json()["has_more"]
    kept = (await client.get(f"{JOBS}/{job['id']}/checkpoints", params={"limit": 1})).json()
    assert (kept["data"][0]["step_number"], kept["has_more"]) == (2, True)
    older = await client.get(f"{JOBS}/{job['id']}/checkpoints", params={"after": kept["last_id"]})
    assert [one["step_number"] for one in older.json()["data"]] == [1]

    assert await again.end(JobState.SUCCEEDED, "Done.")
    done = (await client.get(f"{JOBS}/{job['id']}")).json()
    assert done["fine_tuned_model"] == f"chipcite-{done['chipcite']['adapter']}"
    assert (await client.post(f"{JOBS}/{job['id']}/cancel")).status_code == 409


async def test_jobs_are_listed_by_page_and_by_label(client: httpx.AsyncClient) -> None:
    made = [(await started(client, metadata={"team": team}))["id"] for team in ("a", "b", "a")]
    first = (await client.get(JOBS, params={"limit": 2})).json()
    assert ([one["id"] for one in first["data"]], first["has_more"]) == (made[:0:-1], True)
    rest = (await client.get(JOBS, params={"after": made[1]})).json()
    assert ([one["id"] for one in rest["data"]], rest["has_more"]) == (made[:1], False)
    labelled = (await client.get(JOBS, params={"metadata[team]": "a"})).json()
    assert [one["id"] for one in labelled["data"]] == [made[2], made[0]]
    for odd in ('metadata[a"b]', "metadata[a\0]"):
        assert (await client.get(JOBS, params={odd: "a"})).status_code == 400


async def test_a_cancelled_job_stays_cancelled(client: httpx.AsyncClient, resources: Resources) -> None:
    job = await started(client)
    for _ in range(2):
        reply = await client.post(f"{JOBS}/{job['id']}/cancel")
        assert (reply.status_code, reply.json()["status"]) == (200, "cancelled")
    book = JobBook(resources.sessions, job["id"])
    assert not await book.move(JobState.RUNNING, "Started.")
    assert not await book.note(ENTRIES, CHECKPOINTS)
    assert not await book.end(JobState.SUCCEEDED, "Done.")
    shown = (await client.get(f"{JOBS}/{job['id']}")).json()
    assert (shown["status"], shown["fine_tuned_model"]) == ("cancelled", None)


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"model": "../tiny"}, 422),
        ({"training_file": "../../etc"}, 422),
        ({"training_file": "chip/.."}, 422),
        ({"method": {"type": "reinforcement"}}, 422),
        ({"method": {"type": "dpo", "supervised": {}}}, 400),
        ({"integrations": [{"type": "wandb"}]}, 422),
        ({"chipcite": {"output": "elsewhere"}}, 422),
    ],
)
async def test_what_cannot_be_run_is_refused(
    client: httpx.AsyncClient, wrong: dict[str, Any], status: int
) -> None:
    reply = await client.post(JOBS, json={"model": "tiny", "training_file": "chip"} | wrong)
    assert reply.status_code == status, reply.text
    assert reply.json()["error"]["message"]


async def test_what_is_not_there_is_said(client: httpx.AsyncClient) -> None:
    job = await started(client)
    for path in (
        f"{JOBS}/nothing",
        f"{JOBS}/ftjob-%00",
        f"{JOBS}?after=nothing",
        f"{JOBS}/{job['id']}/events?after=ftevent-x",
        f"{JOBS}/{job['id']}/checkpoints?after=x",
    ):
        assert (await client.get(path)).status_code == 404, path


async def test_without_a_key_a_service_that_others_reach_trains_for_nobody(
    app: FastAPI, client: httpx.AsyncClient, resources: Resources
) -> None:
    for host, key, status in (("0.0.0.0", "", 403), ("0.0.0.0", "k", 200), ("127.0.0.1", "", 200)):  # noqa: S104
        settings = resources.settings.model_copy(update={"host": host, "api_key": key})
        app.state.resources = replace(resources, settings=settings)
        assert (await client.get(JOBS)).status_code == status, host


async def test_an_increment_counts_cases_from_the_last_that_was_trained_on(resources: Resources) -> None:
    until = datetime(2026, 3, 1, 3, tzinfo=UTC)
    given = JobIn(model="tiny", training_file="increment/0123456789abcdef")
    async with transaction(resources.sessions) as session:
        made = await service.create_once(session, "increment-20260302T0300", given, until)
        again = await service.create_once(session, "increment-20260302T0300", given, until)
        assert made.id == again.id
        assert made.chipcite.adapter == "increment-20260302T0300"
        assert await repository.trained_until(session) is None
        job = await session.get(TrainingJob, made.id)
        assert job is not None
        job.status = JobState.SUCCEEDED
        await session.flush()
        assert await repository.trained_until(session) == until
        assert await repository.reviewed(session, until) == (0, None)
