"""Fits which sentence or row answers a question, and whether any does.

    python -m finetune.understanding.answering --library FOLDER SET.jsonl … [--library …] [--unread SET …]

Each FOLDER is the data folder of a stopped service that holds the manuals which the sets after it ask about.
A third of each set is held back, and the figures of both parts are printed and written beside the weights, in
`app/chat/answering/weights.json`: plain ones, and those that count the cross-encoder's score. The latter are
fitted on the sets named `--unread` only, which the cross-encoder was not trained on. The weights that choose
the leading candidates (`first`) are those committed while the cases are asked, and are written anew.
"""

import argparse
import asyncio
import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

import app.chat.answering
from app.chat.answering import ALL, NAMES
from app.chat.answering.learned import Weights
from app.chat.reranking import UNITS
from app.core.config import Settings
from app.question.linked import CROSS
from app.resources import open_resources
from finetune.understanding.cases import Case, read_cases
from finetune.understanding.examples import Example, Matrix, examples
from finetune.understanding.fitting import (
    area,
    first_right,
    fit_answers,
    fit_order,
    lead_numbers,
    logistic,
    with_scores,
)
from retrieval.cross_encoder.scorer import CrossEncoder

WEIGHTS = Path(app.chat.answering.__file__).with_name("weights.json")
WITHOUT = 0.5
"""What an example whose evidence was taken away counts beside a case of its own."""
REFUSED = 3.0
"""What an unanswerable case counts: there are few of them, and a wrong answer to one costs most."""
WAIT_S = 60


def main() -> None:
    """Reads the sets, asks the library, fits, writes, and says how well it does."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--library", nargs="+", action="append", required=True, metavar="FOLDER SET")
    parser.add_argument("--least", type=float, default=0.35, help="chance from which a unit is quoted")
    parser.add_argument("--unread", nargs="+", default=[], help="sets that it has not learned from")
    parser.add_argument("--most", type=int, default=240, help="cases of a set at most")
    given = parser.parse_args()
    libraries = [(Path(folder), [Path(path) for path in sets]) for folder, *sets in given.library]
    found = examples_of(libraries, given.most)
    weights, _ = weights_of(found, given.least, CrossEncoder(libraries[0][0] / "embedders"), given.unread)
    WEIGHTS.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(weights, indent=1))


def examples_of(libraries: Sequence[tuple[Path, Sequence[Path]]], most: int) -> list[Example]:
    """The cases of each library's sets, of a set so many at most."""
    found: list[Example] = []
    for folder, sets in libraries:
        cases = [case for path in sets for case in some(list(read_cases([path])), most)]
        found += asyncio.run(asked(folder, cases))
    return found


def some(cases: Sequence[Case], most: int) -> list[Case]:
    """No more than so many cases, spread over the set."""
    step = max(1, -(-len(cases) // most))
    return list(cases[::step])


async def asked(folder: Path, cases: Sequence[Case]) -> list[Example]:
    """The cases asked of the library in a data folder."""
    settings = Settings(data_dir=folder, log_level="warning")
    async with open_resources(settings, "finetune.understanding") as resources:
        resources.retriever.start()
        await asyncio.to_thread(resources.retriever.embedder.wait, WAIT_S)
        return [example async for example in examples(resources, cases)]


def weights_of(
    found: Sequence[Example], least: float, encoder: CrossEncoder, unread: Collection[str]
) -> tuple[dict[str, Any], list[Example]]:
    """Weights without and with the cross-encoder, each with a card that says how well they do; and the unread
    examples with its score."""
    features = [replace(one, numbers=one.numbers[:, : len(NAMES)]) for one in found]
    plain = fitted(found)
    own = [one for one in found if one.case.set in unread]
    read = [with_cross(one, plain[0], encoder) for one in own]
    crossed = fitted(read)
    made = {
        "first": {"order": _named(NAMES, fitted(features)[0])},
        "plain": _written(ALL, *plain, least) | {"card": card(found, *plain, least)},
        "crossed": _written((*ALL, CROSS), *crossed, least)
        | {"card": card(read, *crossed, least), "card_without": card(own, *plain, least)},
    }
    return made, read


def judged(found: Sequence[Example], learned: Weights) -> dict[str, dict[str, float]]:
    """By measure and case, of what was held back: whether a unit that answers leads, where there is one, and
    whether the lead is quoted just where the evidence holds the answer."""
    order, chances = np.array(learned.order), np.array(learned.answers)
    first: dict[str, float] = {}
    decided: dict[str, float] = {}
    for number, example in enumerate(found):
        if not example.case.held_back:
            continue
        if example.labels.max(initial=0) == 1:
            first[str(number)] = float(example.labels[int(np.argmax(example.numbers @ order))] == 1)
        if example.answers is not None:
            quoted = float(logistic(lead_numbers(example, order) @ chances)) >= learned.least
            decided[str(number)] = float(quoted == example.answers)
    return {"first": first, "decided": decided}


def _named(names: Sequence[str], weights: Matrix) -> dict[str, float]:
    return {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}


def _written(names: Sequence[str], order: Matrix, chances: Matrix, least: float) -> dict[str, Any]:
    return {
        "order": _named(names, order),
        "answers": [round(float(weight), 5) for weight in chances],
        "least": least,
    }


def with_cross(example: Example, order: Matrix, encoder: CrossEncoder) -> Example:
    """One more number: the score of the units that the service would have read."""
    ranked = np.argsort(-(example.numbers @ order))
    places = [place for place in ranked if example.leading[place]][:UNITS]
    return replace(example, numbers=with_scores(example, places, encoder))


def fitted(found: Sequence[Example]) -> tuple[Matrix, Matrix]:
    """Weights of the order and of the chance that the first answers, of cases that are not held back."""
    seen = [example for example in found if not example.case.held_back]
    sizes = {name: sum(example.case.set == name for example in seen) for name in _sets(found)}
    # Each set counts by the root of its size: many alike must not outweigh few that are not.
    shares = [sizes[example.case.set] ** -0.5 for example in seen]
    order = fit_order(seen, shares)
    judged = [example for example in seen if example.answers is not None]
    weighed = [sizes[example.case.set] ** -0.5 * _counts(example) for example in judged]
    numbers = np.array([lead_numbers(example, order) for example in judged])
    answers = np.array([float(bool(example.answers)) for example in judged])
    return order, fit_answers(numbers, answers, np.array(weighed))


def _counts(example: Example) -> float:
    if not example.case.answerable:
        return REFUSED
    return 1.0 if example.answers else WITHOUT


def card(found: Sequence[Example], order: Matrix, chances: Matrix, least: float) -> dict[str, Any]:
    """How well the weights do, set by set, on what they were fitted on and on what was held back."""
    parts = {"fitted": False, "held_back": True}
    return {
        part: {name: _figures(found, name, held, order, chances, least) for name in _sets(found)}
        | {"all": _figures(found, "", held, order, chances, least)}
        for part, held in parts.items()
    }


def _figures(
    found: Sequence[Example], name: str, held: bool, order: Matrix, chances: Matrix, least: float
) -> dict[str, float]:
    """How often the first unit answers, and how well answerable questions are told from others."""
    own = [one for one in found if one.case.held_back is held and name in ("", one.case.set)]
    judged = [one for one in own if one.answers is not None]
    if not judged:
        return {"cases": len(own)}
    estimates = logistic(np.array([lead_numbers(one, order) for one in judged]) @ chances)
    truth = np.array([float(bool(one.answers)) for one in judged])
    refused = np.array([not one.case.answerable for one in judged])
    return {
        "cases": len({one.case.id for one in own}),
        "first_right": round(first_right(own, order), 3),
        "area": round(area(estimates, truth), 3),
        "silent": round(float((estimates[truth == 1] < least).mean()), 3) if truth.any() else float("nan"),
        "wrong": round(float((estimates[refused] >= least).mean()), 3) if refused.any() else float("nan"),
    }


def _sets(found: Sequence[Example]) -> list[str]:
    return sorted({example.case.set for example in found})


if __name__ == "__main__":
    main()
