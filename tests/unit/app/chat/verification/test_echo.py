"""A model that goes on writing its own prompt has ended its answer."""

import pytest

from app.chat.verification import Reason, Verifier, findings_for_prompt, units_of

from .evidence import SOURCES

QUESTION = "At which address is CLK_CFGR?"
TOLD = ("Go on after the last sentence that you wrote before it; do not repeat what stands there.",)
ECHOES = (
    "Question: What is the offset of CLK_CFGR?\n",
    "问题：CLK_CFGR 的地址是多少？\n",
    "Answer: 0x40021004\n",
    '<source n="2" document="rm.pdf">\n',
    "</source>\n",
    "Sources: [1]\n",
    "the sources do not say “0x00” of this; they say 0x40021004: CLK_CFGR\n",
    "the source does not say “16” of this\n",
    "回答中以下内容与所给资料不符。\n",
    "do not repeat what stands there.\n",
    "<|im_start|>user\n",
)


def verifier() -> Verifier:
    return Verifier(SOURCES, None, QUESTION, instructions=TOLD)


@pytest.mark.parametrize("echo", ECHOES)
def test_the_prompt_repeated_ends_the_answer(echo: str) -> None:
    reader = verifier()
    assert reader.check("CLK_CFGR is at 0x40021004.\n").ok
    verdict = reader.check(echo)
    assert verdict.ended
    assert [finding.reason for finding in verdict.findings] == [Reason.ECHO]


def test_an_answer_may_begin_with_the_word() -> None:
    assert verifier().check("**Answer:** CLK_CFGR is at 0x40021004.").ok
    assert verifier().check("答案：CLK_CFGR 的地址是 0x40021004。").ok
    assert not verifier().check("Answer: CLK_CFGR is at 0x40021000.").ok


@pytest.mark.parametrize(
    "sentence",
    [
        "The question is answered in section 3.4.",
        "Sources of interrupts are the lock flag and the timer.",
        "The manuals do not say it.",
        "```c\nint question; /* <source> */\n```\n",
    ],
)
def test_words_of_a_prompt_in_an_answer(sentence: str) -> None:
    reader = verifier()
    assert not any(reader.check(unit).ended for unit in units_of(sentence))


def test_our_own_findings_are_known_again() -> None:
    verdict = Verifier(SOURCES, None, QUESTION).check("CLK_CFGR is at 0x40021000.")
    for language in ("en", "zh"):
        for line in findings_for_prompt(verdict, language).splitlines():
            assert verifier().check(f"{line}\n").ended, line
