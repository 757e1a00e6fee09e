"""Passages from chunks, and the passage that shows a place."""

from hypothesis import given
from hypothesis import strategies as st

from ingestion.embedding import BATCH, batches
from ingestion.indexing import Origin, Place, Places, passage, point, searched_text
from ingestion.types import Box, Chunk, ChunkKind

ORIGIN = Origin("d", "v", "nx32.pdf", "V1.2", "en")


def chunk(number: int = 0, text: str = "HSION enables the oscillator.", dense: bool = True) -> Chunk:
    path = ("1 Clocks", "1.3 Registers", "1.3.1 RCC_CTLR")
    return Chunk(f"c{number}", ChunkKind.REGISTER, text, path, 7, (1, 2, 3, 4), ("RCC_CTLR",), dense)


def test_a_passage_says_where_it_stands() -> None:
    made = passage(chunk(), ORIGIN)
    assert (made.document, made.revision, made.page, made.kind) == ("nx32.pdf", "V1.2", 7, "register")
    assert made.section == "1 Clocks › 1.3 Registers › 1.3.1 RCC_CTLR"
    assert made.text == "HSION enables the oscillator."


def test_a_chunk_is_searched_under_its_nearest_headings() -> None:
    assert searched_text(chunk()) == "1.3 Registers › 1.3.1 RCC_CTLR\nHSION enables the oscillator."
    made = point(chunk(), ORIGIN)
    assert made.sparse.indices
    assert made.identifiers.indices
    assert made.dense is None


PLACES = Places(
    [
        Place("table", 3, (50, 100, 550, 400)),
        Place("row", 3, (50, 120, 550, 140)),
        Place("text", 3, (50, 500, 550, 700)),
    ]
)


def test_a_fact_is_shown_by_the_smallest_passage_around_it() -> None:
    assert PLACES.at(3, (60, 121, 500, 139)) == "row"
    assert PLACES.at(3, (60, 200, 500, 220)) == "table"
    assert PLACES.at(3, (60, 510, 500, 520)) == "text"


def test_a_fact_between_passages_is_shown_by_the_first_of_its_page() -> None:
    assert PLACES.at(3, (60, 750, 500, 760)) == "table"
    assert PLACES.at(4, (60, 121, 500, 139)) == ""


boxes = st.tuples(*[st.floats(0, 800) for _ in range(4)])


@given(st.lists(boxes, min_size=1, max_size=8), boxes)
def test_a_page_with_passages_always_shows_one(places: list[Box], box: Box) -> None:
    found = Places([Place(str(number), 1, place) for number, place in enumerate(places)]).at(1, box)
    assert found in {str(number) for number in range(len(places))}


@given(st.lists(st.tuples(st.integers(0, 3000), st.booleans(), st.booleans()), max_size=200))
def test_batches_hold_what_is_missing_once_and_nothing_else(rows: list[tuple[int, bool, bool]]) -> None:
    chunks = [chunk(n, "x" * length, dense) for n, (length, dense, _) in enumerate(rows)]
    missing = {f"c{n}" for n, (_, _, lacks) in enumerate(rows) if lacks}
    made = batches(chunks, missing)
    ids = [one for batch in made for one in batch.ids]
    assert sorted(ids) == sorted(f"c{n}" for n, (_, dense, lacks) in enumerate(rows) if dense and lacks)
    assert all(0 < len(batch.ids) == len(batch.texts) <= BATCH for batch in made)
    lengths = [len(text) for batch in made for text in batch.texts]
    assert lengths == sorted(lengths)
