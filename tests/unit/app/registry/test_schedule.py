"""The worker's look as a durable workflow: of those that are over no record is kept but the last."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from dbos import DBOS

from app.jobs import APPLICATION, ROLLOUT_WORKFLOW, prepare
from app.registry.schedule import Rollouts, register


class Looks:
    """Counts them."""

    def __init__(self) -> None:
        self.count = 0

    async def look(self) -> str:
        self.count += 1
        return "wait"


def test_each_look_happens_and_only_the_last_one_is_remembered(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'workflows.db'}"
    prepare(url)
    looks = Looks()
    workflow = register(cast(Rollouts, looks))
    DBOS(config={"name": APPLICATION, "system_database_url": url, "log_level": "ERROR"})
    DBOS.launch()

    async def scheduled() -> int:
        for _ in range(3):
            handle = await DBOS.start_workflow_async(workflow, datetime(2026, 3, 1, tzinfo=UTC), None)
            await handle.get_result()
        return len(await DBOS.list_workflows_async(name=ROLLOUT_WORKFLOW))

    try:
        assert asyncio.run(scheduled()) == 1
    finally:
        DBOS.destroy(destroy_registry=True)
    assert looks.count == 3
