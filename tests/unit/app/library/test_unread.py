"""Warnings about tables that gave no facts: codes in the records, sentences for readers."""

from hypothesis import given
from hypothesis import strategies as st

from app.library.unread import UnreadTables, decode, encode, sentences

KINDS = st.sampled_from(["bits", "diagrams", "registers", "limits"])


@given(KINDS, st.integers(1, 999), st.sets(st.integers(1, 3000), min_size=1))
def test_a_code_holds_what_was_put_into_it(kind: str, count: int, pages: set[int]) -> None:
    unread = UnreadTables(kind, count, tuple(sorted(pages)))
    assert decode(encode(unread)) == unread


def test_a_reader_sees_sentences_and_ranges() -> None:
    code = encode(UnreadTables("bits", 4, (12, 14, 15, 16)))
    assert sentences([code, "Page 3 could not be read."]) == [
        "Not read for exact facts, though search finds them: 4 tables of bits (pages 12, 14–16).",
        "Page 3 could not be read.",
    ]
