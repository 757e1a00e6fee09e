"""Exact answers as drafts: where revisions differ."""

from app.chat.citations import Cited
from app.chat.composing import Draft
from app.chat.exact import compose_exact
from app.chat.older import beside, passage_of
from app.facts.questions import Asked, FactQuestion
from app.facts.records import Provenance
from app.facts.results import FactAnswer, Place, Sentence
from app.library.versions import VersionRow
from app.models import State
from app.search.exact import Exact, ExactAnswer
from app.search.revised import Revised
from retrieval.types import Passage

ASKED = FactQuestion(Asked.RESET, "reset value of CLK_CTLR", ("CLK_CTLR",))


def row(revision: str, state: State = State.SUPERSEDED) -> VersionRow:
    name = f"v{revision}"
    return VersionRow(name, "manual", f"{name}.pdf", "", "", "", revision, "", "en", state, 9, True)


def said(version: VersionRow, value: str) -> Sentence:
    where = Place(version.id, "", Provenance(7, (0.0, 0.0, 1.0, 1.0), quote=value))
    return Sentence(f"It is {value}.", (where,), (("reset", value),))


def found(newest: VersionRow, *older: VersionRow, asks: bool = True) -> Exact:
    answer = FactAnswer(Asked.RESET, (said(newest, "0x0"),))
    revised = tuple(Revised(one, (said(one, f"0x{at}"),)) for at, one in enumerate(older, start=1))
    return Exact(ASKED, (ExactAnswer(("ZX90A32",), answer, revised, asks),))


def url(passage: Passage) -> str:
    return f"http://h/{passage.version_id}/{passage.page}"


def test_the_newest_answers_and_the_older_ones_stand_beside_it() -> None:
    newest, older, oldest = row("V1.9", State.PUBLISHED), row("V1.8"), row("V1.3")
    draft = compose_exact(found(newest, older, oldest), [newest], {}, "en", url)
    assert draft
    assert draft.clarify
    assert draft.clarify.choices == ["V1.9", "V1.8", "V1.3"]
    assert [cited.passage.revision for cited in draft.cited] == draft.clarify.choices
    assert "V1.8 states otherwise: It is 0x1. [2]" in draft.text
    assert not draft.abstained


def test_of_several_old_manuals_none_is_taken_for_the_old_one() -> None:
    older, oldest = row("V1.8"), row("V1.3")
    draft = compose_exact(found(older, oldest), [older, oldest], {}, "en", url)
    assert draft
    assert draft.clarify
    assert draft.text == draft.clarify.question
    assert "0x" not in draft.text


def test_whoever_names_the_revisions_is_not_asked() -> None:
    newest, older = row("V1.9", State.PUBLISHED), row("V1.8")
    draft = compose_exact(found(newest, older, asks=False), [newest, older], {}, "en", url)
    assert draft
    assert draft.clarify is None
    assert "0x1" in draft.text


def test_a_revision_that_holds_a_comma_is_offered_by_its_number() -> None:
    newest, older = row("V1.9", State.PUBLISHED), row("V1.1 March 6, 2017")
    draft = compose_exact(found(newest, older), [newest], {}, "en", url)
    assert draft
    assert draft.clarify
    assert draft.clarify.choices == ["V1.9", "1.1"]


def test_without_a_revision_to_choose_there_is_no_question() -> None:
    newest, older = row("", State.PUBLISHED), row("V1.8")
    draft = compose_exact(found(newest, older), [newest], {}, "zh", url)
    assert draft
    assert draft.clarify is None
    assert "V1.8 版不同" in draft.text


def test_who_names_several_chips_hears_of_each_and_who_names_none_is_asked_back() -> None:
    first, second = row("V1.0", State.PUBLISHED), row("V2.0", State.PUBLISHED)
    answers = tuple(
        ExactAnswer((chip,), FactAnswer(Asked.RESET, (said(version, value),)))
        for chip, version, value in (("ZX90A32", first, "0x0"), ("ZX91B64", second, "0x4"))
    )
    both, chips = Exact(ASKED, answers), ("ZX90A32", "ZX91B64")
    told = compose_exact(both, [first, second], {}, "en", url, chips)
    assert told
    assert "**ZX90A32**: It is 0x0. [1]" in told.text
    assert "**ZX91B64**: It is 0x4. [2]" in told.text
    assert told.clarify is None
    asked = compose_exact(both, [first, second], {}, "en", url)
    assert asked
    assert asked.clarify
    assert asked.clarify.choices == list(chips)


def test_what_only_an_older_revision_holds_stands_under_the_abstention() -> None:
    newest, older = row("V1.9", State.PUBLISHED), row("V1.8")
    nearest = Cited(1, passage_of(said(newest, "0x0").places[0], {newest.id: newest}, {}), "")
    absent = Draft("Not here.", (nearest,), abstained=True)
    only = (Revised(older, (said(older, "0x1"),)),)
    draft = beside(absent, "earlier", only, [newest], "en", url)
    assert draft.abstained
    assert draft.text.startswith("Not here.\n\n")
    assert "the older V1.8 states: It is 0x1. [2]" in draft.text
    assert [cited.marker for cited in draft.cited] == [1, 2]
    assert draft.clarify
    assert draft.clarify.choices == ["V1.9", "V1.8"]
    assert draft.text.endswith("Which revision do you use: V1.9, V1.8?")
    assert "differ" not in draft.clarify.question
    assert "旧版 V1.8 写明:It is 0x1." in beside(absent, "earlier", only, [newest], "zh", url).text


def test_every_chip_can_be_chosen_and_the_question_names_a_few() -> None:
    chips = tuple(f"ZX{number}A" for number in range(10, 40))
    versions = [row(f"V{number}", State.PUBLISHED) for number in range(2)]
    answers = tuple(
        ExactAnswer((chip,), FactAnswer(Asked.RESET, (said(version, version.revision),)))
        for chip, version in zip(chips[3:], versions, strict=False)
    )
    for language, others in (("en", "22 others"), ("zh", "另外 22 款")):
        draft = compose_exact(Exact(ASKED, answers, chips=chips), versions, {}, language, url)
        assert draft
        assert draft.clarify
        assert draft.clarify.choices[:2] == ["ZX13A", "ZX14A"]
        assert set(draft.clarify.choices) == set(chips)
        assert others in draft.clarify.question
        assert "ZX39A" not in draft.text
