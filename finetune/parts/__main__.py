"""`python -m finetune.parts cross-encoder|linking|answering …`: what `chipcite train` starts for these."""

import argparse
import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from app.core.config import Settings
from finetune.parts.landing import register, write
from finetune.parts.types import Learned

LEAST, MOST_CASES = 0.35, 240
"""The chance from which a sentence is quoted, and cases of a set at most."""


def main(arguments: list[str] | None = None) -> int:
    """Learns, writes the run's folder, registers the candidate, prints the figures with and without it."""
    given = _parser().parse_args(arguments)
    started = datetime.now(UTC)
    settings = Settings(data_dir=given.data) if given.data else Settings()
    learned = _learn(given, settings.data_dir)
    write(given.out, learned, started)
    name = asyncio.run(register(settings, learned, given.out, given.name))
    sys.stdout.write((given.out / "report.md").read_text(encoding="utf-8"))
    sys.stdout.write(f"\n{name} is a candidate; chipcite adapters promote {name} live\n")
    return 0


def _learn(given: argparse.Namespace, data: Path) -> Learned:
    if given.part == "cross-encoder":
        from finetune.parts.cross_encoder import learn

        return learn(
            data,
            given.out,
            given.pairs,
            minutes=given.minutes,
            layers=given.layers,
            seed=given.seed,
            most=given.most,
        )
    from finetune.parts.heads import learn_answering, learn_linking

    libraries = [(Path(folder), [Path(path) for path in sets]) for folder, *sets in given.library]
    if given.part == "linking":
        return learn_linking(libraries, given.unread, spoken=given.spoken)
    return learn_answering(libraries, given.unread, least=given.least, most=given.most)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="chipcite train")
    parts = parser.add_subparsers(dest="part", required=True)
    encoder = parts.add_parser("cross-encoder", help="reads a question and the leading passages together")
    encoder.add_argument("--pairs", type=Path, nargs="+", default=[], help="else made of the library")
    encoder.add_argument("--minutes", type=float, default=30)
    encoder.add_argument("--layers", type=int, default=4)
    encoder.add_argument("--seed", type=int, default=1)
    encoder.add_argument("--most", type=int, default=6000, help="questions made of the library")
    linking = parts.add_parser("linking", help="which fact is meant")
    linking.add_argument("--spoken", type=int, default=900, help="conversations made of the first library")
    answering = parts.add_parser("answering", help="which sentence answers")
    answering.add_argument("--least", type=float, default=LEAST, help="chance from which one is quoted")
    answering.add_argument("--most", type=int, default=MOST_CASES, help="cases of a set at most")
    for one in (linking, answering):
        one.add_argument("--library", nargs="+", action="append", required=True, metavar="FOLDER SET")
        one.add_argument("--unread", nargs="+", required=True, help="sets the cross-encoder has not read")
    for one in (encoder, linking, answering):
        one.add_argument("--out", type=Path, required=True, help="folder of the run")
        one.add_argument("--name", default="", help="of the candidate")
        one.add_argument("--data", type=Path, help="data folder of the stopped service; CHIPCITE_DATA_DIR")
    return parser


if __name__ == "__main__":
    sys.exit(main())
