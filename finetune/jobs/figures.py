"""What a run has logged, as a job's events. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from app.models import TrainingEvent

NAMES = {
    "loss": ("train_loss", "training loss"),
    "eval_loss": ("valid_loss", "validation loss"),
    "learning_rate": ("learning_rate", "learning rate"),
    "mean_token_accuracy": ("train_mean_token_accuracy", "training accuracy"),
    "eval_mean_token_accuracy": ("valid_mean_token_accuracy", "validation accuracy"),
    "rewards/margins": ("train_margin", "training margin"),
    "eval_rewards/margins": ("valid_margin", "validation margin"),
}
"""Of what trl logs: OpenAI's name, and a person's."""


def events_of(job_id: str, entries: Sequence[Mapping[str, Any]]) -> Iterator[TrainingEvent]:
    """An event for each entry that measures something; an entry that is read again has the same key."""
    for entry in entries:
        data = {name: entry[key] for key, (name, _) in NAMES.items() if key in entry}
        if not data:
            continue
        part = "validation" if "eval_loss" in entry else "training"
        figures = ", ".join(
            f"{spoken}={entry[key]:.4g}" for key, (_, spoken) in NAMES.items() if key in entry
        )
        where = f"Step {entry['step']}/{entry['steps']}" if entry["step"] else "Untrained"
        place = {"step": entry["step"], "total_steps": entry["steps"]}
        yield TrainingEvent(
            job_id=job_id,
            key=f"{part}-{entry['step']}",
            message=f"{where}: {figures}",
            data=place | data,
            created_at=datetime.fromtimestamp(entry["time"], UTC),
        )


def tokens_of(entries: Sequence[Mapping[str, Any]]) -> int | None:
    """The tokens that were trained on, where the trainer counts them."""
    counted = [entry["num_tokens"] for entry in entries if "num_tokens" in entry]
    return int(counted[-1]) if counted else None


def finish_of(entries: Sequence[Mapping[str, Any]]) -> datetime | None:
    """When the run will have ended if it goes on as fast as it did, from its last two steps that were logged
    one after the other: between earlier ones it may have been stopped."""
    steps = [entry for entry in entries if "loss" in entry]
    if len(steps) < 2:
        return None
    before, last = steps[-2:]
    done = last["step"] - before["step"]
    if done < 1:
        return None
    left = (last["time"] - before["time"]) / done * (last["steps"] - last["step"])
    return datetime.fromtimestamp(last["time"], UTC) + timedelta(seconds=max(left, 0.0))
