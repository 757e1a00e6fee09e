"""The head of a GGUF file: enough to know that it is one, its context, and the memory that it will take.

The format: magic, version, counts, then typed key and value pairs; the tensors, which nobody reads here,
come last. https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
"""

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from app.core.errors import StartupError

MAGIC = b"GGUF"
SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
STRING, ARRAY = 8, 9
VOCABULARY = "tokenizer."
"""What comes last, and takes a second to read."""
MOST_PAIRS, LONGEST = 4096, 1 << 26
"""Pairs, and bytes of a string or elements of an array: above any real file, so that a damaged one ends."""
BYTES_OF_A_VALUE = 2
"""llama.cpp keeps keys and values as half-precision numbers."""


@dataclass(frozen=True, slots=True)
class GgufFile:
    """What the head says; 0 where it does not."""

    path: Path
    size: int
    """Bytes."""
    name: str = ""
    context: int = 0
    """Tokens that it was trained for."""
    cache_per_token: int = 0
    """Bytes of keys and values that each token of the context takes."""

    def memory(self, context: int) -> int:
        """Bytes that it takes at most: weights, and the cache of a whole context."""
        return self.size + context * self.cache_per_token


def read_gguf(path: Path) -> GgufFile:
    """The file's head. Raises `StartupError` with the sentence that helps."""
    try:
        with path.open("rb") as file:
            values = _pairs(file, path)
    except OSError as error:
        hint = (
            " A server's URL begins with http:// or https://." if isinstance(error, FileNotFoundError) else ""
        )
        raise StartupError(f"CHIPCITE_LLM_URL: cannot read {path}: {error.strerror}.{hint}") from None
    except (struct.error, UnicodeDecodeError, ValueError):
        raise StartupError(f"CHIPCITE_LLM_URL: {path} is a damaged GGUF file.") from None
    kind = str(values.get("general.architecture", ""))
    return GgufFile(
        path=path,
        size=path.stat().st_size,
        name=str(values.get("general.name", "")),
        context=_number(values.get(f"{kind}.context_length")),
        cache_per_token=_cache(values, kind),
    )


def _pairs(file: BinaryIO, path: Path) -> dict[str, Any]:
    if file.read(4) != MAGIC:
        raise StartupError(f"CHIPCITE_LLM_URL: {path} is not a GGUF file, which is what llama.cpp runs.")
    _, _, count = struct.unpack("<IQQ", file.read(20))
    if count > MOST_PAIRS:
        raise ValueError(count)
    values: dict[str, Any] = {}
    for _ in range(count):
        key = _string(file)
        if key.startswith(VOCABULARY):
            break
        values[key] = _value(file, _scalar(file, "I"))
    return values


def _value(file: BinaryIO, kind: int) -> Any:
    if kind == STRING:
        return _string(file)
    if kind != ARRAY:
        return _scalar(file, SCALARS.get(kind, ""))
    inner, count = _scalar(file, "I"), _scalar(file, "Q")
    if count > LONGEST:
        raise ValueError(count)
    if inner in SCALARS:
        file.seek(count * struct.calcsize(SCALARS[inner]), 1)
    else:
        for _ in range(count):
            _value(file, inner)
    return None


def _scalar(file: BinaryIO, code: str) -> Any:
    if not code:
        raise ValueError("unknown type")
    return struct.unpack(f"<{code}", file.read(struct.calcsize(code)))[0]


def _string(file: BinaryIO) -> str:
    length = _scalar(file, "Q")
    if length > LONGEST:
        raise ValueError(length)
    return file.read(length).decode("utf-8", "replace")


def _cache(values: dict[str, Any], kind: str) -> int:
    """Layers times heads times the length of a key and of a value."""
    heads = _number(values.get(f"{kind}.attention.head_count"))
    shared = _number(values.get(f"{kind}.attention.head_count_kv")) or heads
    width = _number(values.get(f"{kind}.embedding_length"))
    each = _number(values.get(f"{kind}.attention.key_length")) or (width // heads if heads else 0)
    return _number(values.get(f"{kind}.block_count")) * shared * each * 2 * BYTES_OF_A_VALUE


def _number(value: Any) -> int:
    return value if isinstance(value, int) else 0
