"""The command that starts a training process: a Python alone, or accelerate with one of our layouts.

Training is a process of its own, so that the command line and the service never import torch, and a run that
is killed takes nothing with it.
"""

import os
import sys
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from finetune.training.config import ConfigError, Method

NEEDED = ("torch", "transformers", "peft", "trl")
STOPPED = 75
"""Exit status of a run that was asked to stop: it goes on when it is started again. sysexits' EX_TEMPFAIL."""
ROOT = Path(__file__).resolve().parents[2]
"""Where this code lies: the process must run the same."""
BESIDE = ROOT / ".venv-finetune" / "bin" / "python"
"""What deploy/scripts/finetune.sh makes in a checkout."""


def layouts() -> dict[str, Path]:
    """Our configuration files for accelerate, by name."""
    folder = Path(str(files("finetune.training") / "layouts"))
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def command(method: Method, config: Path, *, layout: str | None = None, estimate: bool = False) -> list[str]:
    """What is started. `layout` is one of ours by name, or a file of accelerate's form."""
    own = ["-m", "finetune.training", method.value, "--config", str(config)]
    if estimate:
        own.append("--estimate")
    python = training_python()
    if layout is None:
        return [python, *own]
    return [python, "-m", "accelerate.commands.launch", "--config_file", str(_layout(layout)), *own]


def environment() -> dict[str, str]:
    """What the process gets: this code, and no network for models."""
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    quiet = {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}
    return {**quiet, **os.environ, "PYTHONPATH": os.pathsep.join(paths)}


def training_python() -> str:
    """The Python that has the training libraries: this one, else the one beside the checkout.

    Raises `ConfigError`, which says what to install where there is neither.
    """
    missing = [name for name in NEEDED if find_spec(name) is None]
    if not missing:
        return sys.executable
    if BESIDE.is_file():
        return str(BESIDE)
    raise ConfigError(
        f"Not installed here: {', '.join(missing)}. Run pip install 'chipcite[finetune]', or in a checkout "
        "deploy/scripts/finetune.sh."
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
