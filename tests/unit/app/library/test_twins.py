"""Of versions that say the same, one answers."""

from dataclasses import replace

from app.library.catalogue import VersionRow
from app.library.twins import each_content_once
from app.models import State


def row(name: str, digest: str) -> VersionRow:
    return VersionRow(name, name, f"{name}.pdf", "", "", "", "", "", "en", State.PUBLISHED, 1, True, digest)


def ids(rows: list[VersionRow]) -> list[str]:
    return [one.id for one in rows]


def test_of_the_same_content_the_first_stays() -> None:
    rows = [row("a", "1"), row("b", "2"), row("copy-of-a", "1")]
    assert ids(each_content_once(rows)) == ["a", "b"]


def test_what_covers_the_chip_stays_before_what_only_applies_to_it() -> None:
    rows = [replace(row("general", "1"), general=True), row("covering", "1")]
    assert ids(each_content_once(rows)) == ["covering"]


def test_what_has_its_dense_vectors_stays_before_what_waits_for_them() -> None:
    rows = [replace(row("waiting", "1"), dense_done=False), row("done", "1")]
    assert ids(each_content_once(rows)) == ["done"]


def test_what_was_read_before_digests_were_kept_is_like_nothing_else() -> None:
    rows = [row("a", ""), row("b", "")]
    assert ids(each_content_once(rows)) == ["a", "b"]
