"""Artifacts come back as they went in, under names that follow their input."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import NotFoundError
from app.core.storage import Storage
from ingestion.state import artifact_key, code_version, fingerprint, load, save
from ingestion.types import Block, BlockKind, Cell, Detected, Row, StructuredDocument, Table


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(str(tmp_path / "storage"), tmp_path / "cache")


def document() -> StructuredDocument:
    box = (1.0, 2.0, 3.0, 4.0)
    cell = Cell("复位值\n0x00", box, 0, rowspan=2)
    table = Table(3, box, 1, (), (Row(3, box, (cell,), ("复位值\n0x00",)),), caption="表 1")
    blocks = (
        Block(BlockKind.HEADING, "RCC", 3, box, ("RCC",), level=1),
        Block(BlockKind.TABLE, "", 3, box, ("RCC",), table=table),
    )
    return StructuredDocument(blocks, Detected(chips=("NX32",)), 3, ("page 2 has no text",))


def test_an_artifact_comes_back_equal(storage: Storage) -> None:
    key = artifact_key("v1", "structure", fingerprint("a"))
    save(storage, key, document())
    assert load(storage, key, StructuredDocument) == document()


def test_what_is_not_there_is_said_to_be_missing(storage: Storage) -> None:
    with pytest.raises(NotFoundError):
        load(storage, artifact_key("v1", "structure", "0"), StructuredDocument)


@given(st.lists(st.text(alphabet="ab"), max_size=4), st.lists(st.text(alphabet="ab"), max_size=4))
def test_only_the_same_parts_give_the_same_fingerprint(one: list[str], other: list[str]) -> None:
    assert (fingerprint(*one) == fingerprint(*other)) == (one == other or one + other in ([""], [""]))


def test_a_step_has_the_version_of_its_code() -> None:
    assert code_version("parsing") == code_version("parsing")
    assert code_version("types") != code_version("parsing", "types")
