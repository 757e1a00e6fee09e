"""One suite for both stores: the engine in process, and the server's client in its local mode.

Local mode is the double for a server: it takes the same models and calls, without a network.
"""

import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from qdrant_client import QdrantClient

from retrieval.errors import StoreLockedError, StoreMismatchError, StoreUnavailableError
from retrieval.protocols import VectorStore
from retrieval.sparse import encode_passage, encode_query
from retrieval.types import Passage, Point
from retrieval.vector_store import StoreConfig, open_store
from retrieval.vector_store import edge as edge_store
from retrieval.vector_store.edge import EdgeStore
from retrieval.vector_store.records import META_ID
from retrieval.vector_store.server import ServerStore

pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect:UserWarning")
MakePassage = Callable[..., Passage]


@pytest.fixture(params=["edge", "server"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[VectorStore]:
    opened: VectorStore
    if request.param == "edge":
        opened = open_store(StoreConfig(folder=tmp_path / "vectors", dimension=4))
    else:
        opened = ServerStore(QdrantClient(":memory:"), "manuals", 4)
    yield opened
    opened.close()


def point(passage: Passage, dense: tuple[float, ...] | None = None) -> Point:
    words, names = encode_passage(passage.text, passage.names, passage.section)
    return Point(passage, words, names, dense)


def found(ranking: tuple[tuple[str, float], ...]) -> list[str]:
    return [identity for identity, _ in ranking]


def test_a_passage_comes_back_whole(store: VectorStore, passage: MakePassage) -> None:
    kept = passage("读RCC_CTLR", names=("RCC_CTLR",), box=(1.5, 2.0, 3.0, 4.25), page=7, section="A › B")
    store.upsert([point(kept)])
    assert store.get([kept.id, str(uuid.uuid4())]) == {kept.id: kept}
    assert store.get([]) == {}


def test_a_passage_that_was_read_is_read_anew_when_it_changed(
    store: VectorStore, passage: MakePassage
) -> None:
    kept, gone = passage("old words"), passage("other words", version_id="other")
    store.upsert([point(kept), point(gone)])
    assert store.get([kept.id, gone.id]) == {kept.id: kept, gone.id: gone}
    changed = replace(kept, text="new words")
    store.upsert([point(changed)])
    store.remove_version("other")
    assert store.get([kept.id, gone.id]) == {kept.id: changed}


def test_every_search_keeps_to_its_versions(store: VectorStore, passage: MakePassage) -> None:
    old = passage("RCC_CTLR clock", version_id="old", names=("RCC_CTLR",))
    new = passage("RCC_CTLR clock", version_id="new", names=("RCC_CTLR",))
    store.adopt_dense("fake", 4)
    store.upsert([point(old, (1, 0, 0, 0)), point(new, (1, 0, 0, 0))])
    words, names = encode_query("RCC_CTLR clock")
    for versions, expected in ((("new",), {new.id}), (("old", "new"), {old.id, new.id}), ((), set())):
        assert set(found(store.search_sparse(words, versions, 9))) == expected
        assert set(found(store.search_identifiers(names, versions, 9))) == expected
        assert set(found(store.search_dense((1, 0, 0, 0), versions, 9))) == expected


def test_rare_words_weigh_more(store: VectorStore, passage: MakePassage) -> None:
    common = [passage("the clock of the timer", page=page) for page in range(20)]
    rare = passage("the watchdog of the timer", page=99)
    store.upsert([point(one) for one in (*common, rare)])
    words, _ = encode_query("clock watchdog")
    assert found(store.search_sparse(words, ("version",), 3))[0] == rare.id


def test_a_defined_name_comes_before_a_mentioned_one(store: VectorStore, passage: MakePassage) -> None:
    mention = passage("see GPIOx_CFGLR")
    definition = passage("port configuration", names=("GPIOx_CFGLR",))
    store.upsert([point(mention), point(definition)])
    _, names = encode_query("GPIOB_CFGLR")
    assert found(store.search_identifiers(names, ("version",), 9)) == [definition.id, mention.id]


def test_dense_vectors_follow_later(store: VectorStore, passage: MakePassage) -> None:
    one, two, gone = passage("one"), passage("two"), str(uuid.uuid4())
    store.upsert([point(one), point(two)])
    store.adopt_dense("fake", 4)
    assert set(store.without_dense("version")) == {one.id, two.id}
    store.set_dense([gone, two.id], np.array([[0, 1, 0, 0], [1, 0, 0, 0]], np.float32))
    assert store.without_dense("version") == (one.id,)
    assert found(store.search_dense((1, 0, 0, 0), ("version",), 9)) == [two.id]


def test_writing_twice_is_writing_once(store: VectorStore, passage: MakePassage) -> None:
    kept = [passage(f"row {number}") for number in range(600)]
    for _ in range(2):
        store.upsert([point(one) for one in kept])
    assert store.count() == store.count("version") == 600
    assert len(store.without_dense("version")) == 600


def test_removing_a_version_leaves_the_others(store: VectorStore, passage: MakePassage) -> None:
    old, new = passage("clock", version_id="old"), passage("clock", version_id="new")
    store.upsert([point(old), point(new)])
    store.remove_version("old")
    store.remove_version("never there")
    assert (store.count(), store.count("old"), store.count("new")) == (1, 0, 1)
    assert set(store.get([old.id, new.id])) == {new.id}


def test_vectors_of_two_embedders_are_never_mixed(store: VectorStore, passage: MakePassage) -> None:
    one = passage("one")
    store.upsert([point(one)])
    assert store.adopt_dense("first", 4)
    assert store.adopt_dense("first", 4)
    store.set_dense([one.id], [(1, 0, 0, 0)])
    assert not store.adopt_dense("second", 4)
    store.reset_dense("second", 4)
    assert store.search_dense((1, 0, 0, 0), ("version",), 9) == ()
    assert store.without_dense("version") == (one.id,)
    assert not store.adopt_dense("first", 4)


def test_a_discarded_store_is_gone(store: VectorStore, passage: MakePassage, tmp_path: Path) -> None:
    store.upsert([point(passage("one"))])
    store.discard()
    assert not (tmp_path / "vectors").exists()


def test_a_store_that_was_killed_while_it_was_made_is_made_again(tmp_path: Path) -> None:
    edge_store._create(tmp_path / "vectors", 4).close()
    store = EdgeStore(tmp_path / "vectors", 4)
    assert store.meta.dimension == 4
    assert store.count() == 0
    store.close()


def test_an_embedder_of_another_length_takes_over(store: VectorStore, passage: MakePassage) -> None:
    one = passage("one")
    store.adopt_dense("first", 4)
    store.upsert([point(one, (1, 0, 0, 0))])
    store.reset_dense("second", 3)
    store.set_dense([one.id], [(0, 1, 0)])
    assert found(store.search_dense((0, 1, 0), ("version",), 9)) == [one.id]


def test_the_record_of_the_store_is_no_passage(store: VectorStore, passage: MakePassage) -> None:
    store.upsert([point(passage("clock"))])
    words, _ = encode_query("clock")
    assert META_ID not in found(store.search_sparse(words, ("version",), 9))
    assert store.count() == 1
    assert store.ready() == "ok"


def test_the_engine_keeps_everything_over_a_restart(tmp_path: Path, passage: MakePassage) -> None:
    kept = passage("clock")
    first = EdgeStore(tmp_path)
    assert first.search_dense((1.0,), ("version",), 1) == ()
    first.adopt_dense("fake", 4)
    first.upsert([point(kept, (1, 0, 0, 0))])
    first.close()
    with pytest.raises(StoreUnavailableError, match="closed"):
        first.count()
    assert first.ready() == "closed"
    again = EdgeStore(tmp_path)
    assert not again.adopt_dense("another", 4)
    assert found(again.search_dense((1, 0, 0, 0), ("version",), 1)) == [kept.id]
    assert (again.size_bytes() or 0) > 1000
    again.close()


def test_a_second_process_is_told_who_holds_the_folder(tmp_path: Path) -> None:
    first = EdgeStore(tmp_path, 4)
    code = f"from retrieval.vector_store.edge import EdgeStore, Path; EdgeStore(Path({str(tmp_path)!r}))"
    second = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "StoreLockedError" in second.stderr
    assert "in use by another process" in second.stderr
    with pytest.raises(StoreLockedError):
        EdgeStore(tmp_path)
    first.close()


def test_acknowledged_passages_survive_a_kill(tmp_path: Path) -> None:
    code = f"""
import os, signal
from pathlib import Path
from retrieval.sparse import encode_passage
from retrieval.types import Passage, Point
from retrieval.vector_store.edge import EdgeStore
store = EdgeStore(Path({str(tmp_path)!r}), 4)
for number in range(50):
    name = f"00000000-0000-4000-8000-{{number:012d}}"
    kept = Passage(name, "d", "v", "f", "", "en", 1, (0, 0, 1, 1), "", "clock", "row")
    store.upsert([Point(kept, *encode_passage(kept.text))])
os.kill(os.getpid(), signal.SIGKILL)
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == -9
    again = EdgeStore(tmp_path)
    assert again.count("v") == 50
    again.close()


def test_a_damaged_or_foreign_store_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "edge_config.json").write_text("{")
    with pytest.raises(StoreUnavailableError, match="cannot be opened"):
        EdgeStore(tmp_path)
    client = QdrantClient(":memory:")
    client.create_collection("manuals", vectors_config={})
    with pytest.raises(StoreMismatchError, match="another version"):
        ServerStore(client, "manuals").count()


def test_a_server_that_is_not_there_is_a_sentence() -> None:
    store = open_store(StoreConfig(url="http://127.0.0.1:1", timeout_s=1))
    assert "does not answer" in store.ready()
    with pytest.raises(StoreUnavailableError, match="does not answer"):
        store.count()
    store.close()
