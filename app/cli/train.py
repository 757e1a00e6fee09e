"""`chipcite train`: a training process for one configuration, by itself or spread over GPUs."""

import subprocess
from pathlib import Path
from typing import Annotated

import typer

from app.cli.output import CommandFailedError

METHODS = {
    "sft": "Learn the answers of a dataset's conversations.",
    "pretrain": "Learn the text of manuals (continued pretraining).",
    "dpo": "Prefer the better of two answers.",
    "kto": "Prefer what readers found good, from single judgements.",
    "grpo": "Sample answers and prefer those that the fact checker finds right.",
}
Config = Annotated[Path, typer.Option("--config", "-c", help="A YAML file; docs/finetune.md has examples.")]
Layout = Annotated[
    str | None,
    typer.Option(
        help="How it is spread: one-gpu, gpus, zero0 … zero3, zero2-offload, zero3-offload, or a file."
    ),
]
Estimate = Annotated[bool, typer.Option("--estimate", help="Only say how much memory it needs.")]

commands = typer.Typer(
    help="Train a language model or an adapter from a dataset version.", no_args_is_help=True
)


def train(method: str, config: Path, layout: str | None, *, estimate: bool) -> None:
    """Starts the process and ends as it ends. A run that was stopped goes on when it is started again."""
    from finetune.training.config import ConfigError, Method
    from finetune.training.launch import command, environment

    try:
        line = command(Method(method), config, layout=layout, estimate=estimate)
    except ConfigError as error:
        raise CommandFailedError(str(error)) from error
    raise typer.Exit(subprocess.run(line, env=environment(), check=False).returncode)  # noqa: S603 - our own words


def _add(method: str, purpose: str) -> None:
    def run(config: Config, layout: Layout = None, estimate: Estimate = False) -> None:
        train(method, config, layout, estimate=estimate)

    commands.command(method, help=purpose)(run)


for _method, _purpose in METHODS.items():
    _add(_method, _purpose)
