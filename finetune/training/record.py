"""run.json: what a run was made of and what came out, enough to do it again and to trace an adapter to its
data.
"""

import json
import os
import platform
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import file_digest, sha256
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from finetune.training.config import Method, TrainingConfig
from finetune.training.data import fingerprint, read_manifest

LIBRARIES = ("torch", "transformers", "peft", "trl", "accelerate", "datasets", "bitsandbytes", "deepspeed")
UNTRACED = frozenset({"output", "threads", "memory_check", "log_every", "keep"})
"""Of the configuration: what changes no result."""


def identity(config: TrainingConfig, method: Method) -> str:
    """Equal for runs that must come to the same result."""
    settings = config.model_dump(mode="json", exclude=set(UNTRACED))
    data = fingerprint(config.dataset)
    return sha256(json.dumps([method.value, settings, data], sort_keys=True).encode()).hexdigest()


def begun(config: TrainingConfig, method: Method, memory: Mapping[str, float]) -> dict[str, Any]:
    """What is known before the first step."""
    manifest = read_manifest(config.dataset)
    return {
        "method": method.value,
        "identity": identity(config, method),
        "dataset": {
            "name": manifest.get("name") or config.dataset.parent.name,
            "version": manifest.get("version") or config.dataset.name,
            "hash": manifest.get("hash") or manifest.get("content_hash"),
            "files": fingerprint(config.dataset),
        },
        "base": {"path": str(config.base), "fingerprint": base_fingerprint(config.base)},
        "configuration": config.model_dump(mode="json"),
        "seed": config.seed,
        "code": code(),
        "libraries": libraries(),
        "hardware": hardware(),
        "memory_estimate": dict(memory),
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def write_record(output: Path, record: Mapping[str, Any]) -> None:
    """Whole or not at all."""
    made = output / "run.json.new"
    made.write_text(json.dumps(record, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    made.replace(output / "run.json")


def base_fingerprint(base: Path) -> str:
    """Of configuration, tokenizer and chat template by content, of weights by their size."""
    digest = sha256()
    for path in sorted(base.iterdir()):
        if path.suffix in (".json", ".jinja", ".model"):
            digest.update(f"{path.name}\0".encode() + path.read_bytes())
        elif path.suffix in (".safetensors", ".bin", ".gguf"):
            digest.update(f"{path.name}\0{path.stat().st_size}".encode())
    return digest.hexdigest()


def weights_hashes(final: Path) -> dict[str, str]:
    """Of the files that were trained: what is registered and served can be compared with them."""
    return {path.name: _hash(path) for path in sorted(final.glob("*.safetensors"))}


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def libraries() -> dict[str, str]:
    """Those that a training uses, as they are installed."""
    return {name: installed for name in LIBRARIES if (installed := _version(name))}


def code() -> dict[str, str]:
    """Version and commit of ours."""
    root = Path(__file__).resolve().parents[2]
    made = {"version": _version("chipcite")}
    if (root / ".git").exists():
        command = ["git", "-C", str(root), "describe", "--always", "--dirty"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
        made["commit"] = done.stdout.strip()
    return {name: value for name, value in made.items() if value}


def hardware() -> dict[str, Any]:
    """What it runs on; without torch, no GPU is used."""
    gpus, threads = [], 1
    if find_spec("torch"):
        import torch

        gpus = [torch.cuda.get_device_name(at) for at in range(torch.cuda.device_count())]
        threads = torch.get_num_threads()
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return {
        "machine": platform.platform(),
        "cpus": os.cpu_count(),
        "threads": threads,
        "memory": memory,
        "gpus": gpus,
        "processes": int(os.environ.get("WORLD_SIZE") or 1),
    }


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
