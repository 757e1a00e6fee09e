"""A tiny chat model and a dataset version for tests of training, made in a few seconds.

    .venv-finetune/bin/python -m tests.integration.finetune.tiny FOLDER

FOLDER gets `model` (random Llama, byte-level BPE, a chat template) and `dataset/1` in the form of our dataset
versions: registers of a made-up chip with their addresses, asked in two languages.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n"
    "{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
NAMES = ("CTLR", "STATR", "DATAR", "CFGR", "INTFR", "RSTR", "CKCR", "WKUP", "EVCR", "PRER", "CNTR", "CMPR")
SYSTEM = "Answer from the sources and cite them."
PARTS = {"train": range(24), "validation": range(24, 30), "test": range(30, 36)}


def main() -> None:
    folder = Path(sys.argv[1])
    rows = [_case(at) for at in range(36)]
    _dataset(folder / "dataset" / "1", rows)
    tokenizer = _tokenizer([json.dumps(row, ensure_ascii=False) for row in rows])
    tokenizer.save_pretrained(folder / "model")
    torch.manual_seed(3)
    _model(tokenizer).save_pretrained(folder / "model")


def _case(at: int) -> dict[str, Any]:
    """A register, the passage that names its address, a question and its two answers."""
    name, address = f"{NAMES[at % 12]}{at // 12}", f"0x4000{0x1000 + 4 * at:04X}"
    other = f"0x4000{0x2000 + 4 * at:04X}"
    passage = f"| Name | Address |\n| R32_{name} | {address} |"
    source = f'<source n="1" document="made-up.pdf" page="{at + 1}">\n{passage}\n</source>'
    zh = at % 2
    asked = f"R32_{name} 的地址是多少?" if zh else f"At which address is R32_{name}?"
    answer = f"R32_{name} 的地址是 {address} [1]。" if zh else f"R32_{name} is at {address} [1]."
    prompt = f"{source}\n\n{'问题:' if zh else 'Question:'} {asked}"
    evidence = [{"n": 1, "document": "made-up.pdf", "page": at + 1, "text": passage}]
    return {
        "id": f"made-{at}",
        "prompt": prompt,
        "answer": answer,
        "worse": answer.replace(address, other),
        "facts": [{"names": [f"R32_{name}"], "aspect": "address", "values": [address]}],
        "question": asked,
        "evidence": evidence,
        "text": f"The register R32_{name} of the made-up chip stands at {address}. " * 4,
    }


def _dataset(folder: Path, rows: list[dict[str, Any]]) -> None:
    for part, numbers in PARTS.items():
        chosen = [rows[number] for number in numbers]
        _write(folder / "sft" / f"{part}.jsonl", map(_sft, chosen))
        _write(folder / "dpo" / f"{part}.jsonl", map(_dpo, chosen))
        _write(folder / "kto" / f"{part}.jsonl", (made for row in chosen for made in _kto(row)))
        _write(folder / "pretrain" / f"{part}.jsonl", ({"text": row["text"]} for row in chosen))
        _write(folder / "tasks" / f"{part}.jsonl", map(_task, chosen))
    manifest = {"name": "made-up", "version": 1}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def _asked(row: dict[str, Any]) -> list[dict[str, str]]:
    return [{"from": "human", "value": row["prompt"]}]


def _sft(row: dict[str, Any]) -> dict[str, Any]:
    return {"system": SYSTEM, "conversations": [*_asked(row), {"from": "gpt", "value": row["answer"]}]}


def _dpo(row: dict[str, Any]) -> dict[str, Any]:
    better, worse = ({"from": "gpt", "value": row[name]} for name in ("answer", "worse"))
    return {"system": SYSTEM, "conversations": _asked(row), "chosen": better, "rejected": worse}


def _kto(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for name, good in (("answer", True), ("worse", False)):
        answer = {"from": "gpt", "value": row[name]}
        yield {"system": SYSTEM, "conversations": [*_asked(row), answer], "kto_tag": good}


def _task(row: dict[str, Any]) -> dict[str, Any]:
    messages = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": row["prompt"]}]
    kept = {name: row[name] for name in ("id", "question", "evidence", "facts")}
    return {**kept, "messages": messages, "refuse": False}


def _write(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def _tokenizer(texts: list[str]) -> PreTrainedTokenizerFast:
    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=512, special_tokens=special, initial_alphabet=alphabet, show_progress=False
    )
    made.train_from_iterator(texts, trainer)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=made, bos_token="<|im_start|>", eos_token="<|im_end|>", pad_token="<|endoftext|>"
    )
    tokenizer.chat_template = TEMPLATE
    return tokenizer


def _model(tokenizer: PreTrainedTokenizerFast) -> LlamaForCausalLM:
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=1,
        max_position_embeddings=1024,
        tie_word_embeddings=True,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    return LlamaForCausalLM(config)


if __name__ == "__main__":
    main()
