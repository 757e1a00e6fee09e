"""The training process: `python -m finetune.training METHOD --config FILE [--estimate]`.

`chipcite train` starts it, by itself or through accelerate; see `finetune.training.launch`.
"""

import argparse
import os
import sys
from pathlib import Path

from finetune.training.config import ConfigError, Method, read_config
from finetune.training.launch import STOPPED


def main() -> int:
    """Exit status 1 with one sentence where the run cannot be, 75 where it was asked to stop."""
    parser = argparse.ArgumentParser(prog="finetune.training")
    parser.add_argument("method", choices=[method.value for method in Method])
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--estimate", action="store_true", help="only say how much memory it needs")
    parser.add_argument("--quiet", action="store_true")
    given = parser.parse_args()
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    try:
        return _run(Method(given.method), given.config, estimate=given.estimate, quiet=given.quiet)
    except ConfigError as error:
        sys.stderr.write(f"chipcite: {error}\n")
        return 1


def _run(method: Method, path: Path, *, estimate: bool, quiet: bool) -> int:
    config = read_config(path)
    from finetune.training.running import run, sized
    from finetune.training.stopping import StoppedError

    if estimate:
        sized(config.model_copy(update={"memory_check": False}), method)
        return 0
    try:
        record = run(config, method, quiet=quiet)
    except StoppedError:
        sys.stdout.write("stopped; the same command goes on\n")
        return STOPPED
    sys.stdout.write(f"{record['result']['steps']} steps; {config.output / 'final'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
