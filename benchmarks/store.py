"""Search and insert times of the vector store in process, on synthetic passages.

    python -m benchmarks.store --passages 100000 --versions 60

Prints one Markdown table. Texts are made of a Zipf vocabulary with register names, vectors are clustered;
a question is asked of a tenth of the versions and of all of them.
"""

import argparse
import random
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from retrieval.embedders import NONE, EmbedderConfig
from retrieval.embedders.lazy import LazyEmbedder
from retrieval.index import Index
from retrieval.retriever import Retriever
from retrieval.sparse import encode_passage, encode_query
from retrieval.types import Passage, Point, Query
from retrieval.vector_store import StoreConfig, open_store

DIMENSION = 384
BATCH = 2000


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--versions", type=int, default=60)
    parser.add_argument("--queries", type=int, default=200)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), options.passages, options.versions, options.queries)


def measure(folder: Path, passages: int, versions: int, queries: int) -> None:
    """Fill a store, then ask it."""
    chance = random.Random(1)  # noqa: S311  # repeatable, not secret
    numbers = np.random.default_rng(1)
    centres = numbers.normal(size=(200, DIMENSION)).astype(np.float32)
    store = open_store(StoreConfig(folder=folder, dimension=DIMENSION))
    store.adopt_dense("synthetic", DIMENSION)
    names = [f"version-{number}" for number in range(versions)]
    seconds = 0.0
    for start in range(0, passages, BATCH):
        points = [point(number, chance, numbers, centres, names) for number in range(start, start + BATCH)]
        began = time.perf_counter()
        store.upsert(points)
        seconds += time.perf_counter() - began
    print(f"{passages} passages, {store.size_bytes() or 0:,} bytes, {passages / seconds:,.0f} inserts/s\n")
    retriever = Retriever(Index(store, LazyEmbedder(EmbedderConfig(NONE)), EmbedderConfig(NONE)))
    print("| search | versions asked | p50 ms | p95 ms |\n|---|---|---|---|")
    for asked in (names[: max(1, versions // 10)], names):
        questions = [question(chance) for _ in range(queries)]
        vectors = [centres[chance.randrange(len(centres))].tolist() for _ in range(queries)]
        for name, search in searches(retriever, asked, questions, vectors).items():
            middle, high = timed(search, queries)
            print(f"| {name} | {len(asked)} of {versions} | {middle:.1f} | {high:.1f} |")
    store.close()


def searches(
    retriever: Retriever, asked: Sequence[str], questions: Sequence[str], vectors: Sequence[list[float]]
) -> dict[str, Callable[[int], object]]:
    """What is timed, each by the number of its question."""
    store = retriever.store
    encoded = [encode_query(text) for text in questions]
    return {
        "identifiers": lambda number: store.search_identifiers(encoded[number][1], asked, 60),
        "words": lambda number: store.search_sparse(encoded[number][0], asked, 60),
        "dense": lambda number: store.search_dense(vectors[number], asked, 60),
        "retriever without dense": lambda number: retriever.search(Query(questions[number], tuple(asked), 5)),
    }


def timed(search: Callable[[int], object], count: int) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds."""
    taken = []
    for number in range(count):
        began = time.perf_counter()
        search(number)
        taken.append(1000 * (time.perf_counter() - began))
    return statistics.median(taken), sorted(taken)[int(0.95 * count)]


def point(
    number: int,
    chance: random.Random,
    numbers: np.random.Generator,
    centres: np.ndarray,
    versions: Sequence[str],
) -> Point:
    """One passage of 60 words, with a register name of its own."""
    register = f"{peripheral(chance)}_{word(chance).upper()}R{number % 40}"
    text = f"{register} " + " ".join(word(chance) for _ in range(60))
    dense = centres[chance.randrange(len(centres))] + 0.4 * numbers.normal(size=DIMENSION)
    passage = Passage(
        id=str(uuid.UUID(int=number + 1)),
        document_id="document",
        version_id=versions[number % len(versions)],
        document="manual.pdf",
        revision="V1.0",
        language="en",
        page=number % 300 + 1,
        box=(0.0, 0.0, 1.0, 1.0),
        section=f"Registers › {register}",
        text=text,
        kind="section",
        names=(register,),
    )
    words, identifiers = encode_passage(text, passage.names, passage.section)
    return Point(passage, words, identifiers, tuple(dense.tolist()))


def word(chance: random.Random) -> str:
    """Frequent words are much more frequent, as in any text."""
    return f"w{chr(97 + int(26 * chance.random() ** 3))}{int(400 * chance.random() ** 3):03d}".translate(
        str.maketrans("0123456789", "abcdefghij")
    )


def peripheral(chance: random.Random) -> str:
    return (
        f"{chance.choice(('TIM', 'USART', 'SPI', 'GPIO', 'ADC', 'DMA', 'RCC', 'FLASH'))}{chance.randrange(8)}"
    )


def question(chance: random.Random) -> str:
    name = f"{peripheral(chance)}_{word(chance).upper()}R{chance.randrange(40)}"
    return f"What is the {word(chance)} {word(chance)} of {name} {word(chance)}?"


if __name__ == "__main__":
    main()
