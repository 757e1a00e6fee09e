"""Reads a dataset version from its files, as plain examples; `tables` makes what trl takes of them.

DATASET/VERSION/manifest.json, {sft,dpo,kto,pretrain,tasks}/{train,validation,test}.jsonl
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from finetune.training.config import ConfigError, Method

FOLDERS = {
    Method.SFT: "sft",
    Method.DPO: "dpo",
    Method.KTO: "kto",
    Method.PRETRAIN: "pretrain",
    Method.GRPO: "tasks",
}
ROLES = {
    "human": "user",
    "user": "user",
    "observation": "tool",
    "gpt": "assistant",
    "assistant": "assistant",
    "system": "system",
}
"""ShareGPT's names and OpenAI's."""

Row = dict[str, Any]
Message = dict[str, str]


def part_file(dataset: Path, method: Method, part: str) -> Path:
    """Where a part of the dataset lies; it need not be there."""
    return dataset / FOLDERS[method] / f"{part}.jsonl"


def read_rows(path: Path) -> Iterator[Row]:
    """The file's rows, one JSON object a line."""
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError as error:
                raise ConfigError(f"{path}, line {number}: not JSON.") from error
            if not isinstance(row, dict):
                raise ConfigError(f"{path}, line {number}: not an object.")
            yield row


def spread(rows: Sequence[Any], limit: int | None) -> list[Any]:
    """At most so many, evenly out of all: a dataset's files begin with what is short and easy."""
    if limit is None or len(rows) <= limit:
        return list(rows)
    return [rows[at * len(rows) // limit] for at in range(limit)]


def read_manifest(dataset: Path) -> Row:
    """What the version says of itself."""
    try:
        manifest = json.loads((dataset / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"{dataset} is no dataset version: its manifest.json cannot be read.") from error
    return dict(manifest)


def fingerprint(dataset: Path) -> str:
    """Of all that a run could read, so that its record names exactly this data."""
    digest = sha256()
    for path in sorted(dataset.rglob("*.json*")):
        digest.update(f"{path.relative_to(dataset)}\0".encode())
        digest.update(sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def conversation(row: Row) -> list[Message]:
    """The messages of a ShareGPT row, system first; OpenAI's `messages` are taken too."""
    given = row.get("conversations") or row.get("messages") or []
    messages = [_message(one) for one in given]
    system = row.get("system")
    if system and not (messages and messages[0]["role"] == "system"):
        return [{"role": "system", "content": str(system)}, *messages]
    return messages


def prompt_of(row: Row) -> list[Message]:
    """The conversation before the answer that is judged."""
    messages = conversation(row)
    return messages[:-1] if messages and messages[-1]["role"] == "assistant" else messages


def preference(row: Row) -> Row:
    """A pair for DPO: the same prompt with the better and the worse answer."""
    return {
        "prompt": prompt_of(row),
        "chosen": [_message(row["chosen"], "assistant")],
        "rejected": [_message(row["rejected"], "assistant")],
    }


def thumb(row: Row) -> Row:
    """One judged answer for KTO. LLaMA-Factory's name of the judgement is `kto_tag`."""
    messages = conversation(row)
    answer = [_message(row["completion"], "assistant")] if "completion" in row else messages[-1:]
    label = row["kto_tag"] if "kto_tag" in row else row["label"]
    return {"prompt": prompt_of(row), "completion": answer, "label": bool(label)}


def task(row: Row) -> Row:
    """A verifiable task for GRPO: the prompt, and all that the checker needs, as JSON in one column."""
    return {"prompt": conversation(row), "task": json.dumps(row, ensure_ascii=False)}


def _message(one: Mapping[str, Any] | str, role: str = "") -> Message:
    if isinstance(one, str):
        return {"role": role, "content": one}
    name = str(one.get("from") or one.get("role") or role)
    if name not in ROLES:
        raise ConfigError(f"A message of the dataset is from “{name}”, which is no role of a conversation.")
    return {"role": ROLES[name], "content": str(one.get("value", one.get("content", "")))}
