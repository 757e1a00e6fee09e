"""The stretch around a passage: what is cited is marked, to the row."""

from hypothesis import given
from hypothesis import strategies as st

from app.documents.passages import StoredPassage
from app.documents.schemas import SectionOut
from app.documents.section_page import section_page
from app.documents.sections import BEFORE, Stretch, stretch
from app.documents.views import section_part

NOWHERE = (0.0, 0.0, 0.0, 0.0)


def passage(name: str, text: str, kind: str = "section", path: tuple[str, ...] = ("Guide",)) -> StoredPassage:
    return StoredPassage(name, kind, text, path, 1, NOWHERE)


TABLE = "Limits\nName | Min | Max\nVDD | 2.0 | 3.6\nfCPU |  | 48"
GUIDE = [
    passage("a", "Guide\nOne sentence. Another one."),
    passage("t", TABLE, "table", ("Guide", "Limits")),
    passage("r1", "Limits\nName: VDD | Min: 2.0 | Max: 3.6", "row", ("Guide", "Limits")),
    passage("r2", "Limits\nName: fCPU | Max: 48", "row", ("Guide", "Limits")),
    passage("z", "End\nThe last words.", path=("Guide", "End")),
]


def cited(shown: Stretch) -> list[tuple[str, tuple[int, ...]]]:
    return [(part.passage.id, part.lines) for part in shown.parts if part.cited]


def test_a_passage_is_marked_as_a_whole() -> None:
    shown = stretch(GUIDE, "z", "", None, 30)
    assert cited(shown) == [("z", ())]
    assert [part.passage.id for part in shown.parts] == ["a", "t", "z"]


def test_a_row_is_marked_in_its_table() -> None:
    assert cited(stretch(GUIDE, "r1", "", None, 30)) == [("t", (2,))]
    assert cited(stretch(GUIDE, "r2", "", None, 30)) == [("t", (3,))]


def test_quoted_words_narrow_the_mark_down() -> None:
    assert cited(stretch(GUIDE, "t", "VDD | 2.0 | 3.6", None, 30)) == [("t", (2,))]
    assert cited(stretch(GUIDE, "", "Another one.", None, 30)) == [("a", (1,))]


def test_words_that_stand_elsewhere_are_marked_where_they_stand() -> None:
    assert cited(stretch(GUIDE, "a", "VDD | 2.0 | 3.6", None, 30)) == [("t", (2,))]
    assert cited(stretch(GUIDE, "a", "nowhere at all", None, 30)) == [("a", ())]


def test_an_unknown_passage_shows_the_beginning() -> None:
    shown = stretch(GUIDE, "gone", "", None, 2)
    assert (cited(shown), shown.offset, shown.total) == ([], 0, 3)


@given(st.integers(0, 99), st.integers(1, 40))
def test_the_cited_passage_is_always_within_the_stretch(index: int, more: int) -> None:
    long = [passage(str(number), f"Line {number}") for number in range(100)]
    shown = stretch(long, str(index), "", None, BEFORE + more)
    assert cited(shown) == [(str(index), ())]


@given(st.text(), st.text(), st.sampled_from(["section", "table", "code"]))
def test_a_page_holds_no_markup_of_a_document(text: str, name: str, kind: str) -> None:
    hostile = f"<script>alert(1)</script>\n{text} | <img src=x onerror=y>"
    shown = stretch([passage("a", hostile, kind, (f"<b>{name}",))], "a", "", None, 30)
    section = SectionOut(
        document_id="d",
        version_id="v",
        document=f"{name}<i>.md",
        title=f"<u>{name}",
        revision='"><b>',
        language='en"><script>',
        parts=[section_part(part) for part in shown.parts],
        offset=0,
        total=1,
    )
    page = section_page(section, 30)
    assert "<script" not in page
    assert all(f"<{tag}" not in page for tag in ("img", "b>", "i>", "u>"))
