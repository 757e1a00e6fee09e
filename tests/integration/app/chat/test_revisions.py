"""A manual in two revisions that state different values: what is answered, asked back, and kept."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from app.llm.double import ScriptedLlm
from tests.integration.served import served
from tests.integration.shelf import QUESTION

pytestmark = pytest.mark.integration

NEW, OLD = "0x00000083", "0x00000081"
CHOICES = ["V1.5", "V1.2"]


class Talk:
    """A conversation, whose replies are sent back as a client does."""

    def __init__(self, base: str, **pins: str) -> None:
        self.base, self.pins = base, pins
        self.messages: list[dict[str, str]] = []

    def ask(self, words: str) -> tuple[str, dict[str, Any]]:
        self.messages.append({"role": "user", "content": words})
        body = {"model": "chipcite", "messages": self.messages, "chipcite": self.pins}
        reply = (
            httpx.post(f"{self.base}/v1/chat/completions", json=body, timeout=60).raise_for_status().json()
        )
        text = str(reply["choices"][0]["message"]["content"])
        self.messages.append({"role": "assistant", "content": text})
        return text, reply["chipcite"]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("revisions")) as url:
        yield url


@pytest.fixture(scope="module")
def with_model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The same with a language model."""
    llm = ScriptedLlm(lambda _: "The clock control register holds PLLRDY [1].")
    with served(tmp_path_factory.mktemp("model"), llm=llm) as url:
        yield url


def test_the_newest_value_comes_first_and_the_older_one_beside_it(base: str) -> None:
    text, reply = Talk(base).ask(QUESTION)
    assert 0 <= text.index(NEW) < text.index(OLD)
    assert reply["clarify"]["choices"] == CHOICES
    assert reply["clarify"]["question"] in text  # IDEs show the text alone
    assert [each["revision"] for each in reply["citations"]] == CHOICES
    assert (reply["abstained"], reply["state"]["revision"]) == (False, "")


@pytest.mark.parametrize(
    "choice", ["V1.2", "1.2", "the second one", "I have V1.2", "rev 1.2", "第二个", "V1.2 的"]
)
def test_after_the_choice_that_revision_answers_and_nothing_is_asked_again(base: str, choice: str) -> None:
    talk = Talk(base)
    talk.ask(QUESTION)
    for words in (choice, "And the reset value of CLK_CTLR once more?"):
        text, reply = talk.ask(words)
        assert OLD in text
        assert NEW not in text
        assert reply["clarify"] is None
        assert reply["state"]["revision"] == "1.2"
    assert reply["state"]["chip"] == "ZX90A32"


def test_the_newest_may_be_chosen_as_well(base: str) -> None:
    talk = Talk(base)
    talk.ask(QUESTION)
    text, reply = talk.ask("V1.5")
    assert NEW in text
    assert OLD not in text
    assert (reply["clarify"], reply["state"]["revision"]) == (None, "1.5")


def test_both_may_be_chosen(base: str) -> None:
    talk = Talk(base)
    talk.ask(QUESTION)
    text, reply = talk.ask("both")
    assert NEW in text
    assert OLD in text
    assert reply["clarify"] is None


def test_a_chinese_question_is_asked_back_in_chinese(base: str) -> None:
    talk = Talk(base)
    text, reply = talk.ask("ZX90A32 的 CLK_CTLR 复位值是多少?")
    assert "请问是哪一版:V1.5, V1.2?" in text
    assert OLD in talk.ask(reply["clarify"]["choices"][1])[0]


@pytest.mark.parametrize(
    "question",
    [
        "What is the address of CLK_CTLR on the ZX90A32?",  # both state the same
        "What is the reset value of CLK_CTLR in the latest ZX90A32 manual?",
        "According to V1.5 of the ZX90A32 manual, what is the reset value of CLK_CTLR?",
    ],
)
def test_nothing_is_asked_where_revisions_agree_or_one_is_meant(base: str, question: str) -> None:
    text, reply = Talk(base).ask(question)
    assert OLD not in text
    assert (reply["clarify"], reply["abstained"]) == (None, False)


@pytest.mark.parametrize(
    "question",
    [
        "What is the reset value of CLK_CTLR in revision V1.2?",
        "What is the reset value of CLK_CTLR in the 1.2 manual?",
        "What is the reset value of CLK_CTLR in the old manual?",
        "V1.2 版手册里 CLK_CTLR 的复位值是多少?",
        "旧版手册里 CLK_CTLR 的复位值是多少?",
        "What is the reset value of CLK_CTLR in ZX90_V1.2.pdf?",
    ],
)
def test_an_older_revision_answers_where_it_is_meant(base: str, question: str) -> None:
    text, reply = Talk(base, chip="ZX90A32").ask(question)
    assert OLD in text
    assert NEW not in text
    assert (reply["clarify"], reply["state"]["revisions"]) == (None, ["V1.2"])


@pytest.mark.parametrize(
    "question",
    [
        "What is the reset value of CLK_CTLR in revision V9.9?",
        "What is the reset value of CLK_CTLR according to V9.9?",
        "V9.9 版里 CLK_CTLR 的复位值是多少?",
    ],
)
def test_a_revision_that_is_not_here_is_replaced_by_none(base: str, question: str) -> None:
    text, reply = Talk(base, chip="ZX90A32").ask(question)
    assert reply["abstained"]
    assert "9.9" in text
    assert "V1.2, V1.5" in text.replace("V1.5, V1.2", "V1.2, V1.5")
    assert NEW not in text


def test_a_revision_said_earlier_holds_until_the_latest_is_asked_for(base: str) -> None:
    talk = Talk(base)
    talk.ask("I work with revision V1.2 of the ZX90A32 manual.")
    assert OLD in talk.ask("What is the reset value of CLK_CTLR?")[0]
    assert NEW in talk.ask("What is the reset value of CLK_CTLR in the latest manual?")[0]


@pytest.mark.parametrize(
    "question",
    [
        "what changed in CLK_CTLR between V1.2 and V1.5",
        "ZX90A32 的 CLK_CTLR 从 V1.2 到 V1.5 有什么变化?",
        "CLK_CTLR: V1.5 vs. V1.2",
    ],
)
def test_two_revisions_are_compared_and_neither_is_carried_on(base: str, question: str) -> None:
    talk = Talk(base)
    text, reply = talk.ask(question)
    assert OLD in text
    assert NEW in text
    assert {each["revision"] for each in reply["citations"]} == {"V1.2", "V1.5"}
    assert (reply["clarify"], reply["abstained"], reply["state"]["revision"]) == (None, False, "")
    assert talk.ask(QUESTION)[1]["clarify"]["choices"] == CHOICES


@pytest.mark.parametrize("name", ["CLK_CTLL", "CLK_CTLRR", "CLK_CLR"])
def test_a_typing_error_is_no_register_of_an_older_revision(base: str, name: str) -> None:
    text, reply = Talk(base).ask(f"What is the reset value of {name} on the ZX90A32?")
    assert reply["abstained"]
    assert "`CLK_CTLR`" in text
    assert "V1.2" not in text


def test_a_tools_version_is_no_revision(base: str) -> None:
    talk = Talk(base)
    talk.ask("I use gcc version 12.2 on the ZX90A32.")
    text, reply = talk.ask("What is the address of CLK_CTLR?")
    assert "0x40010000" in text
    assert reply["state"]["revision"] == ""


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("What is the reset value of TRIM_CTLR on the ZX90A32?", "0x10"),
        ("ZX90A32 的 TRIM_CTLR 偏移地址是多少?", "0x08"),
        ("Which bit is HSEBYP in CLK_CTLR of the ZX90A32?", "18"),
        ("What is the maximum oscillator startup time of the ZX90A32?", "5 ms"),
    ],
)
def test_what_only_an_older_revision_holds_is_told_and_offered(base: str, question: str, told: str) -> None:
    talk = Talk(base)
    text, reply = talk.ask(question)
    assert reply["abstained"]
    line = next(part for part in text.split("\n\n") if "V1.2" in part and told in part)
    marker = line.rpartition(" ")[2]
    assert f"\n{marker}: http" in text
    assert "V1.5" not in line
    assert reply["clarify"]["choices"] == CHOICES
    assert reply["citations"][-1]["revision"] == "V1.2"
    text, reply = talk.ask("V1.2")
    assert told in text
    assert (reply["abstained"], reply["clarify"]) == (False, None)


@pytest.mark.parametrize(
    "question",
    [
        "What is the reset value of TRIM_CTLR in the latest ZX90A32 manual?",
        "According to V1.5 of the ZX90A32 manual, what is the reset value of TRIM_CTLR?",
        "What is the reset value of GONE_CTLR on the ZX90A32?",
        "What is the reset value of TRIM_CTLR on the ZX91B16?",
    ],
)
def test_an_older_revision_is_not_offered_where_one_is_meant_or_none_knows(base: str, question: str) -> None:
    text, reply = Talk(base).ask(question)
    assert reply["abstained"]
    assert reply["clarify"] is None
    assert "V1.2" not in text


@pytest.mark.parametrize(
    "question", ["How do I configure CLK_CTLR on the ZX90A32?", "ZX90A32 的 CLK_CTLR 怎么配置?"]
)
def test_a_models_answer_is_followed_by_what_an_older_revision_states(with_model: str, question: str) -> None:
    talk = Talk(with_model)
    text, reply = talk.ask(question)
    written, _, rest = text.partition("V1.2")
    assert "holds PLLRDY [1]" in written
    assert OLD in rest
    assert reply["clarify"]["choices"] == CHOICES
    assert [(each["marker"], each["revision"]) for each in reply["citations"]] == [(1, "V1.5"), (2, "V1.2")]
    assert talk.ask("V1.5")[1]["clarify"] is None


def test_a_programs_answer_is_the_models_alone(with_model: str) -> None:
    tool = {"type": "function", "function": {"name": "read_file", "parameters": {"type": "object"}}}
    messages = [{"role": "user", "content": "How do I configure CLK_CTLR on the ZX90A32?"}]
    body = {"model": "chipcite", "messages": messages, "tools": [tool]}
    reply = httpx.post(f"{with_model}/v1/chat/completions", json=body, timeout=60).raise_for_status().json()
    assert OLD not in reply["choices"][0]["message"]["content"]
    assert reply["chipcite"]["clarify"] is None
