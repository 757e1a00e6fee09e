"""Fits which fact a conversation asks for, and whether any does.

    python -m finetune.understanding.linking --library FOLDER SET.jsonl … [--library …] [--unread SET …]

Each FOLDER is the data folder of a stopped service that holds the manuals which the sets after it ask about.
To the cases of the first come conversations made of its own facts (`spoken`), whose answers are known. A
third of each set is held back; the figures of both parts are written beside the weights, in
`app/question/weights.json`: plain ones, and those that count the cross-encoder's score. The latter are fitted
on the sets named `--unread` only, which the cross-encoder was not trained on. The weights that choose the
leading candidates (`first`) are those committed while the cases are asked, and are written anew.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import structlog

import app.question
from app.chat.reranking import FACTS
from app.question.features import NAMES
from app.question.linked import ALL, CROSS, Weights, lead_names, lead_numbers
from finetune.understanding.examples import Matrix
from finetune.understanding.fitting import area, fit_answers, fit_order, logistic, with_scores
from finetune.understanding.statements import Example, examples_of
from retrieval.cross_encoder.scorer import CrossEncoder

WEIGHTS = Path(app.question.__file__).with_name("weights.json")
SPOKEN = 900
TAKEN_AWAY = 0.4
"""What an example whose right statements were taken away counts beside a case of its own."""
MADE = 0.05
"""What a made conversation counts when the chance is fitted: it always has an answer."""
FEWEST = 5
SURE = (0.35, 0.5, 0.7)
HALF = 0.5

log = structlog.get_logger()


def main() -> None:
    """Reads the sets, asks the libraries, fits, writes, and says how well it does."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--library", nargs="+", action="append", required=True, metavar="FOLDER SET")
    parser.add_argument("--spoken", type=int, default=SPOKEN, help="conversations made of the first library")
    parser.add_argument("--unread", nargs="+", default=[], help="sets that it has not learned from")
    given = parser.parse_args()
    libraries = [(Path(folder), [Path(path) for path in sets]) for folder, *sets in given.library]
    found = examples_of(libraries, given.spoken)
    weights, _ = weights_of(found, CrossEncoder(libraries[0][0] / "embedders"), given.unread)
    WEIGHTS.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")
    print(json.dumps({name: own["card"] for name, own in weights.items() if "card" in own}, indent=1))


def weights_of(
    found: Sequence[Example], encoder: CrossEncoder, unread: Sequence[str]
) -> tuple[dict[str, Any], list[Example]]:
    """What the service reads, and the unread examples with the cross-encoder's score."""
    features = [replace(one, numbers=one.numbers[:, : len(NAMES)]) for one in found]
    plain, order = fit(found, ALL)
    read = [with_cross(one, order, encoder) for one in found if one.set in unread]
    crossed, _ = fit(read, (*ALL, CROSS))
    first = {"order": fit(features, NAMES)[0]["order"]}
    return {"first": first, "plain": plain, "crossed": crossed}, read


def judged(found: Sequence[Example], learned: Weights) -> dict[str, dict[str, float]]:
    """By measure and case, of what was held back: whether a right statement leads, where there is one, and
    whether its chance is above a half just where it is right."""
    order, chances = np.array(learned.order), np.array(learned.answers)
    first: dict[str, float] = {}
    decided: dict[str, float] = {}
    for number, example in enumerate(found):
        if not example.held_back:
            continue
        numbers, place = _lead(example, order)
        right = bool(example.labels[place])
        if example.labels.any():
            first[str(number)] = float(right)
        decided[str(number)] = float((float(logistic(numbers @ chances)) >= HALF) == right)
    return {"first": first, "decided": decided}


def with_cross(example: Example, order: Matrix, encoder: CrossEncoder) -> Example:
    """One more number: the score of the statements that the service would have read."""
    places = np.argsort(-(example.numbers @ order))[:FACTS].tolist()
    return replace(example, numbers=with_scores(example, places, encoder))


def fit(found: Sequence[Example], names: Sequence[str]) -> tuple[dict[str, Any], Matrix]:
    """Weights of these features, with a card that says what they were fitted on and how well they do; and
    those of the order as numbers."""
    seen = [example for example in found if not example.held_back]
    sizes = Counter(example.set for example in seen)
    # Each set counts by the root of its size: many alike must not outweigh few that are not.
    order = fit_order(seen, [sizes[example.set] ** -0.5 for example in seen])
    leads = [lead for example in seen for lead in _leads(example, order, sizes)]
    numbers, right, shares = (np.array(column) for column in zip(*leads, strict=True))
    chances = fit_answers(numbers, right, shares)
    lead = zip(lead_names(names), chances, strict=True)
    weights = {
        "order": {name: round(float(weight), 4) for name, weight in zip(names, order, strict=True)},
        "answers": {name: round(float(weight), 5) for name, weight in lead},
        "card": {
            part: {name: _figures(own, order, chances) for name, own in _by_set(found, part == "held_back")}
            for part in ("fitted", "held_back")
        },
    }
    return weights, order


def _leads(example: Example, order: Matrix, sizes: Counter[str]) -> Iterator[tuple[Matrix, float, float]]:
    """The numbers of the leading statement, whether it answers, and what that counts; then of the leading
    one when those that answer are taken away."""
    share = MADE if example.set == "spoken" else sizes[example.set] ** -0.5
    numbers, place = _lead(example, order)
    yield numbers, example.labels[place], share
    wrong = example.labels == 0
    if not wrong.all() and wrong.sum() >= FEWEST:
        said = tuple(text for text, keep in zip(example.said, wrong, strict=True) if keep)
        rest = replace(example, numbers=example.numbers[wrong], labels=example.labels[wrong], said=said)
        yield _lead(rest, order)[0], 0.0, share * TAKEN_AWAY


def _lead(example: Example, order: Matrix) -> tuple[Matrix, int]:
    values = example.numbers @ order
    ranked = np.argsort(-values)
    said = [example.said[place] for place in ranked]
    numbers = lead_numbers(example.numbers[ranked].tolist(), values[ranked].tolist(), said, example.question)
    return np.array(numbers), int(ranked[0])


def _by_set(found: Sequence[Example], held_back: bool) -> Iterator[tuple[str, list[Example]]]:
    chosen = [example for example in found if example.held_back == held_back]
    for name in sorted({example.set for example in chosen}):
        yield name, [example for example in chosen if example.set == name]


def _figures(examples: Sequence[Example], order: Matrix, chances: Matrix) -> dict[str, float]:
    """How often a right statement comes first and among the first three, of those questions that have one;
    the area under the curve of the chance; and what is answered right and wrong from each chance on."""
    places = [_place(example, order) for example in examples if example.labels.any()]
    leads = [_lead(example, order) for example in examples]
    right = np.array([float(one.labels[place]) for one, (_, place) in zip(examples, leads, strict=True)])
    likely = logistic(np.array([numbers for numbers, _ in leads]) @ chances)
    figures = {
        "cases": len(examples),
        "stated": len(places),
        "first": _mean([place == 0 for place in places]),
        "first_three": _mean([place < 3 for place in places]),
        "area": round(area(likely, right), 3),
    }
    for sure in SURE:
        figures[f"right_{sure}"] = int(right[likely >= sure].sum())
        figures[f"wrong_{sure}"] = int((1 - right[likely >= sure]).sum())
    return figures


def _place(example: Example, order: Matrix) -> int:
    ranked = example.labels[np.argsort(-(example.numbers @ order))]
    return int(np.argmax(ranked))


def _mean(values: Sequence[bool]) -> float:
    return round(float(np.mean(values)), 3) if values else float("nan")


if __name__ == "__main__":
    main()
