"""Trains the reranker by contrast: of one question's candidates, those that answer against the others.

    python -m finetune.retrieval.training --pairs PAIRS.jsonl… --out WEIGHTS.npz [--minutes 30] [--seed 1]

The loss is the softmax over a question's candidates and over "nothing answers", which is right where no
candidate is. Examples of the part `judge` are never trained on: the figures printed are theirs. On one core
half an hour reads some six thousand questions.
"""

import argparse
import json
import math
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import numpy as np
import torch
from torch import Tensor

from finetune.retrieval.network import Batch, Reranker, padded
from finetune.retrieval.types import ANSWERS, NEAR, Example, read_examples
from retrieval.cross_encoder.learned import Learned, write_learned
from retrieval.cross_encoder.pairs import encode, question_text
from retrieval.embedders.tokenizer import Tokenizer, build_tokenizer
from retrieval.embedders.weights import find_weights, read_weights

LAYERS = 4
GROUP, QUESTIONS = 10, 6
"""Candidates of a question in one step, and questions of a step."""
RATE, HEAD_RATE, DECAY = 6e-4, 1e-3, 0.01
WARM_UP = 0.05
"""Share of the time in which the rate grows; afterwards it falls to nothing."""
JUDGED = 150
"""Questions that are looked at for the figures."""


def main() -> None:
    """Reads the pairs, trains for the given time, writes what was learned with a card beside it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pairs", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--layers", type=int, default=LAYERS)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    examples = [example for path in given.pairs for example in read_examples(path)]
    learned, card = fit(examples, given.minutes, given.layers, given.seed)
    write_learned(given.out, learned)
    given.out.with_suffix(".json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(card))


def fit(
    examples: Sequence[Example], minutes: float, layers: int, seed: int
) -> tuple[Learned, dict[str, float]]:
    """Trains for the given time; what was learned, and the figures of the part that was kept to judge by."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    weights = read_weights(find_weights())
    tokenizer = build_tokenizer(weights.pieces)
    reranker = Reranker(weights, layers)
    seen = [example for example in examples if example.part == "train"]
    judged = [example for example in examples if example.part == "judge"][:JUDGED]
    steps = train(reranker, tokenizer, seen, judged, minutes * 60, Random(seed))  # noqa: S311
    card = {"questions": len(seen), "steps": steps, "seed": seed, **judge(reranker, tokenizer, judged)}
    return reranker.learned(), card


def train(
    reranker: Reranker,
    tokenizer: Tokenizer,
    examples: Sequence[Example],
    judged: Sequence[Example],
    seconds: float,
    chance: Random,
) -> int:
    """Steps until the time is over; the rate follows the time that is left."""
    optimizer = torch.optim.AdamW(_groups(reranker), weight_decay=DECAY)
    rates = [group["lr"] for group in optimizer.param_groups]
    started = time.monotonic()
    running = 0.0
    for step, chosen in enumerate(_batches(examples, chance)):
        done = (time.monotonic() - started) / seconds
        if done >= 1:
            return step
        for group, rate in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = rate * min(done / WARM_UP, 1 - done) + 1e-6
        loss = step_loss(reranker, tokenizer, chosen, chance)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(reranker.trained.values(), 1.0)
        optimizer.step()
        running += (loss.item() - running) * (0.02 if step > 50 else 1 / (step + 1))
        if step % 100 == 0:
            figures = judge(reranker, tokenizer, judged[:60]) if step % 400 == 0 else {}
            print(f"{done:.2f} step {step} loss {running:.3f}", figures, flush=True)
    raise AssertionError("batches never end")


def _groups(reranker: Reranker) -> list[dict[str, object]]:
    changes = [value for name, value in reranker.trained.items() if name.startswith("l")]
    head = [value for name, value in reranker.trained.items() if not name.startswith("l")]
    return [{"params": changes, "lr": RATE}, {"params": head, "lr": HEAD_RATE}]


def _batches(examples: Sequence[Example], chance: Random) -> Iterator[list[Example]]:
    """Without end, each time through in another order."""
    while True:
        order = list(examples)
        chance.shuffle(order)
        for start in range(0, len(order) - QUESTIONS + 1, QUESTIONS):
            yield order[start : start + QUESTIONS]


def step_loss(
    reranker: Reranker, tokenizer: Tokenizer, examples: Sequence[Example], chance: Random
) -> Tensor:
    """The mean loss of some questions, scored as one batch."""
    groups = [_group(example, chance) for example in examples]
    batch = _batch(
        tokenizer,
        [
            (example, example.candidates[at])
            for example, group in zip(examples, groups, strict=True)
            for at in group
        ],
    )
    scores = reranker.scores(batch).split([len(group) for group in groups])
    losses = []
    for example, group, own in zip(examples, groups, scores, strict=True):
        right = torch.tensor([example.labels[at] == ANSWERS for at in group])
        everything = torch.cat([own, own.new_zeros(1)])
        answers = own[right] if right.any() else everything[-1:]
        losses.append(everything.logsumexp(0) - answers.logsumexp(0))
    return torch.stack(losses).mean()


def _group(example: Example, chance: Random) -> list[int]:
    """Candidates for one step: up to two that answer, the likest others, and some of the rest."""
    right = [at for at, mark in enumerate(example.labels) if mark == ANSWERS]
    wrong = [at for at, mark in enumerate(example.labels) if mark not in (ANSWERS, NEAR)]
    chosen = chance.sample(right, min(2, len(right)))
    likest = wrong[: GROUP // 2]
    rest = wrong[GROUP // 2 :]
    chosen += likest
    return chosen + chance.sample(rest, min(GROUP - len(chosen), len(rest)))


def _batch(tokenizer: Tokenizer, pairs: Sequence[tuple[Example, str]]) -> Batch:
    asked = [question_text(example.question, example.context) for example, _ in pairs]
    return padded(encode(tokenizer, asked, [told for _, told in pairs]))


def scores_of(reranker: Reranker, tokenizer: Tokenizer, example: Example) -> list[float]:
    """All candidates of one question."""
    batch = _batch(tokenizer, [(example, one) for one in example.candidates])
    with torch.no_grad():
        scores: list[float] = reranker.scores(batch).tolist()
    return scores


def judge(reranker: Reranker, tokenizer: Tokenizer, examples: Sequence[Example]) -> dict[str, float]:
    """How often a candidate that answers comes first, and how well questions without any are told apart."""
    first, best, able = [], [], []
    for example in examples:
        if len(example.candidates) < 2:
            continue
        scores = scores_of(reranker, tokenizer, example)
        leading = max(range(len(scores)), key=scores.__getitem__)
        answered = ANSWERS in example.labels
        if answered:
            first.append(example.labels[leading] == ANSWERS)
        best.append(scores[leading])
        able.append(answered)
    right = np.array([score for score, one in zip(best, able, strict=True) if one])
    wrong = np.array([score for score, one in zip(best, able, strict=True) if not one])
    area = float((right[:, None] > wrong[None, :]).mean()) if len(right) and len(wrong) else math.nan
    return {"first": round(float(np.mean(first)), 3) if first else math.nan, "area": round(area, 3)}


if __name__ == "__main__":
    main()
