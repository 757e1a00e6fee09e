"""LLaMA-Factory's datasets in and out: `dataset_info.json`, Alpaca, ShareGPT; JSON, JSON Lines, Parquet."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from app.core.errors import InvalidRequestError
from finetune.dataset.composing import language_of
from finetune.dataset.prompting import dpo, kto, sft
from finetune.dataset.types import Item, Kind, Meta

INFO = "dataset_info.json"
_TAGS = {
    "role_tag": "from",
    "content_tag": "value",
    "user_tag": "human",
    "assistant_tag": "gpt",
    "system_tag": "system",
}
_COLUMNS = ("prompt", "query", "response", "history", "messages", "system", "chosen", "rejected", "kto_tag")
_ALPACA = {"prompt": "instruction", "query": "input", "response": "output"}


def imported(folder: Path, licence: str, names: Sequence[str] = ()) -> Iterator[Item]:
    """The items of the datasets that a `dataset_info.json` describes: all of them, or those named."""
    path = folder / INFO
    if not path.is_file():
        raise InvalidRequestError(f"There is no {INFO} in {folder.name}.")
    described: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if unknown := [name for name in names if name not in described]:
        raise InvalidRequestError(f"{INFO} describes no dataset {unknown[0]}.")
    for name in names or described:
        entry = described[name]
        if "file_name" not in entry:
            raise InvalidRequestError(f"{name} is no file here: nothing is fetched from elsewhere.")
        source = (folder / entry["file_name"]).resolve()
        if not source.is_relative_to(folder.resolve()):
            raise InvalidRequestError(f"{name} lies outside of {folder.name}.")
        for row in rows(source):
            if (item := item_of(row, entry, licence)) is not None:
                yield item


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a file, by its ending."""
    if path.suffix == ".parquet":
        from pyarrow import parquet  # of the extra `finetune`

        yield from parquet.read_table(path).to_pylist()
    elif path.suffix == ".jsonl":
        with path.open(encoding="utf-8") as file:
            yield from (json.loads(line) for line in file if line.strip())
    elif path.suffix == ".json":
        yield from json.loads(path.read_text(encoding="utf-8"))
    else:
        raise InvalidRequestError(f"{path.name} is neither .json, .jsonl nor .parquet.")


def item_of(row: Mapping[str, Any], entry: Mapping[str, Any], licence: str) -> Item | None:
    """A row as an item; None where it holds no answer."""
    messages, answer = _spoken(row, entry)
    question = next((str(one["content"]) for one in reversed(messages) if one["role"] == "user"), "")
    get = _getter(row, entry)
    shown = tuple(row["meta"]["documents"]) if "meta" in row else ()
    meta = Meta("general", language=language_of(question), documents=shown, licence=licence)
    if entry.get("ranking"):
        chosen, rejected = (_text(get(name), entry) for name in ("chosen", "rejected"))
        return dpo(messages, chosen, rejected, meta, question) if chosen and rejected else None
    if not (answer and question):
        return None
    if (good := get("kto_tag")) is not None:
        return kto(messages, answer, bool(good), meta, question)
    return sft(messages, answer, meta, question)


def _getter(row: Mapping[str, Any], entry: Mapping[str, Any]) -> Any:
    alpaca = entry.get("formatting", "alpaca") == "alpaca"
    defaults = _ALPACA if alpaca else {"messages": "conversations"}
    columns = (defaults | entry["columns"]) if "columns" in entry else defaults

    def get(name: str) -> Any:
        return row.get(columns[name]) if name in columns and name in _COLUMNS else None

    return get


def _spoken(row: Mapping[str, Any], entry: Mapping[str, Any]) -> tuple[list[dict[str, str]], str]:
    """The messages before the answer, and the answer."""
    get = _getter(row, entry)
    system = [{"role": "system", "content": str(get("system"))}] if get("system") else []
    if entry.get("formatting", "alpaca") == "alpaca":
        before = [
            {"role": role, "content": str(text)}
            for pair in get("history") or ()
            for role, text in zip(("user", "assistant"), pair, strict=True)
        ]
        asked = "\n".join(str(part) for part in (get("prompt"), get("query")) if part)
        response = get("response")
        answer = "" if isinstance(response, list) else str(response or "")
        return [*system, *before, {"role": "user", "content": asked}], answer
    tags = _TAGS | entry.get("tags", {})
    roles = {tags["user_tag"]: "user", tags["assistant_tag"]: "assistant", tags["system_tag"]: "system"}
    messages = [
        {"role": roles[one[tags["role_tag"]]], "content": str(one[tags["content_tag"]])}
        for one in get("messages") or ()
        if one.get(tags["role_tag"]) in roles
    ]
    if messages and messages[-1]["role"] == "assistant":
        return [*system, *messages[:-1]], messages[-1]["content"]
    return [*system, *messages], ""


def _text(value: Any, entry: Mapping[str, Any]) -> str:
    """A chosen or rejected answer: text in Alpaca, a message in ShareGPT."""
    if isinstance(value, Mapping):
        return str(value.get((_TAGS | entry.get("tags", {}))["content_tag"]) or "")
    return str(value or "")


def export(source: Path, target: Path, name: str, form: str, *, parquet: bool) -> dict[str, Any]:
    """Writes a version for LLaMA-Factory, in Alpaca or ShareGPT, with its description beside the files."""
    target.mkdir(parents=True, exist_ok=True)
    described: dict[str, Any] = json.loads((source / INFO).read_text(encoding="utf-8"))
    written: dict[str, Any] = {}
    for key, entry in described.items():
        _, kind, split = key.rsplit("_", 2)
        lines = list(rows(source / entry["file_name"]))
        shaped = (
            [_alpaca(line, Kind(kind)) for line in lines] if form == "alpaca" else list(map(_bare, lines))
        )
        file = target / f"{name}_{kind}_{split}.{'parquet' if parquet else 'json'}"
        _write(file, shaped, parquet=parquet)
        changed = _alpaca_entry(Kind(kind)) if form == "alpaca" else entry
        written[f"{name}_{kind}_{split}"] = {**changed, "file_name": file.name}
    (target / INFO).write_text(json.dumps(written, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return written


def _write(path: Path, lines: Iterable[Mapping[str, Any]], *, parquet: bool) -> None:
    if not parquet:
        path.write_text(json.dumps(list(lines), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        return
    import pyarrow
    from pyarrow import parquet as file

    file.write_table(pyarrow.Table.from_pylist([dict(line) for line in lines]), path)


def _bare(line: Mapping[str, Any]) -> dict[str, Any]:
    """Only what is trained on."""
    return {key: value for key, value in line.items() if key not in ("id", "meta")}


def _alpaca(line: Mapping[str, Any], kind: Kind) -> dict[str, Any]:
    if kind is Kind.PRETRAIN:
        return {"text": line["text"]}
    turns = [str(one["value"]) for one in line["conversations"]]
    answer = turns.pop() if len(turns) % 2 == 0 else ""
    question = turns.pop()
    history = [list(pair) for pair in zip(turns[::2], turns[1::2], strict=True)]
    shared = {"instruction": question, "input": "", "history": history, "system": line["system"]}
    if kind is Kind.DPO:
        return shared | {name: line[name]["value"] for name in ("chosen", "rejected")}
    return shared | {"output": answer} | ({"kto_tag": line["kto_tag"]} if kind is Kind.KTO else {})


def _alpaca_entry(kind: Kind) -> dict[str, Any]:
    if kind is Kind.PRETRAIN:
        return {"columns": {"prompt": "text"}}
    columns = {"prompt": "instruction", "query": "input", "history": "history", "system": "system"}
    if kind is Kind.DPO:
        return {"ranking": True, "columns": columns | {"chosen": "chosen", "rejected": "rejected"}}
    return {
        "columns": columns | {"response": "output"} | ({"kto_tag": "kto_tag"} if kind is Kind.KTO else {})
    }
