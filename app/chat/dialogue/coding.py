"""A line of code that a question points at: `TIM1->CCM1 = 6 << 4; which field is that?`. Pure.

The code names the register and, by its shift, the bit; the question made of both is one that facts answer.
"""

import re
from collections.abc import Sequence

from app.chat.dialogue.naming import names_in, stated
from app.chat.dialogue.rewriting import located
from app.search.scope import language_of

SHIFT = r"(?:0[xX][0-9A-Fa-f]+|\d+)[uUlL]*\s*<<\s*(?:\(\s*)?(?P<{0}>\d{{1,2}})"
USED = re.compile(
    r"(?P<owner>[A-Z][A-Z0-9]+)(?:->|\.|_)(?P<name>[A-Z][A-Z0-9_]*)\s*(?:[|&^+]?=|&)\s*[~(\s]*(?P<term>"
    + SHIFT.format("bit")
    + r")"
)
"""A register that is written, or tested, with a shifted value."""
TERM = re.compile(SHIFT.format("bit"))
ASKS = re.compile(
    r"\b(?:which|what)\b.{0,24}\b(?:bits?|fields?|flags?)\b"
    r"|\bwhat does (?:this|that|it|the) (?:line|code|write)\b"
    r"|哪(?:一?个|一)?(?:位|字段|标志|bit)|[这那](?:一?[句行段]|里)?.{0,8}(?:什么|啥|哪)",
    re.IGNORECASE,
)


def of_code(words: str, code: str, known: Sequence[str]) -> str | None:
    """The question about the bit that the code shifts to; None where the words name something themselves."""
    used = list(USED.finditer(words)) or list(USED.finditer(code))
    plain = USED.sub(" ", words)
    if not used or not ASKS.search(plain) or names_in(TERM.sub(" ", plain), known):
        return None
    term = TERM.search(plain)
    meant = [each for each in used if not term or _squeezed(each["term"]) == _squeezed(term[0])]
    if len({(each["owner"], each["name"], each["bit"]) for each in meant}) != 1:
        return None
    register, bit = f"{meant[0]['owner']}_{meant[0]['name']}", meant[0]["bit"]
    han = language_of(words) == "zh"
    question = f"{register} 的位 {bit} 是什么?" if han else f"What is bit {bit} of {register}?"
    named = stated(plain, known)
    return located(question, named[0].name) if len(named) == 1 else question


def _squeezed(term: str) -> str:
    return re.sub(r"[\suUlL(]", "", term)
