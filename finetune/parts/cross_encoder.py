"""The cross-encoder: pairs given or made of a library, trained for some minutes, measured as it serves."""

from collections.abc import Sequence
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from finetune.parts.types import Learned, PerCase
from finetune.retrieval.types import ANSWERS, Example, read_examples


class Scorer(Protocol):
    """Says how well texts answer a question; above 0, rather than not."""

    def scores(self, question: str, context: str, candidates: Sequence[str]) -> NDArray[np.float64]:
        """One for each candidate."""
        ...


def learn(
    data: Path, out: Path, pairs: Sequence[Path], *, minutes: float, layers: int, seed: int, most: int
) -> Learned:
    """`data` is the data folder of a stopped service; without pairs, they are made of its facts."""
    from finetune.retrieval.training import fit

    sources = list(pairs) or [_made(data, out / "pairs.jsonl", most, seed)]
    examples = [example for path in sources for example in read_examples(path)]
    learned, card = fit(examples, minutes, layers, seed)
    judged = [example for example in examples if example.part == "judge"]
    content, before, after = _measured(data, learned, judged)
    return Learned(
        "reranker",
        content,
        before,
        after,
        {path.name: _sha(path) for path in sources},
        {"minutes": minutes, "layers": layers, "seed": seed, "most": most},
        _base(),
        card,
    )


def right(scorer: Scorer, examples: Sequence[Example]) -> PerCase:
    """`first`: a candidate that answers leads. `refused`: where none answers, none is above 0."""
    first: dict[str, float] = {}
    refused: dict[str, float] = {}
    for number, example in enumerate(examples):
        if len(example.candidates) < 2:
            continue
        scores = scorer.scores(example.question, example.context, example.candidates)
        if ANSWERS in example.labels:
            first[str(number)] = float(example.labels[int(np.argmax(scores))] == ANSWERS)
        else:
            refused[str(number)] = float(scores.max() < 0)
    return {"first": first, "refused": refused}


def _measured(data: Path, learned: Any, judged: Sequence[Example]) -> tuple[bytes, PerCase, PerCase]:
    """What is learned as a file, and the cases by what the service reads now and by that file."""
    from retrieval.build import PROMOTED
    from retrieval.cross_encoder.learned import write_learned
    from retrieval.cross_encoder.scorer import CrossEncoder

    promoted = data / PROMOTED
    with TemporaryDirectory() as scratch:
        file = Path(scratch) / "learned.npz"
        write_learned(file, learned)
        before = right(CrossEncoder(Path(scratch), promoted if promoted.is_file() else None), judged)
        return file.read_bytes(), before, right(CrossEncoder(Path(scratch), file), judged)


def _made(data: Path, file: Path, most: int, seed: int) -> Path:
    import asyncio

    from finetune.retrieval.dataset import make

    file.parent.mkdir(parents=True, exist_ok=True)
    asyncio.run(make(data, file, most, seed))
    return file


def _base() -> str:
    from retrieval.embedders.weights import find_weights

    return _sha(find_weights())


def _sha(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
