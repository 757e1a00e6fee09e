"""`chipcite train`: a training process for one configuration, by itself or spread over GPUs; or of a learned
part of the service itself.
"""

import subprocess
import sys
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
PARTS = {
    "cross-encoder": "Learn which of the leading passages answers, from a library's own facts.",
    "linking": "Learn which fact a conversation asks for, from question sets.",
    "answering": "Learn which sentence or row answers, from question sets.",
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


def _add_part(part: str, purpose: str) -> None:
    def run(context: typer.Context) -> None:
        from finetune.training.config import ConfigError
        from finetune.training.launch import environment, training_python

        try:  # the other two are fitted without torch
            python = training_python() if part == "cross-encoder" else sys.executable
        except ConfigError as error:
            raise CommandFailedError(str(error)) from error
        line = [python, "-m", "finetune.parts", part, *context.args]
        raise typer.Exit(subprocess.run(line, env=environment(), check=False).returncode)  # noqa: S603 - our own words

    # What the process understands it says itself, with --help too.
    passed_on = {"allow_extra_args": True, "ignore_unknown_options": True}
    commands.command(part, help=purpose, context_settings=passed_on, add_help_option=False)(run)


for _part, _purpose in PARTS.items():
    _add_part(_part, _purpose)
