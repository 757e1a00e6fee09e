"""Translations of one document."""

from dataclasses import replace

from app.search.ranking import prefer_covering, prefer_language, prefer_mention
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
