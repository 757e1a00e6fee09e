"""Trains a small real model by every method and measures what is served, before and after, with intervals.

    .venv-finetune/bin/python -m benchmarks.finetune_proof --base MODEL --dataset DATASET/VERSION --out FOLDER
        [--steps 48] [--cases 60] [--layers 22-29] [--also SUITE.jsonl] [--only sft,served,dpo,kto,pretrain]

MODEL is made by `benchmarks.finetune_base`, DATASET/VERSION by `chipcite dataset build`, SUITE.jsonl by
`benchmarks.finetune_data`. What is served is asked the tasks of the dataset's validation and test parts (no
run here chooses by validation) and those of SUITE, as far as they fit into the length. Each stage leaves its
files and is not done twice, and a run that was stopped goes on: the whole may be started again at any time.
The table is printed and written to FOLDER/proof.md. One thread; start it with `nice`.
"""

import argparse
import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import yaml
from transformers import AutoTokenizer

from finetune.evaluation.comparing import changes
from finetune.evaluation.intervals import Interval, difference
from finetune.evaluation.results import read_run
from finetune.evaluation.suite import read_suite, write_suite

MODULES = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
STAGES = ("sft", "served", "dpo", "kto", "pretrain")
RATES = {"sft": 2e-3, "dpo": 5e-4, "kto": 5e-4, "pretrain": 1e-3}
WATCHED = (
    "exact",
    "right_and_clean",
    "no_wrong_value",
    "abstention",
    "cited",
    "bleu4",
    "rougeL",
    "accuracy",
    "completeness",
    "terminology",
    "reasoning",
)
LIMIT = 60
"""Examples of the test part whose loss or margin is taken."""

Row = tuple[str, str, str, str]


class Proof:
    """The folders and what is told of the run."""

    def __init__(self, given: argparse.Namespace) -> None:
        self.base, self.dataset, self.out = (
            path.resolve() for path in (given.base, given.dataset, given.out)
        )
        self.steps, self.cases, self.length, self.also = given.steps, given.cases, given.length, given.also
        first, _, last = given.layers.partition("-")
        chosen = list(range(int(first), int(last) + 1)) if last else None
        self.options = {"layers_to_transform": chosen} if chosen else {}

    def sft(self) -> list[Row]:
        """Loss on the test part, of the base and of the adapter."""
        self._trained("sft", "sft")
        return [self._compared("sft", "held-out loss", "base", "sft", lower=True)]

    def served(self) -> list[Row]:
        """Both as GGUF through llama.cpp's server, on the test part's tasks."""
        self._trained("sft", "sft")
        merged, suite = self.out / "merged", self._suite()
        if not (merged / "config.json").is_file():
            adapter = str(self.out / "sft" / "final")
            self._call(
                "finetune.exporting", "merge", "--base", self.base, "--adapter", adapter, "--out", merged
            )
        runs = []
        for name, model in (("base", self.base), ("tuned", merged)):
            file, folder = self.out / f"{name}.gguf", self.out / f"eval-{name}"
            if not file.is_file():
                self._call("finetune.exporting", "gguf", "--model", model, "--out", file, "--type", "q8_0")
            if not (folder / "run.json").is_file():
                self._evaluated(name, file, suite, folder)
            runs.append(read_run(folder))
        measured = [one for one in changes(*runs) if one.measure in WATCHED]
        return [
            (f"served: {one.measure}", f"{one.before:.3f}", f"{one.after:.3f}", _shown(one.difference))
            for one in measured
        ]

    def dpo(self) -> list[Row]:
        """Log-probability of the right answer over the wrong one, before and after."""
        self._trained("sft", "sft")
        self._trained("dpo", "dpo", start="sft")
        return [self._compared("dpo", "margin of right over wrong, DPO", "sft", "dpo")]

    def kto(self) -> list[Row]:
        """The same from single judgements."""
        self._trained("sft", "sft")
        self._trained("kto", "kto", start="sft")
        return [self._compared("kto", "margin of right over wrong, KTO", "sft", "kto")]

    def pretrain(self) -> list[Row]:
        """Loss on the text of pages that were not read."""
        self._trained("pretrain", "pretrain")
        return [self._compared("pretrain", "held-out loss of text", "base", "pretrain", lower=True)]

    def _trained(self, method: str, name: str, start: str | None = None) -> None:
        if (self.out / name / "run.json").is_file():
            return
        adapter: dict[str, Any] = {"r": 32, "target": MODULES, "options": self.options}
        if start:
            adapter = {"start_from": str(self.out / start / "final")}
        self._config(method, name, adapter)
        self._call("finetune.training", method, "--config", self.out / f"{name}.yaml")

    def _config(self, method: str, name: str, adapter: dict[str, Any]) -> None:
        paths = {"dataset": self.dataset, "base": self.base, "output": self.out / name}
        settings = {
            "adapter": adapter,
            "precision": "bf16",
            "length": self.length,
            "batch": 4,
            "accumulation": 1,
            "steps": self.steps,
            "learning_rate": RATES[method],
            "schedule": "linear",
            "checkpointing": False,
            "log_every": 1,
            "validation_limit": 12,
            "save_every": 4,
            "threads": 1,
        }
        text = yaml.safe_dump({**{key: str(path) for key, path in paths.items()}, **settings})
        self.out.mkdir(parents=True, exist_ok=True)
        (self.out / f"{name}.yaml").write_text(text, encoding="utf-8")

    def _compared(self, method: str, what: str, before: str, after: str, *, lower: bool = False) -> Row:
        one, two = (self._figures(method, name) for name in (before, after))
        means = [sum(figures.values()) / len(figures) for figures in (one, two)]
        return (
            f"{what}{' (lower is better)' if lower else ''}",
            *(f"{m:.3f}" for m in means),
            _shown(difference(one, two)),
        )  # type: ignore[return-value]

    def _figures(self, method: str, name: str) -> dict[str, float]:
        file = self.out / f"{method}-{name}.json"
        if not file.is_file():
            config = self.out / ("sft.yaml" if method != "pretrain" else "pretrain.yaml")
            adapter = [] if name == "base" else ["--adapter", self.out / name / "final"]
            self._call(
                "finetune.training.losses",
                method,
                "--config",
                config,
                *adapter,
                "--out",
                file,
                "--limit",
                LIMIT,
            )
        figures = json.loads(file.read_text(encoding="utf-8"))["figures"]
        return {str(at): figure for at, figure in enumerate(figures)}

    def _suite(self) -> Path:
        """A sample of the held-out tasks that is the same each time."""
        file = self.out / "suite.jsonl"
        files = [self.dataset / "tasks" / f"{part}.jsonl" for part in ("validation", "test")]
        tokenizer = AutoTokenizer.from_pretrained(self.base)
        cases = [
            case
            for path in (*files, *self.also)
            if path.is_file()
            for case in read_suite(path)
            if len(tokenizer.apply_chat_template(list(case.messages), return_dict=False)) <= self.length
        ]
        cases.sort(key=lambda case: hashlib.sha256(case.id.encode()).hexdigest())
        write_suite(file, cases[: self.cases])
        return file

    def _evaluated(self, name: str, model: Path, suite: Path, folder: Path) -> None:
        address = self.out / f"{name}.url"
        address.unlink(missing_ok=True)
        server = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.finetune_server", str(model), str(address)]
        )
        try:
            while not address.is_file():
                if server.poll() is not None:
                    raise SystemExit(f"llama.cpp's server of {name} ended")
                time.sleep(0.5)
            line = ["run", suite, "--direct", "--url", address.read_text(), "--model", name, "--tokens", 64]
            self._call("app", "evaluate", *line, "--out", folder)
        finally:
            server.terminate()
            server.wait()

    def _call(self, module: str, *arguments: object) -> None:
        own = ["-m", module] if module != "app" else ["-c", "from app.cli import main; main()"]
        subprocess.run([sys.executable, *own, *map(str, arguments)], check=True)


def main() -> None:
    """Does the stages that are not done, and prints the table of all that are."""
    parser = argparse.ArgumentParser()
    for name in ("base", "dataset", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=48)
    parser.add_argument("--cases", type=int, default=60)
    parser.add_argument("--length", type=int, default=520)
    parser.add_argument("--layers", default="", help="train only these, which is cheaper on a processor")
    parser.add_argument("--also", type=Path, action="append", default=[], help="a suite of held-out tasks")
    parser.add_argument("--only", default=",".join(STAGES))
    given = parser.parse_args()
    proof, rows = Proof(given), []
    for stage in given.only.split(","):
        done: Callable[[], list[Row]] = getattr(proof, stage)
        rows += done()
    text = _table(rows)
    (proof.out / "proof.md").write_text(text, encoding="utf-8")
    sys.stdout.write(text)


def _table(rows: Sequence[Row]) -> str:
    lines = [("what", "before", "after", "difference, 95 % interval"), ("---",) * 4, *rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in lines) + "\n"


def _shown(one: Interval) -> str:
    return f"{one.mean:+.3f} ({one.low:+.3f} to {one.high:+.3f}), {one.cases} cases"


if __name__ == "__main__":
    main()
