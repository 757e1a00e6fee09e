"""Loads every dataset of an export by LLaMA-Factory, and trains two steps of a tiny model on each kind.

    python deploy/scripts/llamafactory_proof.py EXPORT

Runs in an environment that has `llamafactory`; deploy/scripts/llamafactory.sh makes one.
"""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

os.environ |= {"HF_HUB_OFFLINE": "1", "WANDB_MODE": "disabled", "DISABLE_VERSION_CHECK": "1"}
STAGES = {"pretrain": "pt", "sft": "sft", "dpo": "dpo", "kto": "kto"}
VOCABULARY = 2000


def main() -> None:
    """One line for each dataset: how many examples LLaMA-Factory sees, and the loss of two steps."""
    export = Path(sys.argv[1])
    described = json.loads((export / "dataset_info.json").read_text(encoding="utf-8"))
    with TemporaryDirectory() as folder:
        model = tiny_model(Path(folder) / "model", texts(export, described))
        for name in described:
            kind, split = name.rsplit("_", 2)[1:]
            if split == "train":
                print(name, trained(name, kind, export, model, Path(folder) / name), flush=True)


def texts(export: Path, described: dict[str, Any]) -> Iterator[str]:
    """What the tokenizer learns its pieces from."""
    from llamafactory.data.loader import load_dataset

    for entry in described.values():
        path = str(export / entry["file_name"])
        form = "parquet" if path.endswith("parquet") else "json"
        rows = load_dataset(form, data_files=path, split="train")
        yield from (json.dumps(row, ensure_ascii=False) for row in rows.select(range(min(len(rows), 40))))


def tiny_model(folder: Path, words: Iterator[str]) -> Path:
    """A Qwen2 of two layers with weights at random, and a tokenizer with the chat template of its kind."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM

    special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=VOCABULARY, special_tokens=special, initial_alphabet=alphabet)
    tokenizer.train_from_iterator(words, trainer)
    whole = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        eos_token=special[2],
        pad_token=special[0],
        additional_special_tokens=special,
    )
    whole.save_pretrained(folder)
    config = Qwen2Config(
        vocab_size=len(whole),
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=1,
        max_position_embeddings=2048,
    )
    Qwen2ForCausalLM(config).save_pretrained(folder)
    return folder


def trained(name: str, kind: str, export: Path, model: Path, out: Path) -> str:
    """Two steps by LLaMA-Factory's own entry point."""
    from llamafactory.train.tuner import run_exp

    run_exp(
        {
            "stage": STAGES[kind],
            "do_train": True,
            "model_name_or_path": str(model),
            "dataset_dir": str(export),
            "dataset": name,
            "template": "qwen",
            "finetuning_type": "lora",
            "lora_rank": 4,
            "cutoff_len": 512,
            "max_samples": 16,
            "max_steps": 2,
            "per_device_train_batch_size": 2,
            "preprocessing_num_workers": 1,
            "output_dir": str(out),
            "logging_steps": 1,
            "report_to": "none",
            "use_cpu": True,
            **({"mask_history": True} if kind == "sft" else {}),
        }
    )
    state = json.loads((out / "trainer_state.json").read_text(encoding="utf-8"))
    losses = [round(entry["loss"], 3) for entry in state["log_history"] if "loss" in entry]
    return f"{len(losses)} steps, loss {losses}"


if __name__ == "__main__":
    main()
