"""Which document answers first: its language, what it covers, and what the conversation speaks of."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.library.versions import VersionRow
from app.models import State
from app.search.ranking import naming, prefer_covering, prefer_homes, prefer_language, prefer_mention
from retrieval.types import Hit, Passage


def hit(document: str, language: str, score: float) -> Hit:
    passage = Passage(
        "p", document, f"{document}-{language}", "f", "", language, 1, (0, 0, 1, 1), "", "t", "row"
    )
    return Hit(passage, score)


def order(language: str, *hits: Hit) -> list[str]:
    spoken = {"manual": frozenset({"en", "zh"}), "guide": frozenset({"en"})}
    return [found.passage.version_id for found in prefer_language(hits, language, spoken)]


def test_the_translation_in_the_language_of_the_question_comes_first() -> None:
    hits = (hit("manual", "en", 1.0), hit("manual", "zh", 0.9))
    assert order("zh", *hits) == ["manual-zh", "manual-en"]
    assert order("en", *hits) == ["manual-en", "manual-zh"]


def test_a_document_without_translation_keeps_its_place() -> None:
    assert order("zh", hit("guide", "en", 1.0), hit("manual", "zh", 0.9)) == ["guide-en", "manual-zh"]


def test_a_much_better_passage_stays_first_in_any_language() -> None:
    assert order("zh", hit("manual", "en", 1.0), hit("manual", "zh", 0.5)) == ["manual-en", "manual-zh"]


def test_documents_of_unknown_makers_fall_behind() -> None:
    hits = (hit("guide", "en", 1.0), hit("manual", "en", 0.9), hit("manual", "zh", 0.5))
    assert [found.passage.document_id for found in prefer_covering(hits, {"guide"})] == [
        "manual",
        "guide",
        "manual",
    ]


def test_of_an_unknown_chip_passages_that_name_it_come_first() -> None:
    named = Hit(replace(hit("guide", "en", 1.0).passage, text="the zz9000 sleeps"), 0.8)
    assert prefer_mention((hit("manual", "en", 1.0), named), ("ZZ9000",))[0].passage.document_id == "guide"


def version(number: int, title: str = "manual") -> VersionRow:
    names = (f"v{number}", f"d{number}", f"f{number}.pdf", title)
    return VersionRow(*names, "", "", "1", "", "en", State.PUBLISHED, 1, dense_done=True)


LIBRARY = [version(number) for number in range(20)]
NAMES = {
    "v0": {"SBCS", "SBACCESS", "STATUS"},
    "v1": {"SBACCESS", "STATUS"},
    **{f"v{number}": {"STATUS"} for number in range(2, 15)},
}


def test_a_rare_name_says_which_document_is_spoken_of() -> None:
    found = naming("what goes into sbaccess, status ok", LIBRARY, NAMES)
    assert found.homes["v0"] == found.homes["v1"] > 0.5 > found.homes["v2"] > found.homes["v15"] == 0
    assert found.names == ("sbaccess",)
    assert naming("the sbcs", LIBRARY, NAMES).homes["v0"] > naming("the status", LIBRARY, NAMES).homes["v0"]


def test_titles_say_it_as_well() -> None:
    library = [*LIBRARY, version(20, "Debug specification")]
    assert naming("in the debug specification", library, {}).homes["v20"] > 0.9


def test_hits_of_the_document_that_is_spoken_of_come_first() -> None:
    hits = (hit("guide", "en", 1.0), hit("manual", "en", 0.9))
    assert [one.passage.document_id for one in prefer_homes(hits, {"manual-en": 1.0})] == ["manual", "guide"]
    assert prefer_homes(hits, {}) == hits


@given(st.text(max_size=80), st.integers(0, 20))
def test_shares_are_shares(text: str, many: int) -> None:
    homes = naming(text, LIBRARY[:many], NAMES).homes
    assert homes.keys() == {row.id for row in LIBRARY[:many]}
    assert all(0 <= share <= 1 for share in homes.values())
