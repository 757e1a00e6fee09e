"""The command that starts a training process: this Python alone, or accelerate with one of our layouts.

Training is a process of its own, so that the command line and the service never import torch, and a run that
is killed takes nothing with it.
"""

import sys
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from finetune.training.config import ConfigError, Method

NEEDED = ("torch", "transformers", "peft", "trl")


def layouts() -> dict[str, Path]:
    """Our configuration files for accelerate, by name."""
    folder = Path(str(files("finetune.training") / "layouts"))
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def command(method: Method, config: Path, *, layout: str | None = None, estimate: bool = False) -> list[str]:
    """What is started. `layout` is one of ours by name, or a file of accelerate's form."""
    own = ["-m", "finetune.training", method.value, "--config", str(config)]
    if estimate:
        own.append("--estimate")
    if layout is None:
        return [sys.executable, *own]
    return [sys.executable, "-m", "accelerate.commands.launch", "--config_file", str(_layout(layout)), *own]


def check_installed() -> None:
    """Says what to install where the libraries are not there."""
    if missing := [name for name in NEEDED if find_spec(name) is None]:
        raise ConfigError(
            f"Not installed here: {', '.join(missing)}. Run pip install 'chipcite[finetune]', or in a "
            "checkout deploy/scripts/finetune.sh and use .venv-finetune/bin/chipcite."
        )


def _layout(name: str) -> Path:
    ours = layouts()
    if name in ours:
        return ours[name]
    if not Path(name).is_file():
        raise ConfigError(
            f"There is no layout {name}; ours are {', '.join(ours)}, or name a file of accelerate."
        )
    return Path(name)
