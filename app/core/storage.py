"""Originals and artifacts under keys, in a folder or in anything that fsspec reaches.

Writes are atomic: a reader sees the whole of a value or none of it. The calls block; async code makes
them in a thread. A remote store is read through a local copy, since PyMuPDF and the workers need a file.
"""

import contextlib
import os
import re
import secrets
import shutil
from pathlib import Path
from typing import Any

import fsspec

from app.core.errors import NotFoundError, StartupError

KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.=-]*(/[A-Za-z0-9][A-Za-z0-9_.=-]*)*")
"""Keys are made by us; no part begins with a dot, so none can leave the root."""


class Storage:
    """Values under keys such as `originals/<sha256>`."""

    def __init__(self, url: str, cache: Path) -> None:
        self._cache = cache
        try:
            self._files, root = fsspec.url_to_fs(url)
        except ImportError as error:
            raise StartupError(f"CHIPCITE_STORAGE_URL needs another package: {error}") from error
        self._root = str(root).rstrip("/")
        protocols = self._files.protocol
        self.local = "file" in ((protocols,) if isinstance(protocols, str) else protocols)

    def put(self, key: str, data: bytes) -> None:
        """Stores bytes."""
        if self.local:
            target = self._ready(Path(self._at(key)))
            temporary = _beside(target)
            with contextlib.ExitStack() as stack:
                stack.callback(temporary.unlink, missing_ok=True)
                with temporary.open("wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                temporary.replace(target)
        else:
            # Object stores show an object only when all of it has arrived.
            self._files.pipe_file(self._at(key), data)

    def put_file(self, key: str, path: Path) -> None:
        """Stores a file, which is moved when it can be."""
        if self.local:
            target = self._ready(Path(self._at(key)))
            temporary = _beside(target)
            try:
                shutil.move(path, temporary)
                # An upload is answered for: it must outlast a power cut.
                with temporary.open("rb") as file:
                    os.fsync(file.fileno())
                temporary.replace(target)
            finally:
                temporary.unlink(missing_ok=True)
        else:
            self._files.put_file(str(path), self._at(key))
            path.unlink()

    def get(self, key: str) -> bytes:
        """The bytes under a key; `NotFoundError` when there are none."""
        with _missing(key):
            data: Any = self._files.cat_file(self._at(key))
        return bytes(data)

    def path(self, key: str) -> Path:
        """A local file with the value: the stored one, or a copy in the cache."""
        if self.local:
            path = Path(self._at(key))
            if not path.is_file():
                raise NotFoundError(f"Nothing is stored under {key}.")
            return path
        copy = self._cache / _checked(key)
        if not copy.is_file():
            temporary = _beside(self._ready(copy))
            try:
                with _missing(key):
                    self._files.get_file(self._at(key), str(temporary))
                temporary.replace(copy)
            finally:
                temporary.unlink(missing_ok=True)
        return copy

    def exists(self, key: str) -> bool:
        """Whether a value is stored under this key."""
        return bool(self._files.isfile(self._at(key)))

    def keys(self, prefix: str) -> list[str]:
        """Keys below a prefix, sorted."""
        with contextlib.suppress(FileNotFoundError):
            found = self._files.find(self._at(prefix))
            keys = (str(path).removeprefix(self._root).lstrip("/") for path in found)
            return sorted(key for key in keys if KEY.fullmatch(key))
        return []

    def newest(self, prefix: str, name: str) -> str:
        """The key right below `prefix` that begins with `name` and was written last; empty if none does."""
        keys = [key for key in self.keys(prefix) if key.removeprefix(f"{prefix}/").startswith(name)]
        return max(keys, key=lambda key: self._files.modified(self._at(key)), default="")

    def delete(self, key: str) -> None:
        """Forgets a key and everything below it; forgetting what is not there is no error."""
        with contextlib.suppress(FileNotFoundError):
            self._files.rm(self._at(key), recursive=True)
        copy = self._cache / key
        shutil.rmtree(copy, ignore_errors=True) if copy.is_dir() else copy.unlink(missing_ok=True)

    def check(self) -> None:
        """Raises when a folder cannot be written, or a service does not answer."""
        probe = f"probe-{secrets.token_hex(4)}"
        if self.local:
            path = self._ready(Path(self._at(probe)))
            path.write_bytes(b"ok")
            path.unlink()
        else:
            self.exists(probe)

    def _at(self, key: str) -> str:
        return f"{self._root}/{_checked(key)}"

    @staticmethod
    def _ready(target: Path) -> Path:
        target.parent.mkdir(parents=True, exist_ok=True)
        return target


def _checked(key: str) -> str:
    if not KEY.fullmatch(key):
        raise ValueError(f"not a storage key: {key!r}")
    return key


def _beside(target: Path) -> Path:
    """A name in the same folder, so that the last step is a rename within one file system."""
    return target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")


@contextlib.contextmanager
def _missing(key: str) -> Any:
    try:
        yield
    except FileNotFoundError:
        raise NotFoundError(f"Nothing is stored under {key}.") from None
