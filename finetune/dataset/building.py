"""A dataset from a service's own records: from manuals and verdicts to a version in a folder."""

import asyncio
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from random import Random
from typing import Any

from app.chat.prompts import VERSION
from app.models.base import now
from app.resources import Resources
from finetune.dataset import augmentation, factory, feedback, library, sources, splitting, writing
from finetune.dataset.pipeline import Assembled, Options, assemble, clean
from finetune.dataset.sources import NDA, Manual
from finetune.dataset.types import Item, Kind, Meta, Split, Tally

ROWS = frozenset({"row"})
"""Kinds of passages that stand in another passage too."""
APART = frozenset({"contents", "history", "notice"})
FEWEST = 200
"""Characters of a text that a model is to read for its own sake."""


def root_of(data_dir: Path) -> Path:
    """Where a service keeps its datasets."""
    return data_dir / "datasets"


async def build(resources: Resources, name: str, options: Options, root: Path | None = None) -> Path:
    """Makes a version; the same library, verdicts and options make the same one. Raises `LeakError`."""
    async with resources.sessions() as session:
        manuals = await sources.manuals(session, resources.storage, options.closed)
        allowed = [one for one in manuals if options.allow_nda or one.source.access != NDA]
        held = await library.read(session, allowed)
        turns = await feedback.judged(session)
    chance = Random(options.seed)  # noqa: S311 - choice of examples, no secret
    tally = Tally()
    general = list(_general(options))
    raw = await asyncio.to_thread(_raw, resources, held, turns, options, chance)
    kept = await asyncio.to_thread(clean, _permitted(raw, allowed, tally), tally, options.near)
    trained = splitting.parted(kept)[0][Split.TRAIN]
    people = [item for item in trained if item.meta.source == "feedback"]
    kept += [one async for one in augmentation.variants(people, options.augment, chance, resources.llm)]
    others = await asyncio.to_thread(clean, general, tally, options.near)
    made = await asyncio.to_thread(assemble, kept, others, options, tally, chance)
    manifest = _manifest(made, manuals, allowed, options)
    target = root if root is not None else root_of(resources.settings.data_dir)
    return await asyncio.to_thread(writing.write, target, name, made.parts, manifest)


def _raw(
    resources: Resources,
    held: library.Library,
    turns: Sequence[feedback.Judged],
    options: Options,
    chance: Random,
) -> list[Item]:
    """What people said comes first: of two that say the same, the first is kept."""
    maker = library.Maker(resources.retriever, held, chance)
    judged = feedback.items(turns, resources.retriever, held.chips)
    return [*judged, *maker.items(options.questions), *texts(held.manuals.values())]


def texts(manuals: Iterable[Manual]) -> Iterator[Item]:
    """The sections of manuals, each under its heading."""
    for manual in manuals:
        source = manual.source
        meta = Meta(
            "library",
            "text",
            language=source.language,
            documents=(source.document_id,),
            versions=(source.version_id,),
        )
        for passage in manual.passages:
            text = "\n".join([*passage.path[-1:], passage.text])
            if passage.kind not in ROWS | APART and len(text) >= FEWEST:
                yield Item(Kind.PRETRAIN, {"text": text}, meta, text)


def _permitted(items: Iterable[Item], allowed: Sequence[Manual], tally: Tally) -> Iterator[Item]:
    """Without what shows a document that is not allowed, or not there any more."""
    documents = {one.source.document_id for one in allowed}
    for item in items:
        if documents.issuperset(item.meta.documents):
            yield item
        else:
            tally.remove("not allowed")


def _general(options: Options) -> Iterator[Item]:
    for folder in options.general:
        yield from factory.imported(Path(folder), options.licence)


def _manifest(
    made: Assembled, manuals: Sequence[Manual], allowed: Sequence[Manual], options: Options
) -> dict[str, Any]:
    used: Counter[str] = Counter()
    for splits in made.parts.values():
        for items in splits.values():
            used.update(one for item in items for one in item.meta.versions)
    permitted = {one.source.version_id for one in allowed}
    return {
        "created_at": now().isoformat(),
        "code": version("chipcite"),
        "prompt_version": VERSION,
        "seed": options.seed,
        "options": asdict(options),
        "sources": [
            one.source.described(used[one.source.version_id])
            for one in manuals
            if one.source.version_id in permitted
        ],
        "left_out": [one.source.described(0) for one in manuals if one.source.version_id not in permitted],
        "general": [_described(Path(folder), options.licence) for folder in options.general],
        "counts": counts(made),
        "removed": made.tally.removed,
        "masked": made.tally.masked,
        "leak_check": made.leak_check,
    }


def counts(made: Assembled) -> dict[str, dict[str, int]]:
    """Items per kind and split; of conversations also per source and kind."""
    found: dict[str, dict[str, int]] = {}
    for kind, splits in made.parts.items():
        found[kind] = {split: len(splits.get(split, ())) for split in Split}
    spoken = [item for items in made.parts.get(Kind.SFT, {}).values() for item in items]
    found["sft by source"] = dict(Counter(item.meta.source for item in spoken))
    found["sft by kind"] = dict(Counter(item.meta.kind for item in spoken))
    found["sft by task"] = dict(Counter(item.meta.task for item in spoken))
    found["sft by language"] = dict(Counter(item.meta.language for item in spoken))
    return found


def _described(folder: Path, licence: str) -> dict[str, Any]:
    files = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
        if path.is_file()
    }
    return {"folder": folder.name, "licence": licence, "files": files}
