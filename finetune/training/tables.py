"""What trl trains on, made of a dataset version's rows."""

from collections.abc import Callable, Iterator
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
    task,
    thumb,
)
from finetune.training.masking import labelled

Table: TypeAlias = Dataset | IterableDataset


def load_part(config: TrainingConfig, method: Method, part: str, tokenizer: Any) -> Table | None:
    """A part of the dataset; None where the version has none."""
    path = part_file(config.dataset, method, part)
    if not path.is_file():
        return None
    if method is Method.PRETRAIN and config.streaming and part == "train":
        return IterableDataset.from_generator(_texts, gen_kwargs={"path": path})
    rows = [made for row in read_rows(path) if (made := _maker(config, method, tokenizer)(row)) is not None]
    if part != "train":
        rows = rows[: config.validation_limit]
    return Dataset.from_list(rows) if rows else None


def training_part(config: TrainingConfig, method: Method, tokenizer: Any) -> Table:
    """The part that is learnt from; there must be one."""
    table = load_part(config, method, "train", tokenizer)
    if table is None:
        path = part_file(config.dataset, method, "train")
        raise ConfigError(f"{path} is missing or holds no example of at most {config.length} tokens.")
    return table


def left_out(config: TrainingConfig, method: Method, table: Table | None) -> int:
    """Examples of the training part that were too long."""
    if table is None or isinstance(table, IterableDataset):
        return 0
    return sum(1 for _ in read_rows(part_file(config.dataset, method, "train"))) - len(table)


def _maker(config: TrainingConfig, method: Method, tokenizer: Any) -> Callable[[Row], Row | None]:
    def answers(row: Row) -> Row | None:
        made = labelled(tokenizer, conversation(row), config.learn)
        if len(made.input_ids) > config.length:
            return None
        return {"input_ids": made.input_ids, "labels": made.labels}

    if method is Method.SFT:
        return answers
    if method is Method.PRETRAIN:
        return lambda row: {"text": str(row["text"])}
    return {Method.DPO: preference, Method.KTO: thumb, Method.GRPO: task}[method]


def _texts(path: Path) -> Iterator[Row]:
    for row in read_rows(path):
        yield {"text": str(row["text"])}
