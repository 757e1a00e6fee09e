"""Differences as an answer shows them: a table with both pages, changed sentences, numbers pointed out."""

from app.chat.difference_table import Sides, table
from app.documents.chip_difference import words_of
from app.documents.difference_schemas import FactChange, NumberChange, PassageChange
from app.documents.schemas import PassageOut
from app.library.catalogue import VersionRow
from app.models import State
from retrieval.types import Passage


def row(name: str, revision: str) -> VersionRow:
    return VersionRow(
        name, "d", f"{name}.pdf", "T", "V", "datasheet", revision, "", "en", State.PUBLISHED, 9, True
    )


SIDES = Sides((row("old", "V1.2"),), (row("new", "V1.5"),), ("V1.2", "V1.5"))


def url(passage: Passage) -> str:
    return f"/{passage.version_id}/{passage.page}"


def test_a_fact_has_a_row_with_both_pages() -> None:
    change = FactChange(
        change="changed", kind="register", name="RCC_CFGR0", before={"reset": ["0x0"], "width": ["32"]},
        after={"reset": ["0x20"], "width": ["32"]}, before_page=17, after_page=18,
        before_version="old", after_version="new",
    )  # fmt: skip
    draft = table(SIDES, [change], [], "en", url)
    assert "| `RCC_CFGR0` | reset 0x0 [1] | reset 0x20 [2] |" in draft.text
    assert [(each.passage.version_id, each.passage.page) for each in draft.cited] == [
        ("old", 17),
        ("new", 18),
    ]


def test_a_sentence_is_shown_with_its_number() -> None:
    def shown(text: str, page: int) -> PassageOut:
        return PassageOut(id=text, kind="section", section=["9 ADC"], page=page, bbox=(0, 0, 1, 1), text=text)

    change = PassageChange(
        change="changed", section=["9 ADC"], before=shown("Up to 6 MHz.", 3), after=shown("Up to 24 MHz.", 4),
        diff=["- Up to 6 MHz.", "+ Up to 24 MHz."],
        numbers=[NumberChange(before="6", after="24", text="Up to 24 MHz.")],
    )  # fmt: skip
    draft = table(SIDES, [], [change], "zh", url)
    assert "**6 → 24**" in draft.text
    assert "> + Up to 24 MHz." in draft.text
    assert draft.cited[1].quote == "Up to 24 MHz."


def test_nothing_differs() -> None:
    draft = table(SIDES, [], [], "en", url)
    assert (draft.cited, draft.abstained) == ((), False)
    assert "V1.2 and V1.5" in draft.text


def test_parts_of_names_are_words() -> None:
    assert {"adc", "tim", "adon"} <= words_of(["ADC_CTLR1.ADON", "TIM2"])
