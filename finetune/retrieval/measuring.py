"""Whether a reranker helps to choose the sentence or row that answers: with and without it, in one table.

    python -m finetune.retrieval.measuring --data FOLDER --weights WEIGHTS.npz SET.jsonl…

FOLDER is the data folder of a stopped service. The order of the units and the chance that the first answers
are fitted twice on the cases that are not held back, once with the reranker's score as one more feature, and
judged on those that are.
"""

import argparse
import asyncio
import json
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from finetune.retrieval.scoring import PairScorer
from finetune.understanding.answering import asked, card, fitted, some
from finetune.understanding.cases import read_cases
from finetune.understanding.examples import Example

SCORED = 18
"""Units that are scored: those that come first by the other features."""


def main() -> None:
    """Reads the sets, asks the library, scores, fits twice and prints both cards."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="data folder of a stopped service")
    parser.add_argument("--weights", type=Path, required=True, help="what training wrote")
    parser.add_argument("--least", type=float, default=0.4, help="chance from which a unit is quoted")
    parser.add_argument("--most", type=int, default=240, help="cases of a set at most")
    parser.add_argument("sets", type=Path, nargs="+")
    given = parser.parse_args()
    cases = [case for path in given.sets for case in some(list(read_cases([path])), given.most)]
    plain = asyncio.run(asked(given.data, cases))
    scorer = PairScorer(given.weights)
    started = time.perf_counter()
    scored = [with_score(example, scorer) for example in plain]
    spent = 1000 * (time.perf_counter() - started) / max(1, len(plain))
    parts = {"without": plain, "with": scored}
    figures = {name: card(own, *fitted(own), given.least) for name, own in parts.items()}
    print(json.dumps({**figures, "milliseconds": round(spent, 1)}, indent=1))


def with_score(example: Example, scorer: PairScorer) -> Example:
    """One more column: the score of the likest units; the others have the least of these."""
    scores = scorer.scores(example.asked, example.context, example.texts[:SCORED])
    column = np.full((len(example.numbers), 1), scores.min())
    column[: len(scores), 0] = scores
    return replace(example, numbers=np.hstack([example.numbers, column]))


if __name__ == "__main__":
    main()
