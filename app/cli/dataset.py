"""`chipcite dataset`: build, list, check, import, export. Works on this machine's data folder."""

import asyncio
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.output import AsJson, CommandFailedError, print_json, print_rows
from app.cli.settings import load_settings

commands = typer.Typer(help="Datasets for fine-tuning.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The dataset's name.")]
VersionOption = Annotated[str, typer.Option("--version", help="A version or its beginning; else the newest.")]
Folder = Annotated[Path, typer.Argument(file_okay=False, help="A folder.")]


@commands.command()
def build(
    name: Name,
    questions: Annotated[int, typer.Option(min=0, help="Questions made of the library.")] = 4000,
    seed: Annotated[int, typer.Option(help="The same seed makes the same choices.")] = 1,
    near: Annotated[float, typer.Option(min=0.5, max=1, help="Likeness of what says the same.")] = 0.9,
    domain_share: Annotated[
        float, typer.Option(min=0.05, max=1, help="Of the conversations trained on.")
    ] = 0.7,
    pack: Annotated[int, typer.Option(min=500, help="Characters of an object of text.")] = 6000,
    augment: Annotated[
        float, typer.Option(min=0, max=1, help="Share of questions said otherwise too.")
    ] = 0.15,
    general: Annotated[list[Path] | None, typer.Option(help="A folder with a dataset_info.json.")] = None,
    licence: Annotated[str, typer.Option(help="Of the general data.")] = "",
    nda: Annotated[list[str] | None, typer.Option(help="A document (id) that is under NDA.")] = None,
    allow_nda: Annotated[bool, typer.Option("--allow-nda", help="Also use documents under NDA.")] = False,
) -> None:
    """Make a version of decided cases, verdicts, the library's facts and texts, and general data."""
    from finetune.dataset.building import build as made
    from finetune.dataset.pipeline import Options
    from finetune.dataset.splitting import LeakError
    from finetune.dataset.writing import manifest_of

    options = Options(
        questions=questions,
        seed=seed,
        near=near,
        domain_share=domain_share,
        pack=pack,
        augment=augment,
        allow_nda=allow_nda,
        closed=tuple(nda or ()),
        general=tuple(map(str, general or ())),
        licence=licence,
    )
    try:
        folder = asyncio.run(_with_resources(lambda resources: made(resources, name, options)))
    except LeakError as error:
        raise CommandFailedError(f"Nothing was written, because data leaks. {error}") from None
    typer.echo(str(folder))
    _show(manifest_of(folder))


@commands.command("list")
def list_versions(
    name: Annotated[str, typer.Argument(help="Only this dataset.")] = "", as_json: AsJson = False
) -> None:
    """List the versions, the newest last."""
    from finetune.dataset.writing import versions

    found = versions(_root(), name)
    if as_json:
        print_json({"object": "list", "data": found})
        return
    print_rows(
        ("dataset", "version", "made", "conversations", "tasks", "texts"),
        [
            (
                str(one["name"]),
                str(one["version"]),
                str(one["created_at"])[:16],
                *(str(sum(one["counts"].get(kind, {}).values())) for kind in ("sft", "tasks", "pretrain")),
            )
            for one in found
        ],
    )


@commands.command()
def check(name: Name, version: VersionOption = "latest") -> None:
    """See whether a version holds what its manifest says, and whether anything leaks between its splits."""
    from finetune.dataset.pipeline import leak_check, read_item
    from finetune.dataset.splitting import LeakError
    from finetune.dataset.types import Kind, Split
    from finetune.dataset.writing import ChangedError, find, read, verify

    folder = find(_root(), name, version)
    try:
        verify(folder)
        parts = {
            kind: {split: [read_item(kind, line) for line in read(folder, kind, split)] for split in Split}
            for kind in Kind
        }
        found = leak_check(parts)
    except (ChangedError, LeakError) as error:
        raise CommandFailedError(str(error)) from None
    typer.echo(f"{folder.name}: {found['items']} items, {found['held_out']} of them held out, nothing leaks.")


@commands.command("import")
def import_folder(
    name: Name,
    folder: Folder,
    licence: Annotated[str, typer.Option(help="Of the data.")],
    dataset: Annotated[list[str] | None, typer.Option(help="Only these of its datasets.")] = None,
) -> None:
    """Take in datasets of LLaMA-Factory: Alpaca or ShareGPT, JSON, JSON Lines or Parquet."""
    from random import Random

    from app.models.base import now
    from finetune.dataset.factory import imported
    from finetune.dataset.pipeline import Options, assemble, clean
    from finetune.dataset.types import Tally
    from finetune.dataset.writing import manifest_of, write

    tally, options = Tally(), Options(domain_share=0)
    items = clean(imported(folder, licence, dataset or ()), tally, options.near)
    made = assemble((), items, options, tally, Random(options.seed))  # noqa: S311 - no secret
    counts = {kind: {split: len(own) for split, own in splits.items()} for kind, splits in made.parts.items()}
    manifest: dict[str, Any] = {
        "created_at": now().isoformat(),
        "general": [{"folder": folder.name, "licence": licence}],
        "counts": counts,
        "removed": tally.removed,
        "masked": tally.masked,
        "leak_check": made.leak_check,
    }
    written = write(_root(), name, made.parts, manifest)
    typer.echo(str(written))
    _show(manifest_of(written))


@commands.command()
def export(
    name: Name,
    folder: Folder,
    version: VersionOption = "latest",
    form: Annotated[str, typer.Option("--format", help="sharegpt or alpaca.")] = "sharegpt",
    parquet: Annotated[bool, typer.Option("--parquet", help="Parquet instead of JSON.")] = False,
) -> None:
    """Write a version as LLaMA-Factory reads it, with a dataset_info.json."""
    from finetune.dataset.factory import export as written
    from finetune.dataset.writing import find

    if form not in ("sharegpt", "alpaca"):
        raise CommandFailedError("The format is sharegpt or alpaca.")
    found = written(find(_root(), name, version), folder, name, form, parquet=parquet)
    for key in found:
        typer.echo(key)


def _root() -> Path:
    from finetune.dataset.building import root_of

    return root_of(load_settings().data_dir)


async def _with_resources(work: Any) -> Any:
    from app.resources import open_resources

    settings = load_settings().model_copy(update={"log_level": "warning"})
    async with open_resources(settings, "chipcite dataset") as resources:
        resources.retriever.start()
        return await work(resources)


def _show(manifest: dict[str, Any]) -> None:
    for title in ("counts", "removed", "masked"):
        for key, value in manifest.get(title, {}).items():
            shown = (
                ", ".join(f"{name} {count}" for name, count in value.items())
                if isinstance(value, dict)
                else value
            )
            typer.echo(f"{title}: {key}: {shown}")
