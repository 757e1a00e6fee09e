"""One training job, step by step: looked through, trained in a process of its own, registered.

Each step may be done again: what is done is found, not repeated.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from app.core.database import transaction
from app.core.errors import ConflictError
from app.models import JobState, TrainingJob
from app.registry import repository as adapters
from app.registry import service as registry
from app.registry.files import digest
from app.registry.schemas import AdapterIn
from finetune.jobs.book import JobBook
from finetune.jobs.following import Process, Start, TrainingFailedError, follow, record_of
from finetune.jobs.process import TrainingProcess
from finetune.jobs.settings import (
    CONFIGURATION,
    Base,
    InvalidJobError,
    base_folder,
    configuration,
    dataset_folder,
    method_of,
    runs_of,
    with_validation,
)
from finetune.jobs.tidying import tidy
from finetune.training.config import ConfigError, TrainingConfig, first_problem
from finetune.training.data import part_file
from finetune.training.launch import command, environment

MakeProcess = Callable[[Path], Process]


class Jobs:
    """Runs the jobs of one worker, on its data folder."""

    def __init__(
        self,
        sessions: async_sessionmaker[AsyncSession],
        data_dir: Path,
        process: MakeProcess = TrainingProcess,
        keep: int = 0,
    ) -> None:
        """`keep` runs stay on the disk, whatever became of them; all of them where it is 0."""
        self.sessions = sessions
        self.data_dir = data_dir
        self._process = process
        self._keep = keep

    def book(self, job_id: str) -> JobBook:
        """The record of a job."""
        return JobBook(self.sessions, job_id)

    def folder(self, job_id: str) -> Path:
        """Where a job runs: configuration, log, progress, checkpoints, and in the end `final`."""
        return runs_of(self.data_dir) / job_id

    async def prepare(self, job_id: str) -> bool:
        """Finds what the job names and writes its configuration; False where there is nothing more to do."""
        book = self.book(job_id)
        if not await book.move(JobState.VALIDATING, "Validating training file."):
            return False
        job = await book.job()
        try:
            base = await self._base(job.base)
            config, named = await asyncio.to_thread(self._configured, job, base)
            command(method_of(job), self.folder(job_id) / CONFIGURATION, layout=job.options.get("layout"))
        except InvalidJobError as error:
            await self.fail(job_id, f"invalid_{error.param}", str(error), error.param)
            return False
        except ConfigError as error:
            await self.fail(job_id, "training_unavailable", str(error))
            return False
        await asyncio.to_thread(self._write, job_id, config)
        return await book.move(JobState.VALIDATING, training_file=named)

    async def train(self, job_id: str) -> bool:
        """Follows the process to its end; False where the job was cancelled or has failed."""
        book, folder = self.book(job_id), self.folder(job_id)
        if not await book.move(JobState.RUNNING, "Fine-tuning job started."):
            return False
        job = await book.job()
        line = command(method_of(job), folder / CONFIGURATION, layout=job.options.get("layout"))
        try:
            return await follow(self._process(folder), Start(line, environment()), folder, book)
        except (TrainingFailedError, ConfigError) as error:
            await self.fail(job_id, "training_failed", str(error))
            return False

    async def land(self, job_id: str) -> bool:
        """The adapter becomes a candidate of the registry."""
        book, final = self.book(job_id), self.folder(job_id) / "final"
        job = await book.job()
        base = await self._base(job.base)
        given = AdapterIn(
            name=job.adapter,
            base=base.name,
            path=str(final),
            sha256=await asyncio.to_thread(digest, final),
            parent=base.parent,
            dataset=job.training_file.replace("/", " "),
            run=record_of(self.folder(job_id)),
        )
        try:
            async with transaction(self.sessions) as session:
                await registry.register(session, given)
        except ConflictError as error:
            await self.fail(job_id, "adapter_exists", error.message)
            return False
        return await book.end(JobState.SUCCEEDED, f"The adapter {job.adapter} is a candidate.")

    async def tidy(self, _job_id: str) -> int:
        """Removes old runs' folders when one has ended; says how many."""
        return await tidy(self.sessions, self.data_dir, self._keep) if self._keep else 0

    async def fail(self, job_id: str, code: str, message: str, param: str | None = None) -> None:
        """Ends a job with the sentence that its owner reads."""
        error: dict[str, Any] = {"code": code, "message": message, "param": param}
        await self.book(job_id).end(JobState.FAILED, message, error=error)

    async def _base(self, name: str) -> Base:
        """A model's folder, or a registered adapter with the model that it stands on."""
        async with self.sessions() as session:
            adapter = await adapters.named(session, name)
        if adapter is None:
            return Base(name, await asyncio.to_thread(base_folder, self.data_dir, name))
        path = Path(adapter.path)
        if not (path / "adapter_config.json").is_file():
            raise InvalidJobError("model", f"The adapter {name} is not on the worker's machine.")
        folder = await asyncio.to_thread(base_folder, self.data_dir, adapter.base)
        return Base(adapter.base, folder, name, path)

    def _configured(self, job: TrainingJob, base: Base) -> tuple[TrainingConfig, str]:
        """The run's configuration, and the dataset version that its training file has turned out to be."""
        method, run = method_of(job), self.folder(job.id)
        dataset = dataset_folder(self.data_dir, job.training_file, "training_file")
        named = f"{dataset.parent.name}/{dataset.name}"
        if not part_file(dataset, method, "train").is_file():
            folder = part_file(dataset, method, "train").parent.name
            raise InvalidJobError("training_file", f"{named} has no {folder}/train to learn from.")
        if job.validation_file:
            other = dataset_folder(self.data_dir, job.validation_file, "validation_file")
            dataset = with_validation(method, dataset, other, run)
        try:
            return configuration(job, dataset, base, run), named
        except ValidationError as error:
            raise InvalidJobError("chipcite", f"{first_problem(error)}.") from None

    def _write(self, job_id: str, config: TrainingConfig) -> None:
        folder = self.folder(job_id)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / CONFIGURATION).write_text(config.model_dump_json(indent=2) + "\n", encoding="utf-8")
