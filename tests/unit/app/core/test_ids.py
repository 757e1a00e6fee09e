"""Identifiers: unique, ordered by time, and recognisable before they are used."""

import uuid

from hypothesis import given
from hypothesis import strategies as st

from app.core.ids import content_id, is_id, job_id, new_id, version_of_job


def test_new_ids_are_version_7_and_sort_by_time() -> None:
    first = uuid.UUID(new_id())
    assert (first.version, first.variant) == (7, uuid.RFC_4122)
    ids = [new_id() for _ in range(1000)]
    assert len(set(ids)) == 1000
    assert sorted(one[:13] for one in ids) == [one[:13] for one in ids]


def test_the_same_parts_give_the_same_id() -> None:
    assert content_id("a", "b") == content_id("a", "b")
    assert content_id("a", "b") != content_id("ab")


def test_a_job_is_its_versions() -> None:
    version = new_id()
    assert version_of_job(job_id(version)) == version


@given(st.text(max_size=50))
def test_any_other_text_is_no_job(text: str) -> None:
    assert version_of_job(text) == ""
    assert version_of_job(f"ingest-{text}") in ("", text)
    assert not is_id(text) or uuid.UUID(text)
