"""One run from its configuration to its record: estimate, train (or go on), validate, save."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch

from finetune.training.checkpoints import claimed, last_checkpoint
from finetune.training.config import ConfigError, Method, TrainingConfig
from finetune.training.loading import load_tokenizer
from finetune.training.memory import GB, Estimate, estimate
from finetune.training.progress import Progress
from finetune.training.progress_file import read_progress
from finetune.training.record import begun, identity, weights_hashes, write_record
from finetune.training.sizing import available, plan_of, shape_of
from finetune.training.stopping import StoppedError, Stopping
from finetune.training.tables import load_parts
from finetune.training.trainers import build_trainer


def run(config: TrainingConfig, method: Method, *, quiet: bool = False) -> dict[str, Any]:
    """Trains; a run that was stopped goes on at its last checkpoint. The record is returned and written.

    Raises `StoppedError` where it was asked to stop.
    """
    if config.threads is not None:
        torch.set_num_threads(config.threads)
    needed = sized(config, method, quiet=quiet)
    record = begun(config, method, {"total": needed.total, "available": available()})
    if not is_first_process():
        return _train(config, method, record, quiet=True)
    with claimed(config.output, identity(config, method)):
        return _train(config, method, record, quiet=quiet)


def is_first_process() -> bool:
    """Of those that a launcher started; it alone writes beside the checkpoints."""
    return int(os.environ.get("RANK") or 0) == 0


def _train(config: TrainingConfig, method: Method, record: dict[str, Any], *, quiet: bool) -> dict[str, Any]:
    checkpoint = last_checkpoint(config.output)
    tokenizer = load_tokenizer(config)
    parts = load_parts(config, method, tokenizer)
    record["left_out"] = parts.left_out
    if parts.left_out and not quiet:
        sys.stdout.write(f"{parts.left_out} examples are longer than {config.length} tokens and left out\n")
    stopping = Stopping()
    shown = Progress(config.output, quiet=quiet)
    trainer = build_trainer(config, method, tokenizer, parts, [shown, stopping])
    before = _first_validation(trainer, config.output / "progress.jsonl", begin=checkpoint is None)
    outcome = trainer.train(resume_from_checkpoint=str(checkpoint) if checkpoint else None)
    if stopping.stopped:
        raise StoppedError
    after = trainer.evaluate() if _validated(trainer) else {}
    trainer.save_model(str(config.output / "final"))
    record |= _result(trainer, outcome, before, after)
    if trainer.is_world_process_zero():
        write_record(config.output, record)
    return record


def sized(config: TrainingConfig, method: Method, *, quiet: bool = False) -> Estimate:
    """The estimate, printed; a run that does not fit is refused with what would help."""
    needed, there = estimate(shape_of(config), plan_of(config, method)), available()
    if not quiet:
        sys.stdout.write("\n".join([*needed.lines(), f"{'available':<12}{there / GB:8.2f} GB"]) + "\n")
    if config.memory_check and needed.total > there:
        raise ConfigError(
            f"The run needs about {needed.total / GB:.1f} GB, and {there / GB:.1f} GB are free: choose a "
            "smaller batch or length, checkpointing, quantization: nf4 or a ZeRO configuration, or set "
            "memory_check: false."
        )
    return needed


def _first_validation(trainer: Any, progress: Path, *, begin: bool) -> dict[str, Any]:
    """What the validation part says of the untrained model; a run that goes on has logged it at step 0."""
    if not begin:
        first = next(iter(read_progress(progress)), {})
        return first if first.get("step") == 0 else {}
    if is_first_process():
        progress.unlink(missing_ok=True)
    return dict(trainer.evaluate()) if _validated(trainer) else {}


def _validated(trainer: Any) -> bool:
    return trainer.eval_dataset is not None


def _result(trainer: Any, outcome: Any, before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    return {
        "weights": weights_hashes(Path(trainer.args.output_dir) / "final"),
        "ended": datetime.now(UTC).isoformat(timespec="seconds"),
        "result": {
            "steps": trainer.state.global_step,
            "train_loss": outcome.training_loss,
            "validation_before": before,
            "validation_after": after,
        },
    }
