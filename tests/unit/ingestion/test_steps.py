"""A step that is run again finds its result, and says again what it warned of."""

from pathlib import Path

import pytest

from app.core.storage import Storage
from ingestion import chunking, steps
from ingestion.chunking.pieces import Draft
from ingestion.state import save
from ingestion.types import Block, BlockKind, Detected, StructuredDocument


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    storage = Storage(str(tmp_path), tmp_path / "cache")
    blocks = tuple(
        Block(BlockKind.HEADING if page % 2 else BlockKind.PARAGRAPH, f"Part {page}", page, (0, 0, 9, 9))
        for page in range(1, 7)
    )
    save(storage, "artifacts/v/structure-1.msgpack", StructuredDocument(blocks, Detected(), 6))
    return storage


def test_warnings_survive_a_second_run(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(section: list[Block], whole: bool) -> list[Draft]:
        if any(block.page == 4 for block in section):
            raise IndexError("tuple index out of range")
        return []

    names = ("artifacts/v/structure-1.msgpack", "artifacts/v/chunk-1.msgpack")
    with monkeypatch.context() as patch:
        patch.setattr(chunking, "_drafts", broken)
        first = steps.chunk_document(storage, *names, "v")
    assert first[0].startswith("Page 4: ")
    assert steps.chunk_document(storage, *names, "v") == first
    assert [key for key in storage.keys("artifacts/v") if key.rpartition("/")[2].startswith("chunk-")] == [
        "artifacts/v/chunk-1.msgpack"
    ]


def test_what_says_the_same_has_the_same_digest(storage: Storage) -> None:
    def digest(name: str, text: str) -> str:
        block = Block(BlockKind.PARAGRAPH, text, 1, (0, 0, 9, 9))
        structured, chunks = (f"artifacts/{name}/{step}-1.msgpack" for step in ("structure", "chunk"))
        save(storage, structured, StructuredDocument((block,), Detected(), 1))
        steps.chunk_document(storage, structured, chunks, name)
        return steps.content(storage, chunks)

    first, again = digest("one", "VDD is 3.3 V."), digest("again", "VDD is 3.3 V.")
    assert first == again != digest("other", "VDD is 5.0 V.")
