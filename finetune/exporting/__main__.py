"""The export process: `python -m finetune.exporting merge|gguf|adapter-gguf|chat-vector|awq|check-template
…`.
"""

import argparse
import os
import sys
from pathlib import Path

from finetune.exporting.errors import ExportError


def main() -> int:
    """Exit status 1 with one sentence where an export cannot be."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    given = _parser().parse_args()
    try:
        _RUN[given.command](given)
    except ExportError as error:
        sys.stderr.write(f"chipcite: {error}\n")
        return 1
    return 0


def _merge(given: argparse.Namespace) -> None:
    from finetune.exporting.merging import merge

    merge(given.base, given.adapter, given.out)


def _gguf(given: argparse.Namespace) -> None:
    from finetune.exporting.gguf import model_to_gguf

    model_to_gguf(given.model, given.out, given.type)


def _adapter_gguf(given: argparse.Namespace) -> None:
    from finetune.exporting.gguf import adapter_to_gguf

    adapter_to_gguf(given.adapter, given.base, given.out, given.type)


def _chat_vector(given: argparse.Namespace) -> None:
    from finetune.exporting.vectors import add_chat_vector

    changed = add_chat_vector(given.base, given.chat, given.domain, given.out, given.scale)
    sys.stdout.write(f"{changed} tensors\n")


def _awq(given: argparse.Namespace) -> None:
    from transformers import AutoTokenizer

    from finetune.exporting.quantizing import quantize
    from finetune.training.data import conversation, read_rows

    tokenizer = AutoTokenizer.from_pretrained(given.model)
    rows = read_rows(given.dataset / "sft" / "train.jsonl")
    texts = [str(tokenizer.apply_chat_template(conversation(row), tokenize=False)) for row in rows]
    quantize(given.model, texts, given.out)


def _check_template(given: argparse.Namespace) -> None:
    import httpx
    from transformers import AutoTokenizer

    from finetune.exporting.templates import require_equal

    with httpx.Client(base_url=given.url, timeout=60) as server:
        require_equal(AutoTokenizer.from_pretrained(given.base), server, given.model)
    sys.stdout.write("the served prompt is the trained one\n")


_RUN = {
    "merge": _merge,
    "gguf": _gguf,
    "adapter-gguf": _adapter_gguf,
    "chat-vector": _chat_vector,
    "awq": _awq,
    "check-template": _check_template,
}
_PATHS = {
    "merge": ("base", "adapter", "out"),
    "gguf": ("model", "out"),
    "adapter-gguf": ("adapter", "base", "out"),
    "chat-vector": ("base", "chat", "domain", "out"),
    "awq": ("model", "dataset", "out"),
    "check-template": ("base",),
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="finetune.exporting")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, paths in _PATHS.items():
        command = commands.add_parser(name)
        for path in paths:
            command.add_argument(f"--{path}", type=Path, required=True)
        if name.endswith("gguf"):
            command.add_argument("--type", choices=["f32", "f16", "bf16", "q8_0"], default="f16")
        if name == "chat-vector":
            command.add_argument("--scale", type=float, default=1.0)
        if name == "check-template":
            command.add_argument("--url", required=True)
            command.add_argument("--model", required=True)
    return parser


if __name__ == "__main__":
    sys.exit(main())
