"""Quality and speed of an embedder on pairs of questions and entries in two languages.

    python -m benchmarks.embedder PAIRS.json [--embedder default] [--cache FOLDER] [--questions 300]

PAIRS.json is a list of {lang, file, n, question, answer}; a Chinese question's right answer is the English
entry of the same file and number. Prints one Markdown table: share of right entries among the first 1, 5
and 10 by exact cosine, passages a second in batches, milliseconds for one query.
"""

import argparse
import json
import random
import time
from pathlib import Path

import numpy as np

from retrieval.embedders import DEFAULT, EmbedderConfig, make_embedder
from retrieval.metrics import hit_at, mean

PLACES = (1, 5, 10)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--embedder", default=DEFAULT)
    parser.add_argument("--model", default="")
    parser.add_argument("--cache", type=Path, default=Path("data/embedders"))
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--questions", type=int, default=300)
    options = parser.parse_args()
    config = EmbedderConfig(options.embedder, options.model, cache=options.cache, threads=options.threads)
    measure(json.loads(options.pairs.read_text(encoding="utf-8")), config, options.questions)


def measure(pairs: list[dict[str, str]], config: EmbedderConfig, count: int) -> None:
    """Embed all English entries, ask with Chinese questions."""
    entries = [pair for pair in pairs if pair["lang"] == "en"]
    place = {(pair["file"], pair["n"]): index for index, pair in enumerate(entries)}
    asked = [pair for pair in pairs if pair["lang"] == "zh" and (pair["file"], pair["n"]) in place]
    random.Random(0).shuffle(asked)  # noqa: S311  # repeatable, not secret
    asked = asked[:count]
    embedder = make_embedder(config)
    embedder.embed_query("warm")
    began = time.perf_counter()
    vectors = embedder.embed_passages([f"{pair['question']}\n{pair['answer']}" for pair in entries])
    rate = len(entries) / (time.perf_counter() - began)
    began = time.perf_counter()
    queries = np.array([embedder.embed_query(pair["question"]) for pair in asked])
    latency = 1000 * (time.perf_counter() - began) / len(asked)
    order = np.argsort(-(queries @ vectors.T), axis=1)[:, : max(PLACES)]
    rankings = [
        [bool(found == place[pair["file"], pair["n"]]) for found in row]
        for pair, row in zip(asked, order, strict=True)
    ]
    shares = " | ".join(f"{100 * mean([hit_at(ranking, k) for ranking in rankings]):.0f}" for k in PLACES)
    print("| embedder | @1 | @5 | @10 | passages/s | ms a query |\n|---|---|---|---|---|---|")
    print(f"| {embedder.fingerprint} | {shares} | {rate:.0f} | {latency:.1f} |")


if __name__ == "__main__":
    main()
