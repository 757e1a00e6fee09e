"""The head of a GGUF file: what it says, and that nothing that calls itself one breaks the start."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.errors import StartupError
from app.llm.local import read_gguf
from tests.tiny_gguf import write_gguf


def test_it_says_what_it_will_cost(tmp_path: Path) -> None:
    head = read_gguf(write_gguf(tmp_path / "tiny.gguf", "It is bit 25."))
    assert (head.name, head.context) == ("tiny", 4096)
    assert head.cache_per_token == 1 * 1 * 128 * 2 * 2, (
        "one layer, one head of 128, keys and values, two bytes"
    )
    assert head.memory(100) == head.size + 51_200


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"version https://git-lfs.github.com/spec/v1", "is not a GGUF file"),
        (b"GGUF\x03\0\0\0", "damaged"),
        (b"", "is not a GGUF file"),
    ],
)
def test_what_is_none_is_told(tmp_path: Path, content: bytes, sentence: str) -> None:
    file = tmp_path / "m.gguf"
    file.write_bytes(content)
    with pytest.raises(StartupError, match=sentence):
        read_gguf(file)


def test_a_url_without_its_scheme_is_guessed_at(tmp_path: Path) -> None:
    with pytest.raises(StartupError, match="begins with http"):
        read_gguf(tmp_path / "127.0.0.1:8001" / "v1")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_no_content_breaks_the_start(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "m.gguf"
    file.write_bytes(b"GGUF\x03\0\0\0" + content)
    with suppress(StartupError):
        assert read_gguf(file).memory(10) >= 0
