"""The two linear parts: which fact is meant (`linking`), which sentence answers (`answering`)."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.chat.answering import learned as answering_weights
from app.core.config import Settings
from app.core.database import make_engine, make_sessions
from app.models import Version
from app.question import linked as linking_weights
from finetune.parts.types import Learned, PerCase
from finetune.understanding import answering, linking, statements
from retrieval.build import PROMOTED
from retrieval.cross_encoder.scorer import CrossEncoder

Libraries = Sequence[tuple[Path, Sequence[Path]]]
"""Data folders of stopped services, each with the question sets that its manuals answer."""


def learn_linking(libraries: Libraries, unread: Sequence[str], *, spoken: int) -> Learned:
    """Fits it and judges it by the third of the cases that is held back."""
    linked = linking_weights
    found = statements.examples_of(libraries, spoken)
    made, crossed = linking.weights_of(found, _encoder(libraries), unread)
    before = linking.judged(crossed, linked.weights(True))
    after = linking.judged(crossed, linked.parsed(made, crossed=True))
    return _learned("linking", made, before, after, libraries, {"spoken": spoken}, unread)


def learn_answering(libraries: Libraries, unread: Sequence[str], *, least: float, most: int) -> Learned:
    """The same for sentences and rows."""
    learned = answering_weights
    found = answering.examples_of(libraries, most)
    made, crossed = answering.weights_of(found, least, _encoder(libraries), unread)
    before = answering.judged(crossed, learned.weights(True))
    after = answering.judged(crossed, learned.parsed(made, crossed=True))
    return _learned("answering", made, before, after, libraries, {"least": least, "most": most}, unread)


def _learned(
    kind: str,
    made: Mapping[str, Any],
    before: PerCase,
    after: PerCase,
    libraries: Libraries,
    configuration: Mapping[str, Any],
    unread: Sequence[str],
) -> Learned:
    content = json.dumps(made, indent=1).encode() + b"\n"
    data = {path.name: _sha(path) for _, sets in libraries for path in sets}
    data |= {f"library {number}": _library(folder) for number, (folder, _) in enumerate(libraries)}
    card = {part: own.get("card", {}) for part, own in made.items()}
    settings = {**configuration, "unread": list(unread), "seed": statements.SEED}
    return Learned(kind, content, before, after, data, settings, card=card)


def _library(folder: Path) -> str:
    """The versions that it holds: their ids are made of their content."""
    settings = Settings(data_dir=folder)
    engine = make_engine(settings.database_url)

    async def ids() -> list[str]:
        try:
            async with make_sessions(engine)() as session:
                return sorted(await session.scalars(select(Version.id)))
        finally:
            await engine.dispose()

    return sha256("\n".join(asyncio.run(ids())).encode()).hexdigest()


def _encoder(libraries: Libraries) -> CrossEncoder:
    """As the first library's service would read with it."""
    folder = libraries[0][0]
    promoted = folder / PROMOTED
    return CrossEncoder(folder / "embedders", promoted if promoted.is_file() else None)


def _sha(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
