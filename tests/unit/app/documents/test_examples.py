"""What a reader may ask to begin with."""

from app.documents.examples import _richest
from app.library.catalogue import VersionRow
from app.models import State


def row(name: str, language: str) -> VersionRow:
    return VersionRow(name, name, f"{name}.pdf", "", "", "", "", "", language, State.PUBLISHED, 1, True)


ROWS = [row("slim", "en"), row("rich", "en"), row("chinese", "zh")]


def test_the_manual_that_states_most_in_the_readers_language() -> None:
    assert _richest(ROWS, {"slim": 1, "rich": 9, "chinese": 20}, "en") == ROWS[1]


def test_another_language_where_no_manual_speaks_the_readers() -> None:
    assert _richest(ROWS, {"chinese": 20}, "en") == ROWS[2]


def test_none_where_nothing_is_stated() -> None:
    assert _richest(ROWS, {}, "en") is None
