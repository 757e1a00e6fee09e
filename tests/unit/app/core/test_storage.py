"""Values under keys: whole or not at all, never outside the root, from a folder or from a remote store."""

from pathlib import Path

import fsspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import NotFoundError, StartupError
from app.core.storage import KEY, Storage


@pytest.fixture(params=["folder", "remote"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    """A folder, and fsspec's store in memory in the place of an object store."""
    if request.param == "folder":
        return Storage(str(tmp_path / "storage"), tmp_path / "cache")
    fsspec.filesystem("memory").store.clear()
    return Storage("memory://bucket/prefix", tmp_path / "cache")


def test_what_is_put_can_be_got(storage: Storage) -> None:
    storage.put("artifacts/one/chunk-1", b"first")
    storage.put("artifacts/one/chunk-1", b"second")
    assert storage.get("artifacts/one/chunk-1") == b"second"
    assert storage.exists("artifacts/one/chunk-1")
    assert not storage.exists("artifacts/one")
    assert storage.keys("artifacts") == ["artifacts/one/chunk-1"]


def test_a_file_is_moved_in_and_read_from_a_path(storage: Storage, tmp_path: Path) -> None:
    incoming = tmp_path / "incoming"
    incoming.write_bytes(b"bytes")
    storage.put_file("originals/abc", incoming)
    assert not incoming.exists()
    assert storage.path("originals/abc").read_bytes() == b"bytes"
    assert storage.path("originals/abc").read_bytes() == b"bytes"


def test_what_is_deleted_is_gone_with_all_below_it(storage: Storage) -> None:
    storage.put("artifacts/one/a", b"1")
    storage.put("artifacts/one/b", b"2")
    storage.put("artifacts/two/a", b"3")
    storage.path("artifacts/one/a")
    for _ in range(2):
        storage.delete("artifacts/one")
    assert storage.keys("artifacts") == ["artifacts/two/a"]
    with pytest.raises(NotFoundError):
        storage.path("artifacts/one/a")
    with pytest.raises(NotFoundError):
        storage.get("artifacts/one/a")


def test_the_newest_of_several(tmp_path: Path) -> None:
    storage = Storage(str(tmp_path), tmp_path / "cache")
    for name in ("chunk-b", "chunk-a", "facts-c"):
        storage.put(f"artifacts/one/{name}", b"x")
    import os

    os.utime(tmp_path / "artifacts/one/chunk-b", (1, 1))
    assert storage.newest("artifacts/one", "chunk-") == "artifacts/one/chunk-a"
    assert storage.newest("artifacts/two", "chunk-") == ""


def test_a_broken_write_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    storage = Storage(str(tmp_path), tmp_path / "cache")
    storage.put("originals/abc", b"good")

    def fail(_descriptor: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="no space"):
        storage.put("originals/abc", b"half")
    assert storage.get("originals/abc") == b"good"
    assert [path.name for path in (tmp_path / "originals").iterdir()] == ["abc"]


def test_a_store_can_be_checked(storage: Storage) -> None:
    storage.check()
    assert storage.keys("originals") == []


@pytest.mark.parametrize(
    "key", ["../x", "a/../b", "/etc/passwd", "a//b", ".hidden", "a/.b", "", "a b", "a\\b", "a\n"]
)
def test_keys_cannot_leave_the_root(storage: Storage, key: str) -> None:
    for call in (storage.get, storage.path, storage.exists, storage.delete):
        with pytest.raises(ValueError, match="not a storage key"):
            call(key)


@given(st.text(max_size=30))
def test_no_key_has_a_part_that_begins_with_a_dot(text: str) -> None:
    if KEY.fullmatch(text):
        assert not any(part.startswith(".") or not part for part in text.split("/"))


def test_a_store_without_its_package_says_so(tmp_path: Path) -> None:
    with pytest.raises(StartupError, match="CHIPCITE_STORAGE_URL"):
        Storage("abfs://container", tmp_path)
