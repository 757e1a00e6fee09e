"""Where a page of the list ended."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.conversations.cursor import Cursor, read_cursor
from app.core.errors import InvalidRequestError
from app.core.ids import new_id

TIMES = st.datetimes(datetime(1970, 1, 1), datetime(5000, 1, 1), timezones=st.just(UTC))


@given(TIMES)
def test_a_cursor_comes_back_as_it_went(moment: datetime) -> None:
    cursor = Cursor(moment, new_id())
    assert read_cursor(str(cursor)) == cursor


@given(st.text() | st.from_regex(r"\d{0,30}-.{30,40}"))
def test_anything_else_is_refused_as_a_bad_request(text: str) -> None:
    with suppress(InvalidRequestError):
        assert str(read_cursor(text)).partition("-")[2] == text.partition("-")[2]


@pytest.mark.parametrize("text", ["", "-", "1-x", "٣-" + "0" * 36])
def test_what_no_page_gave_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequestError):
        read_cursor(text)
