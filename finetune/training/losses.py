"""Loss, perplexity and preference margins of a model on a part of a dataset, example by example.

    python -m finetune.training.losses METHOD --config FILE [--adapter FOLDER] [--part test] --out FILE.json

With one figure an example, two models are compared with an interval; a mean alone would not say whether a
difference is chance. For `dpo` and `kto` the figure is the log-probability of the better answer less that of
the worse one.
"""

import argparse
import json
import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from peft import PeftModel

from finetune.training.config import Method, TrainingConfig, read_config
from finetune.training.data import Row, conversation, part_file, preference, read_rows, spread, thumb
from finetune.training.loading import load_model, load_tokenizer
from finetune.training.masking import IGNORED, Labelled, labelled


def main() -> int:
    """Writes the figure of each example, and prints the mean."""
    parser = argparse.ArgumentParser(prog="finetune.training.losses")
    parser.add_argument("method", choices=[Method.SFT, Method.PRETRAIN, Method.DPO, Method.KTO])
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--adapter", type=Path)
    parser.add_argument("--part", default="test")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    config = read_config(given.config)
    if config.threads:
        torch.set_num_threads(config.threads)
    model = load_model(config)
    if given.adapter:
        model = PeftModel.from_pretrained(model, given.adapter)
    examples = spread(_examples(config, Method(given.method), given.part), given.limit)
    figures = list(_figures(Method(given.method), model, examples))
    mean = sum(figures) / max(len(figures), 1)
    result = {"method": given.method, "part": given.part, "mean": mean, "figures": figures}
    given.out.write_text(json.dumps(result) + "\n", encoding="utf-8")
    perplexity = f", perplexity {math.exp(mean):.2f}" if given.method == Method.PRETRAIN else ""
    sys.stdout.write(f"{len(figures)} examples, mean {mean:.4f}{perplexity}\n")
    return 0


def _examples(config: TrainingConfig, method: Method, part: str) -> list[list[Labelled]]:
    """Each with its one text, or with the better and the worse; without those over the run's length."""
    tokenizer = load_tokenizer(config)
    rows = read_rows(part_file(config.dataset, method, part))
    if method is Method.KTO:
        rows = _paired(rows)
    read = ([_read(config, method, tokenizer, one) for one in _texts(method, row)] for row in rows)
    return [texts for texts in read if all(len(one.input_ids) <= config.length for one in texts)]


def _figures(method: Method, model: Any, examples: list[list[Labelled]]) -> Iterator[float]:
    model.eval()
    for texts in examples:
        logs = [_log_probability(model, one) for one in texts]
        if method in (Method.DPO, Method.KTO):
            yield logs[0][0] - logs[1][0]
        else:
            yield -logs[0][0] / max(logs[0][1], 1)


def _texts(method: Method, row: Row) -> list[Any]:
    if method is Method.PRETRAIN:
        return [str(row["text"])]
    if method is Method.SFT:
        return [conversation(row)]
    made = row if "chosen" in row and isinstance(row["chosen"], list) else preference(row)
    return [[*made["prompt"], *made[name]] for name in ("chosen", "rejected")]


def _paired(rows: Iterator[Row]) -> Iterator[Row]:
    """Judgements of the same prompt, a good and a bad one, as a pair."""
    good: dict[str, Row] = {}
    bad: dict[str, Row] = {}
    for row in map(thumb, rows):
        key = json.dumps(row["prompt"], ensure_ascii=False)
        (good if row["label"] else bad).setdefault(key, row)
    for key in good.keys() & bad.keys():
        yield {
            "prompt": good[key]["prompt"],
            "chosen": good[key]["completion"],
            "rejected": bad[key]["completion"],
        }


def _read(config: TrainingConfig, method: Method, tokenizer: Any, text: Any) -> Labelled:
    if method is Method.PRETRAIN:
        ids = tokenizer(text)["input_ids"][: config.length]
        return Labelled(ids, ids)
    return labelled(tokenizer, text, config.learn)


def _log_probability(model: Any, one: Labelled) -> tuple[float, int]:
    """Of what is learnt, and how many tokens that is."""
    with torch.inference_mode():
        logits = model(input_ids=torch.tensor([one.input_ids], device=model.device)).logits[0, :-1].float()
    labels = torch.tensor(one.labels[1:], device=logits.device)
    kept = labels != IGNORED
    chosen = torch.log_softmax(logits[kept], dim=-1).gather(1, labels[kept].unsqueeze(1))
    return float(chosen.sum()), int(kept.sum())


if __name__ == "__main__":
    sys.exit(main())
