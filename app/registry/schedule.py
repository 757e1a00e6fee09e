"""The worker's part of a rollout: what is in use stays loaded, and what the comparison says is done.

Runs as a DBOS workflow on the schedule `CHIPCITE_ROLLOUT`.
"""

from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any

import structlog
from dbos import DBOS
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from app.core.database import transaction
from app.core.errors import ChipciteError, UnavailableError
from app.jobs import ROLLOUT_WORKFLOW
from app.registry import repository, rollout
from app.registry.loading import AdapterServer

log = structlog.get_logger()


class Rollouts:
    """One look, over the worker's own connections."""

    def __init__(self, sessions: async_sessionmaker[AsyncSession], server: AdapterServer | None) -> None:
        self._sessions = sessions
        self._server = server

    async def look(self) -> str:
        """What was decided: `wait`, `promote` or `roll back`; empty where nothing is compared."""
        await self._reload()
        try:
            async with transaction(self._sessions) as session:
                found = await rollout.look(session, self._server)
        except ChipciteError as error:
            # The server is away, or a person was faster: the next look decides.
            log.warning("rollout.waits", error=type(error).__name__)
            return ""
        if found is None:
            return ""
        log.info("rollout.looked", canary=found.canary, decision=found.decision, held=found.held)
        return found.decision

    async def _reload(self) -> None:
        """A server that was started anew has lost what it loaded at run time."""
        if self._server is None:
            return
        async with self._sessions() as session:
            used = [(one.name, one.path) for one in await repository.used(session) if one.path]
        for name, path in used:
            try:
                await self._server.load(name, path)
            except UnavailableError as error:
                log.warning("adapter.not_loaded", adapter=name, error=error.message)


def register(rollouts: Rollouts) -> Callable[[datetime, Any], Coroutine[Any, Any, None]]:
    """Makes the workflow known to DBOS; returns it for the schedule."""

    @DBOS.workflow(name=ROLLOUT_WORKFLOW)
    async def look(_scheduled: datetime, _context: Any) -> None:
        await DBOS.run_step_async({"name": "look"}, rollouts.look)
        await _forget()

    return look


async def _forget() -> None:
    """Removes the records of looks that are over: what came of them stands in the registry."""
    over = await DBOS.list_workflows_async(
        name=ROLLOUT_WORKFLOW, status=["SUCCESS", "ERROR"], load_input=False, load_output=False
    )
    await DBOS.delete_workflows_async([one.workflow_id for one in over])
