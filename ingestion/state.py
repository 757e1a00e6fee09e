"""What a step has produced, kept under a name that says what it was made from.

An artifact's key holds a fingerprint of the step's input, its settings and its code, so that the same work
is found done, and changed work is done again. `pipeline` reads and writes them, in any process.
"""

import hashlib
import zlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TypeVar

import msgspec

from app.core.storage import Storage

T = TypeVar("T")

COMPRESSION = 1
"""Artifacts repeat their field names; the fastest level already shrinks them eightfold."""

PACKAGE = Path(__file__).resolve().parent


def artifact_key(version_id: str, step: str, fingerprint: str) -> str:
    """Where a step's result is kept."""
    return f"artifacts/{version_id}/{step}-{fingerprint}.msgpack"


def fingerprint(*parts: str) -> str:
    """The same parts, in this order, give the same short name."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:20]


@cache
def code_version(*names: str) -> str:
    """The version of a step: a fingerprint of the source that decides its result.

    `names` are modules and packages below `ingestion`. Nobody has to remember to raise a number.
    """
    return _digest(path for name in sorted(names) for path in _sources(PACKAGE / name))


def save(storage: Storage, key: str, value: object) -> None:
    """Keeps a step's result; a reader sees all of it or none."""
    storage.put(key, zlib.compress(msgspec.msgpack.encode(value), COMPRESSION))


def load(storage: Storage, key: str, kind: type[T]) -> T:
    """A step's result."""
    return msgspec.msgpack.decode(zlib.decompress(storage.get(key)), type=kind)


def _sources(place: Path) -> list[Path]:
    module = place.with_suffix(".py")
    return [module] if module.is_file() else sorted((*place.rglob("*.py"), *place.rglob("*.tsv")))


def _digest(paths: Iterable[Path]) -> str:
    whole = hashlib.sha256()
    for path in paths:
        whole.update(path.relative_to(PACKAGE).as_posix().encode())
        whole.update(path.read_bytes())
    return whole.hexdigest()[:12]
