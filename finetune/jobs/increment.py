"""The nightly increment: reviewed cases, dataset version, training, evaluation, report. It promotes nothing.

Each step may be done again: the dataset is named by its content, the job by its night.
"""

import asyncio
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from app.core.database import transaction
from app.models import AdapterState, JobState
from app.registry import repository as adapters
from app.registry import rules
from app.registry import service as registry
from app.registry.schemas import ChangeIn
from app.resources import Resources
from app.training import repository, service
from app.training.schemas import JobIn
from finetune.dataset.building import build, root_of
from finetune.dataset.pipeline import Options
from finetune.dataset.splitting import LeakError
from finetune.dataset.writing import find, manifest_of
from finetune.jobs.evaluating import Contender, Measured, measure, server_of
from finetune.jobs.following import record_of
from finetune.jobs.report import Increment, markdown, summary
from finetune.jobs.running import Jobs
from finetune.jobs.settings import InvalidJobError, base_folder, models_of

DATASET = "increment"
FEWEST_CASES = 10
"""New ones that a night is spent on: fewer move no measure beyond its interval."""
QUESTIONS = 1000
"""Made of the library beside what people said: a quarter of a dataset that is built by hand, because the
service answers meanwhile."""


class IncrementFailedError(Exception):
    """The night ends here; the message is one sentence for the report."""


class Increments:
    """The steps, over the worker's own connections."""

    def __init__(self, resources: Resources, jobs: Jobs) -> None:
        self.resources = resources
        self.jobs = jobs

    async def collect(self) -> dict[str, Any]:
        """How many cases were reviewed since the last increment that came to an adapter."""
        async with self.resources.sessions() as session:
            since = await repository.trained_until(session)
            count, until = await repository.reviewed(session, since)
        return {"cases": count, "until": until.isoformat() if until else ""}

    async def dataset(self) -> str:
        """The version that holds them; the same content is the same version."""
        try:
            folder = await build(self.resources, DATASET, Options(questions=QUESTIONS))
        except LeakError as error:
            raise IncrementFailedError(f"The dataset leaks between its parts. {error}") from None
        except ModuleNotFoundError as error:
            raise IncrementFailedError(
                f"Not installed here: {error.name}. Datasets need pip install 'chipcite[finetune]'."
            ) from None
        return f"{DATASET}/{folder.name}"

    async def start(self, key: str, dataset: str, until: str) -> str:
        """The id of the night's job."""
        given = JobIn(model=await self._base(), training_file=dataset, metadata={"increment": key})
        moment = datetime.fromisoformat(until)
        async with transaction(self.resources.sessions) as session:
            made = await service.create_once(session, f"{DATASET}-{key}", given, moment)
        return made.id

    async def evaluate(self, key: str, job_id: str) -> Measured:
        """Measures the candidate against what is live, and records it with the adapter."""
        job = await self.jobs.book(job_id).job()
        if job.status != JobState.SUCCEEDED:
            reason = job.error.get("message") or f"the job was {job.status}."
            raise IncrementFailedError(f"Training: {reason}")
        async with self.resources.sessions() as session:
            adapter = await adapters.named(session, job.adapter)
            live = await adapters.in_state(session, AdapterState.LIVE)
        if adapter is None:
            raise IncrementFailedError(f"There is no adapter {job.adapter} any more.")
        one = Contender(adapter.name, adapter.path, live.name if live else "")
        dataset = self._dataset(job.training_file)
        async with server_of(self.resources.settings) as server:
            measured = await measure(server, one, dataset, self.folder(key))
        async with transaction(self.resources.sessions) as session:
            await registry.change(session, None, one.name, ChangeIn(evaluation=measured.evaluation))
        objection = rules.objection(
            AdapterState.CANDIDATE, AdapterState.CANARY, measured.evaluation, one.against
        )
        return replace(measured, objection=objection)

    async def report(self, one: Increment) -> str:
        """Writes it, and says in the job's events where; the same night's again is the newer one."""
        if one.job:
            book = self.jobs.book(one.job)
            job = await book.job()
            one = replace(one, adapter=job.adapter, losses=_losses(self.jobs.folder(one.job)))
        if one.dataset:
            one = replace(one, counts=manifest_of(self._dataset(one.dataset)).get("counts", {}))
        folder = self.folder(one.key)
        await asyncio.to_thread(_write, folder / "report.md", markdown(one))
        if one.job:
            await book.tell("report", f"{summary(one)} Report: {folder / 'report.md'}")
        return summary(one)

    def folder(self, key: str) -> Path:
        """Where a night's report and evaluation lie."""
        return self.resources.settings.data_dir / "increments" / key

    async def _base(self) -> str:
        """The model that answers now, as far as its folder is here; else the only one that is."""
        async with self.resources.sessions() as session:
            live = await adapters.in_state(session, AdapterState.LIVE)
        data_dir = self.resources.settings.data_dir
        served = live.base if live else self.resources.settings.llm_model
        there = [path.parent.name for path in models_of(data_dir).glob("*/config.json")]
        name = there[0] if len(there) == 1 and served not in there else served
        try:
            base_folder(data_dir, name)
        except InvalidJobError as error:
            raise IncrementFailedError(str(error)) from None
        return name

    def _dataset(self, file_id: str) -> Path:
        name, _, version = file_id.partition("/")
        return find(root_of(self.resources.settings.data_dir), name, version)


def _losses(folder: Path) -> dict[str, float]:
    result = record_of(folder).get("result") or {}
    found = {name: (result.get(f"validation_{name}") or {}).get("eval_loss") for name in ("before", "after")}
    return (
        {name: float(loss) for name, loss in found.items() if loss is not None} if all(found.values()) else {}
    )


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
