"""FAQ pairs with their evidence out of the library, as the general data of a dataset, and as held-out cases.

    CHIPCITE_DATA_DIR=DATA python -m benchmarks.finetune_data FAQ.json OUT
    CHIPCITE_DATA_DIR=DATA chipcite dataset build NAME --general OUT --licence "Apache-2.0"

OUT has `dataset_info.json` with `faq.json` (ShareGPT), and `held-out.jsonl`, a suite of the pairs whose file
is not in the training part. The library must hold the FAQ itself: the evidence of a pair is what the question
finds there, with the passage that answers among it, out of documents of one part only.
"""

import argparse
import asyncio
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random
from typing import Any

from app.cli.settings import load_settings
from app.library.versions import allowed_versions, chip_names
from app.resources import open_resources
from finetune.dataset.prompting import prompt, sft, task
from finetune.dataset.splitting import split_of
from finetune.dataset.types import Item, Meta, Split
from retrieval.retriever import Retriever
from retrieval.types import Passage, Query

SHORTEST, LONGEST = 20, 360
"""Characters of an answer."""
HITS, OTHERS = 10, 2
"""Passages that are looked at, and the most that stand beside the one that answers."""
INFO = {"faq": {"file_name": "faq.json", "formatting": "sharegpt", "columns": {"system": "system"}}}


def main() -> None:
    """Writes both files and says how many pairs they have."""
    parser = argparse.ArgumentParser()
    parser.add_argument("pairs", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--language", default="en")
    given = parser.parse_args()
    pairs = json.loads(given.pairs.read_text(encoding="utf-8"))
    items = asyncio.run(_items([pair for pair in pairs if pair["lang"] == given.language]))
    given.out.mkdir(parents=True, exist_ok=True)
    lines = [item.line() for item, _ in items]
    (given.out / "faq.json").write_text(json.dumps(lines, ensure_ascii=False) + "\n", encoding="utf-8")
    (given.out / "dataset_info.json").write_text(json.dumps(INFO) + "\n", encoding="utf-8")
    held = [case.line() for item, case in items if split_of(item.meta.documents[0]) is not Split.TRAIN]
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in held)
    (given.out / "held-out.jsonl").write_text(text, encoding="utf-8")
    print(f"{len(lines)} pairs, {len(held)} of them held out")


async def _items(pairs: list[dict[str, Any]]) -> list[tuple[Item, Item]]:
    async with open_resources(load_settings(), "benchmark") as resources:
        resources.retriever.start()
        async with resources.sessions() as session:
            versions = {row.id: row.document_id for row in await allowed_versions(session)}
            chips = await chip_names(session)
        return list(_made(pairs, resources.retriever, versions, chips))


def _made(
    pairs: Iterable[dict[str, Any]], retriever: Retriever, versions: dict[str, str], chips: Iterable[str]
) -> Iterator[tuple[Item, Item]]:
    for pair in pairs:
        answer = " ".join(pair["answer"].split()).rstrip(".。")
        question = pair["question"].split(" / ")[0]
        if not SHORTEST < len(answer) <= LONGEST:
            continue
        sources = _evidence(question, answer, retriever, versions)
        if sources is None:
            continue
        passages, at = sources
        numbered = tuple(enumerate(passages, 1))
        messages, material = prompt("concept", [], question, numbered, pair["lang"], chips=chips)
        stop = "。" if pair["lang"] == "zh" else "."
        documents = tuple(dict.fromkeys(one.document_id for one in passages))
        meta = Meta("general", "answer", "concept", language=pair["lang"], documents=documents)
        text = f"{answer} [{at}]{stop}"
        yield sft(messages, text, meta, question), task(messages, material, [], meta, text)


def _evidence(
    question: str, answer: str, retriever: Retriever, versions: dict[str, str]
) -> tuple[list[Passage], int] | None:
    """Passages in an order of their own, and the place of the one that answers; None where none was found."""
    hits = [hit.passage for hit in retriever.search(Query(question, tuple(versions), HITS)).hits]
    start = _letters(answer)[:30]
    gold = next((one for one in hits if start in _letters(one.text)), None)
    if gold is None:
        return None
    split, chance = split_of(gold.document_id), Random(question)  # noqa: S311 - an order, no secret
    others = [one for one in hits if one.id != gold.id and split_of(one.document_id) is split][:OTHERS]
    others.insert(chance.randint(0, len(others)), gold)
    return others, others.index(gold) + 1


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", text).lower()


if __name__ == "__main__":
    main()
