"""The classifier that learns from prototypes: similarities, fitting, and what it does without an embedder."""

import asyncio
import json
import threading
from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.chat.intent import Intent, PrototypeClassifier, prototype_classifier
from app.chat.intent import prototypes as module
from app.chat.intent.cues import cues
from app.chat.intent.fitting import fit
from app.chat.intent.grams import GramIndex
from app.chat.intent.prototypes import StoppedError, prototypes
from retrieval.build import RetrievalConfig, build_retriever
from retrieval.embedders.lazy import LazyEmbedder
from retrieval.errors import RetrievalError
from retrieval.protocols import Matrix

UTTERANCES = Path(__file__).resolve().parents[4] / "data" / "utterances"


class Letters:
    """An embedder that counts letters, and how often it was asked."""

    dimension = 26
    fingerprint = "letters"

    def __init__(self) -> None:
        self.asked = 0

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        return np.array([self.embed_query(text) for text in texts], np.float32)

    def embed_query(self, text: str) -> Matrix:
        self.asked += 1
        found: Matrix = np.zeros(26, np.float32)
        for letter in text.lower():
            if "a" <= letter <= "z":
                found[ord(letter) - 97] += 1
        return found / max(float(np.linalg.norm(found)), 1e-9)


def utterances(half: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (UTTERANCES / f"{half}.jsonl").read_text("utf-8").splitlines()]


def test_every_intent_has_prototypes_in_both_languages() -> None:
    held = Counter((one.intent, one.text.isascii()) for one in prototypes())
    assert min(held[intent, ascii_only] for intent in Intent for ascii_only in (True, False)) >= 20
    assert len({one.text for one in prototypes()}) == len(prototypes())


def test_the_sets_are_apart_from_each_other_and_from_the_prototypes() -> None:
    dev, held = ({row["text"] for row in utterances(half)} for half in ("dev", "held"))
    known = {one.text for one in prototypes()}
    assert not dev & held | dev & known | held & known
    assert len(dev) + len(held) >= 480


@pytest.mark.parametrize("half", ["dev", "held"])
def test_each_half_is_balanced(half: str) -> None:
    rows = utterances(half)
    counted = Counter((row["intent"], row["language"]) for row in rows)
    assert min(counted[intent, language] for intent in Intent for language in ("en", "zh")) >= 10
    assert abs(sum(row["language"] == "zh" for row in rows) / len(rows) - 0.5) < 0.02


def test_every_intent_but_one_has_cues() -> None:
    assert {cue.intent for cue in cues()} == set(Intent) - {Intent.SMALL_TALK}


def test_texts_are_alike_by_their_words_in_their_order() -> None:
    index = GramIndex(["what is the reset value", "value reset the is what", "怎么配置时钟"])
    same, turned, foreign = index.similarities("What is the reset value")
    assert same == pytest.approx(1, abs=1e-5)
    assert same > turned > 0.1 > foreign
    assert index.similarities("怎么配置中断")[2] > 0.2


@given(st.lists(st.text(max_size=20), min_size=1, max_size=8), st.text(max_size=40))
def test_similarities_are_cosines(texts: list[str], text: str) -> None:
    found = GramIndex(texts).similarities(text)
    assert found.shape == (len(texts),)
    assert 0 <= found.min() <= found.max() <= 1 + 1e-5


def test_a_fitted_classifier_tells_its_own_prototypes() -> None:
    texts = ["which pin is it", "what pin", "it hangs and fails", "it failed again"]
    intents = [Intent.PIN, Intent.PIN, Intent.DEBUGGING, Intent.DEBUGGING]
    embedder = Letters()
    fitted = fit(texts, embedder.embed_passages(texts), intents)
    for text, intent in zip(texts, intents, strict=True):
        shares = fitted.shares(text, embedder.embed_query(text))
        assert max(shares, key=lambda one: shares[one]) is intent
        assert sum(shares.values()) == pytest.approx(1, abs=1e-4)


def test_vectors_are_made_once_and_kept_beside_the_embedder(tmp_path: Path) -> None:
    first, second = Letters(), Letters()
    for embedder in (first, second):
        classifier = PrototypeClassifier(LazyEmbedder(partial(_same, embedder)), tmp_path)
        classifier.prepare()
        classifier.prepare()
        shares = asyncio.run(classifier.classify("which pin is the clock on"))
        assert sum(shares.values()) == pytest.approx(1, abs=1e-3)
    assert first.asked == len(prototypes()) + 1
    assert second.asked == 1
    assert len(list(tmp_path.iterdir())) == 1


def _same(embedder: Letters) -> Letters:
    return embedder


async def test_a_folder_that_cannot_be_written_costs_only_time(tmp_path: Path) -> None:
    classifier = PrototypeClassifier(LazyEmbedder(Letters), tmp_path / "absent")
    classifier.prepare()
    assert await classifier.classify("which pin")


async def test_it_says_nothing_while_the_embedder_loads() -> None:
    loading = threading.Event()

    def load() -> Letters:
        loading.wait(10)
        return Letters()

    assert await PrototypeClassifier(LazyEmbedder(load)).classify("which pin") == {}
    loading.set()


async def test_it_says_nothing_while_the_vectors_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    made = threading.Event()
    monkeypatch.setattr(module, "PATIENCE_S", 0.05)
    monkeypatch.setattr(Letters, "embed_query", lambda self, text: (made.wait(10), np.ones(26))[1])
    embedder = LazyEmbedder(Letters)
    embedder.wait()
    assert await PrototypeClassifier(embedder).classify("which pin") == {}
    made.set()


def test_it_can_be_stopped_while_the_vectors_are_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedder = Letters()
    classifier = PrototypeClassifier(LazyEmbedder(lambda: embedder), tmp_path)

    def last(self: Letters, text: str) -> Matrix:
        self.asked += 1
        classifier.stop()
        return np.ones(26, np.float32)

    monkeypatch.setattr(Letters, "embed_query", last)
    with pytest.raises(StoppedError):
        classifier.prepare()
    assert embedder.asked == 1
    assert list(tmp_path.iterdir()) == []


def test_it_can_be_stopped_while_the_embedder_loads() -> None:
    loading = threading.Event()
    classifier = PrototypeClassifier(LazyEmbedder(lambda: (loading.wait(10), Letters())[1]))
    classifier.stop()
    with pytest.raises(RetrievalError):
        classifier.prepare()
    loading.set()


def test_a_retriever_without_dense_vectors_has_no_classifier(tmp_path: Path) -> None:
    retriever = build_retriever(RetrievalConfig(folder=tmp_path, embedder="none"))
    try:
        assert prototype_classifier(retriever) is None
    finally:
        retriever.close()
