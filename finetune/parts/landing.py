"""A learned part becomes a run's folder, and a candidate of the registry."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from app.core.config import Settings
from app.core.database import make_engine, make_sessions, transaction
from app.core.learned import FILES
from app.core.migrations import upgrade
from app.models import AdapterState
from app.registry import repository, service
from app.registry.files import digest
from app.registry.schemas import AdapterIn, ChangeIn
from finetune.parts.figures import evaluation, means, table
from finetune.parts.types import Learned
from finetune.training.record import code, hardware, libraries, write_record


def write(out: Path, learned: Learned, started: datetime) -> Path:
    """`final` with the file that the service reads, and `run.json`; returns `final`."""
    final = out / "final"
    final.mkdir(parents=True, exist_ok=True)
    (final / FILES[learned.kind]).write_bytes(learned.content)
    write_record(out, _record(learned, started))
    return final


def _record(learned: Learned, started: datetime) -> dict[str, Any]:
    return {
        "method": learned.kind,
        "dataset": {"hash": data_version(learned.data), "files": dict(learned.data)},
        "base": {"fingerprint": learned.base},
        "configuration": dict(learned.configuration),
        "seed": learned.configuration.get("seed"),
        "code": code(),
        "libraries": libraries(),
        "hardware": hardware(),
        "started": started.isoformat(timespec="seconds"),
        "ended": datetime.now(UTC).isoformat(timespec="seconds"),
        "result": {
            "without": means(learned.before),
            "with": means(learned.after),
            "card": dict(learned.card),
            "sha256": sha256(learned.content).hexdigest(),
        },
    }


def data_version(data: Mapping[str, str]) -> str:
    """Equal where it was learned from the same."""
    return sha256(json.dumps(dict(data), sort_keys=True).encode()).hexdigest()[:16]


async def register(settings: Settings, learned: Learned, out: Path, name: str = "") -> str:
    """Its name in the registry, where it stands with its figures; the service may run or not."""
    final = out / "final"
    sha = digest(final)
    name = name or f"{learned.kind}-{sha[:8]}"
    given = AdapterIn(
        name=name,
        kind=learned.kind,  # type: ignore[arg-type]  # the schema checks it
        base=learned.base,
        path=str(final.absolute()),
        sha256=sha,
        dataset=data_version(learned.data),
        run=json.loads((out / "run.json").read_text(encoding="utf-8")),
    )
    engine = make_engine(settings.database_url)
    try:
        await upgrade(engine)
        async with transaction(make_sessions(engine)) as session:
            live = await repository.in_state(session, AdapterState.LIVE, learned.kind)
            found = evaluation(learned, live.name if live else "")
            await service.register(session, given)
            await service.change(session, None, name, ChangeIn(evaluation=found))
    finally:
        await engine.dispose()
    (out / "report.md").write_text(table(learned, found), encoding="utf-8")
    return name
