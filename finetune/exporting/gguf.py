"""GGUF for llama.cpp: a whole model, or a LoRA adapter alone, by llama.cpp's own converters.

The converters are in no package of their own; `deploy/scripts/finetune.sh` takes them unchanged from the
source of llama-cpp-python, and CHIPCITE_LLAMA_CPP names another copy.
"""

import os
import subprocess
import sys
from pathlib import Path

from finetune.exporting.errors import ExportError

TYPES = ("f32", "f16", "bf16", "q8_0")
COMPLAINT = 6
"""Lines of a converter's last words that are repeated."""


def converters() -> Path:
    """Where llama.cpp's converters lie."""
    folder = Path(os.environ.get("CHIPCITE_LLAMA_CPP") or Path(sys.prefix) / "share" / "llama.cpp")
    if not (folder / "convert_hf_to_gguf.py").is_file():
        raise ExportError(
            "llama.cpp's converters are not here: run deploy/scripts/finetune.sh, or name a checkout of "
            "llama.cpp in CHIPCITE_LLAMA_CPP."
        )
    return folder


def model_to_gguf(model: Path, out: Path, dtype: str = "f16") -> None:
    """A whole model with its tokenizer and chat template."""
    _convert("convert_hf_to_gguf.py", [str(model), "--outfile", str(out), "--outtype", dtype])


def adapter_to_gguf(adapter: Path, base: Path, out: Path, dtype: str = "f16") -> None:
    """A LoRA adapter alone; llama.cpp adds it to the base's GGUF when it serves."""
    if not (adapter / "adapter_config.json").is_file():
        raise ExportError(f"{adapter} holds no adapter of peft.")
    _convert(
        "convert_lora_to_gguf.py",
        ["--base", str(base), "--outfile", str(out), "--outtype", dtype, str(adapter)],
    )


def _convert(script: str, arguments: list[str]) -> None:
    folder = converters()
    environment = {**os.environ, "PYTHONPATH": str(folder / "gguf-py"), "HF_HUB_OFFLINE": "1"}
    line = [sys.executable, str(folder / script), *arguments]
    done = subprocess.run(line, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    if done.returncode:
        raise ExportError(f"{script} failed: {' / '.join(done.stderr.strip().splitlines()[-COMPLAINT:])}")
