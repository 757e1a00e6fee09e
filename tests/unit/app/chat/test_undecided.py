"""The choice among the chips that a bare number may mean."""

from app.chat.citations import Cited
from app.chat.composing import Draft
from app.chat.dialogue import read_dialogue
from app.chat.dialogue.choosing import offers
from app.chat.schemas import Clarify, Message
from app.chat.undecided import asking_which
from retrieval.types import Passage

CHIPS = ("QX32V003", "PX32F003")
OWNERS = {"one": ["QX32V003"], "two": ["PX32F003", "PX32F030"]}


def cited(marker: int, document: str) -> Cited:
    passage = Passage(document, document, document, "a.pdf", "", "en", 1, (0, 0, 1, 1), "", "", "row")
    return Cited(marker, passage, "")


def draft(text: str, **more: object) -> Draft:
    return Draft(text, (cited(1, "one"), cited(2, "two")), **more)  # type: ignore[arg-type] # of a test


def test_each_value_stands_under_its_chip_and_the_reader_chooses() -> None:
    text = "VDD: max **5 V**. [1]\n\n- Row | 3 V [2]\n\n- [1] [a.pdf](/a) — Limits [1]\n\n**PX32F003**: x [2]"
    asked = asking_which(draft(text), CHIPS, OWNERS, "en")
    assert asked.text.split("\n\n")[:4] == [
        "**QX32V003**: VDD: max **5 V**. [1]",
        "- **PX32F003**: Row | 3 V [2]",
        "- [1] [a.pdf](/a) — Limits [1]",
        "**PX32F003**: x [2]",
    ]
    assert asked.clarify is not None
    assert asked.clarify.choices == list(CHIPS)


def test_the_question_back_is_one_that_the_next_message_answers() -> None:
    for language in ("en", "zh"):
        asked = asking_which(draft("The manuals do not say.", abstained=True), CHIPS, OWNERS, language)
        assert (asked.abstained, asked.cited) == (False, ())
        assert offers(asked.text) == CHIPS


def test_who_chooses_asks_the_question_of_that_chip() -> None:
    reply = asking_which(draft("5 V [1]"), CHIPS, OWNERS, "en").text
    roles = ("user", "assistant", "user")
    talk = [
        Message(role=role, content=text)
        for role, text in zip(roles, ("003 adc rate", reply, "PX32F003"), strict=True)
    ]
    dialogue = read_dialogue(talk, chip_names=CHIPS)
    assert (dialogue.resolved, dialogue.state.chip) == ("PX32F003 adc rate", "PX32F003")


def test_a_question_of_revisions_stays_the_only_one() -> None:
    revision = Clarify(question="Which revision?", choices=["1", "2"])
    asked = asking_which(draft("5 V [1]\n\nWhich revision?", clarify=revision), CHIPS, OWNERS, "en")
    assert (asked.text, asked.clarify) == ("**QX32V003**: 5 V [1]\n\nWhich revision?", revision)


def test_a_number_is_undecided_until_a_chip_is_chosen() -> None:
    def undecided(*messages: str) -> tuple[str, ...]:
        roles = ("user", "assistant")
        talk = [Message(role=roles[at % 2], content=text) for at, text in enumerate(messages)]
        return read_dialogue(talk, chip_names=(*CHIPS, "ZX32V005")).undecided

    reply = asking_which(draft("5 V [1]"), CHIPS, OWNERS, "en").text
    assert undecided("003 adc sample rate") == CHIPS
    assert undecided("003 adc sample rate", reply, "and its clock?") == CHIPS
    assert undecided("003 adc sample rate", reply, "PX32F003") == ()
    assert undecided("005 adc sample rate") == ()
    assert undecided("QX32V003, PX32F003: adc sample rate") == ()
