"""Old runs go, what is used stays: the rule, and what folder, job and registry hold afterwards."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from app.core.config import Settings
from app.core.database import make_engine, make_sessions, transaction
from app.core.migrations import upgrade
from app.models import Adapter, AdapterState, JobState, TrainingJob
from app.registry import repository as adapters
from app.training import repository
from finetune.jobs.tidying import Run, removable, tidy

RUNS = st.lists(st.tuples(st.booleans(), st.booleans()), max_size=30)


@given(RUNS, st.integers(0, 40))
def test_what_is_used_unfinished_or_among_the_last_never_goes(
    made: list[tuple[bool, bool]], keep: int
) -> None:
    runs = [Run(f"job-{at}", f"adapter-{at}", finished) for at, (finished, _) in enumerate(made)]
    used = {f"adapter-{at}" for at, (_, is_used) in enumerate(made) if is_used}
    gone = removable(runs, used, keep)
    newest = [run for run in runs if run.finished][:keep]
    assert all(run.finished and run.adapter not in used and run not in newest for run in gone)
    assert len(gone) == len(
        [run for run in runs if run.finished and run not in newest and run.adapter not in used]
    )


async def test_a_removed_run_leaves_its_record_and_no_candidate(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    engine = make_engine(settings.database_url)
    await upgrade(engine)
    sessions = make_sessions(engine)
    states = ("candidate", "candidate", "live", "retired", "candidate")
    async with transaction(sessions) as session:
        for age, state in enumerate(states):
            name = f"chip-{age}"
            job = TrainingJob(
                id=f"ftjob-{age}", method="supervised", base="tiny", training_file="d/1", seed=1
            )
            job.adapter, job.status = name, JobState.RUNNING if age == 0 else JobState.SUCCEEDED
            job.created_at = datetime(2026, 3, 1, tzinfo=UTC) - timedelta(days=age)
            replaced = "chip-3" if state == "live" else ""
            session.add_all([job, Adapter(name=name, state=state, replaced=replaced)])
            (tmp_path / "runs" / job.id / "final").mkdir(parents=True)
    (tmp_path / "runs" / "eval-by-hand").mkdir()
    assert await tidy(sessions, tmp_path, keep=1) == 1
    left = sorted(path.name for path in (tmp_path / "runs").iterdir())
    assert left == ["eval-by-hand", "ftjob-0", "ftjob-1", "ftjob-2", "ftjob-3"]
    async with sessions() as session:
        oldest = await adapters.named(session, "chip-4")
        assert oldest is not None
        assert oldest.state == AdapterState.RETIRED
        (event,) = await repository.events(session, "ftjob-4", 5, None)
        assert event.key == "removed"
    assert await tidy(sessions, tmp_path, keep=1) == 0
    await engine.dispose()
