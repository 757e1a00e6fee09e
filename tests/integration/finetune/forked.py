"""Imports torch and trl once and runs each command in a fork: importing takes longer than training.

    .venv-finetune/bin/python tests/integration/finetune/forked.py

Reads one JSON object a line, {"module", "argv", "log"}; answers `pid N` when it runs and `exit CODE` at its
end.
"""

import json
import os
import runpy
import sys
import traceback
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

import datasets  # noqa: F401 - imported for the forks
import peft  # noqa: F401
import torch  # noqa: F401
import transformers  # noqa: F401
from trl import DPOTrainer, GRPOTrainer, KTOTrainer, SFTTrainer  # noqa: F401


def main() -> None:
    print("ready", flush=True)
    for line in sys.stdin:
        job = json.loads(line)
        child = os.fork()
        if child == 0:
            _run(job)
        print(f"pid {child}", flush=True)
        _, status = os.waitpid(child, 0)
        print(f"exit {os.waitstatus_to_exitcode(status)}", flush=True)


def _run(job: dict[str, object]) -> None:
    """The command as `python -m MODULE ARGV` would run it; never returns."""
    with Path(str(job["log"])).open("w", encoding="utf-8") as log:
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115 - for the life of this process
        sys.argv = [str(job["module"]), *job["argv"]]  # type: ignore[misc]
        code = 0
        try:
            runpy.run_module(str(job["module"]), run_name="__main__", alter_sys=True)
        except SystemExit as ended:
            code = int(ended.code or 0)
        except BaseException:
            traceback.print_exc()
            code = 70
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
