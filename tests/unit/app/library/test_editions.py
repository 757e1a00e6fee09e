"""Revisions as manuals print them, and which of two is newer."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.library.editions import Edition, each_once, iso_date, listed, newer, revision_key

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("V1.5", "1.5"),
        ("1.5", "1.5"),
        ("Rev 17", "17"),
        ("Rev. 5", "5"),
        ("DocID13587 Rev 17", "17"),
        ("Version: 1.5.1.10", "1.5.1.10"),
        ("Ver1.17", "1.17"),
        ("V2.0", "2"),
        ("V1.1 March 6, 2017", "1.1"),
        ("March 8, 2017", "2017-03-08"),
        ("第3版", "3"),
        ("版本 1.2", "1.2"),
        ("E", "e"),
        ("Revision C", "c"),
        ("", ""),
    ],
)
def test_a_revision_without_its_decoration(printed: str, key: str) -> None:
    assert revision_key(printed) == key


@pytest.mark.parametrize(
    ("older", "later"),
    [
        (("V1.2", ""), ("V1.10", "")),
        (("Rev 17", ""), ("Rev 20", "")),
        (("1.5.1.10", ""), ("1.5.4.2", "")),
        (("A", ""), ("C", "")),
        (("V1.2", ""), ("V1.2a", "")),
        (("r0p1", ""), ("r1p0", "")),
        (("V9", "2019"), ("V10", "2018")),
        (("V1", "2019-05"), ("V1", "2020")),
        (("C", "2019"), ("1.0", "2020")),
        (("March 8, 2017", ""), ("April 1, 2017", "")),
        (("12 Dec 2018", ""), ("2 Jan 2019", "")),
        (("", "2019-05"), ("", "2019-06-01")),
    ],
)
def test_the_newer_of_two(older: tuple[str, str], later: tuple[str, str]) -> None:
    # Uploaded in the wrong order: what they print decides.
    one, other = Edition(*older, NOON + timedelta(1)), Edition(*later, NOON)
    assert newer(other, one)
    assert not newer(one, other)


@pytest.mark.parametrize(
    ("first", "second"),
    [(("", ""), ("", "")), (("V1.0", ""), ("V1", "")), (("V1", "2019"), ("V1", "2019-05"))],
)
def test_where_they_do_not_say_the_later_upload_is_newer(
    first: tuple[str, str], second: tuple[str, str]
) -> None:
    assert newer(Edition(*second, NOON + timedelta(1)), Edition(*first, NOON))
    assert newer(Edition(*first, NOON + timedelta(1)), Edition(*second, NOON))


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2024", "2024"),
        ("2024-05", "2024-05"),
        ("2024/5/7", "2024-05-07"),
        ("2024年5月7日", "2024-05-07"),
        ("Dec 2018", "2018-12"),
        ("1.5", ""),
        ("17", ""),
        ("mayhem 2018 things", ""),
    ],
)
def test_dates(text: str, date: str) -> None:
    assert iso_date(text) == date


@given(st.text(max_size=40))
def test_any_text_has_a_key_and_an_order(text: str) -> None:
    edition = Edition(text, "", NOON)
    assert not newer(edition, edition)
    assert revision_key(text) == revision_key(f" {text.upper()} ") or not text.isascii()


def test_a_revision_is_listed_in_one_spelling() -> None:
    printed = ("Version 1.0", "V1.2", "V1.0", "1.2 ", "", "Rev. C", "C")
    assert each_once(printed) == ("V1.0", "V1.2", "", "C")


@pytest.mark.parametrize(
    ("older", "later"),
    [
        (("Rev 20", "2018-01", ""), ("Rev 2", "2020-05", "1 20 2")),
        (("Rev. C", "2015", "a b c"), ("V1.0", "2019", "a b c 1")),
        (("V1.2", "", ""), ("V1.1", "", "1 1.2 1.1")),
    ],
)
def test_a_vendor_that_counts_anew(older: tuple[str, str, str], later: tuple[str, str, str]) -> None:
    one = Edition(older[0], older[1], NOON + timedelta(1), older[2])
    other = Edition(later[0], later[1], NOON, later[2])
    assert newer(other, one)
    assert not newer(one, other)


def test_a_history_misread_does_not_turn_time_round() -> None:
    old, new = Edition("V1.2", "2019", NOON, "1 1.2 1.5"), Edition("V1.5", "2021", NOON, "")
    assert newer(new, old)


def test_keys_of_a_history() -> None:
    assert listed(["V1.0", "Rev. C", "no revision at all", "V1.0"]) == "1 c"
