"""What trl trains on, made of a dataset version's rows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from datasets import Dataset, IterableDataset

from finetune.training.config import ConfigError, Method, TrainingConfig
from finetune.training.data import (
    Row,
    conversation,
    part_file,
    preference,
    read_rows,
    spread,
    task,
    thumb,
)
from finetune.training.masking import Messages, labelled

Table: TypeAlias = Dataset | IterableDataset


@dataclass(frozen=True, slots=True)
class Parts:
    """What a run learns from and is validated on."""

    train: Table
    validation: Table | None
    left_out: int
    """Examples of the training part that are longer than the run's length."""


def load_parts(config: TrainingConfig, method: Method, tokenizer: Any) -> Parts:
    """Both parts; there must be something to learn from."""
    train = load_part(config, method, "train", tokenizer)
    path = part_file(config.dataset, method, "train")
    if train is None:
        raise ConfigError(f"{path} is missing or holds no example of at most {config.length} tokens.")
    held = 0 if isinstance(train, IterableDataset) else sum(1 for _ in read_rows(path)) - len(train)
    return Parts(train, load_part(config, method, "validation", tokenizer), held)


def load_part(config: TrainingConfig, method: Method, part: str, tokenizer: Any) -> Table | None:
    """A part of the dataset; None where the version has none."""
    path = part_file(config.dataset, method, part)
    if not path.is_file():
        return None
    if method is Method.PRETRAIN and config.streaming and part == "train":
        return IterableDataset.from_generator(_texts, gen_kwargs={"path": path})
    if method is not Method.PRETRAIN and tokenizer.chat_template is None:
        raise ConfigError(f"{config.base} has no chat template: name one in chat_template.")
    make = _maker(config, method, tokenizer)
    rows = [made for row in read_rows(path) if (made := make(row)) is not None]
    if part != "train":
        rows = spread(rows, config.validation_limit)
    return Dataset.from_list(rows) if rows else None


def _maker(config: TrainingConfig, method: Method, tokenizer: Any) -> Callable[[Row], Row | None]:
    """Makes trl's example of a row, or None of one that is too long: what is cut loses its answer."""

    def fits(*texts: Messages) -> bool:
        return all(len(labelled(tokenizer, text).input_ids) <= config.length for text in texts)

    def supervised(row: Row) -> Row | None:
        made = labelled(tokenizer, conversation(row), config.learn)
        return (
            {"input_ids": made.input_ids, "labels": made.labels}
            if len(made.input_ids) <= config.length
            else None
        )

    def pair(row: Row) -> Row | None:
        made = preference(row)
        return made if fits(*([*made["prompt"], *made[name]] for name in ("chosen", "rejected"))) else None

    def judged(row: Row) -> Row | None:
        made = thumb(row)
        return made if fits([*made["prompt"], *made["completion"]]) else None

    def sampled(row: Row) -> Row | None:
        made = task(row)
        return made if fits(made["prompt"]) else None

    def text(row: Row) -> Row | None:
        return {"text": str(row["text"])}

    makers = {Method.SFT: supervised, Method.DPO: pair, Method.KTO: judged, Method.GRPO: sampled}
    return makers.get(method, text)


def _texts(path: Path) -> Iterator[Row]:
    for row in read_rows(path):
        yield {"text": str(row["text"])}
