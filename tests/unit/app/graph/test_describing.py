"""The field that a part of a question describes."""

from hypothesis import given
from hypothesis import strategies as st

from app.graph.answering.describing import Word, best_of, words_of
from app.graph.answering.reading import read
from app.graph.queries import Connection, Relation

FIELDS = (
    Connection(Relation.FIELD, "ICR", "RXIC", "ICR", "4:4", "Receive interrupt clear"),
    Connection(Relation.FIELD, "ICR", "TXIC", "ICR", "5:5", "Transmit interrupt clear"),
    Connection(Relation.FIELD, "ICR", "OEIC", "ICR", "6:6", "Overrun error clear"),
)


def _best(text: str, about: tuple[str, ...] = (), least: float = 0.0) -> str:
    names = tuple(Word((frozenset((name.lower(),)),)) for name in about)
    ignored = ("is", "the", "of", "which")
    found = best_of(FIELDS, (*words_of(read(text), ignored), *names), (), least)
    return found.name if found else ""


def test_the_rare_word_decides() -> None:
    assert _best("Which bit tells of the overrun?") == "OEIC"
    assert _best("哪一位清除溢出错误?") in ("OEIC", "")  # as far as the glossary reaches


def test_two_that_share_as_much_are_none() -> None:
    assert _best("Which bit clears it?") == ""


def test_what_holds_too_little_of_the_words_is_none_where_no_register_is_named() -> None:
    text = "Which bit is of the overrun error, transmit and receive?"
    assert _best(text) == "OEIC"
    assert _best(text, least=0.9) == ""


@given(st.text(max_size=120))
def test_any_text_describes_one_field_or_none(text: str) -> None:
    assert _best(text) in ("", *(one.name for one in FIELDS))
