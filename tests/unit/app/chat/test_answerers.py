"""Where facts say that a name is not there, and something else may still answer."""

from typing import Any, cast

import pytest

from app.chat.answerers import Question, from_facts
from app.chat.intent import read_question
from app.chat.understanding import Asked as Understood
from app.facts.questions import Asked, FactQuestion
from app.facts.results import FactAbsence, Missing
from app.search.exact import Exact
from app.search.scope import Scope
from app.search.service import Found


def _asked(question: str, absent: str) -> Question:
    """A question whose facts do not hold a name, with nothing else at hand."""
    absence = FactAbsence(Asked.BITS, Missing.REGISTER, absent)
    exact = Exact(FactQuestion(Asked.BITS, question, (absent,)), (), absence, ("VSK32A1",))
    found = Found(Scope(question, chips=("VSK32A1",)), (), (), exact=exact)
    reading = read_question(question, ("VSK32A1",))
    understood = cast(Understood, type("Understood", (), {"reading": reading, "language": "en"}))
    return Question(understood, found, None, "", cast(Any, str))


@pytest.mark.parametrize(
    ("question", "refused"),
    [
        ("Which bits does VSK32_A1IE have on the VSK32A1?", True),
        ("`VSK32_A1IE` undeclared. Which bit is A1IE on the VSK32A1?", False),
        ("`VSK32_A1IE` 未定义，VSK32A1 的 A1IE 是哪一位？", False),
    ],
)
def test_codes_own_spelling_is_not_what_is_missing(question: str, refused: bool) -> None:
    draft = from_facts(_asked(question, "VSK32_A1IE"), cast(Found, _asked(question, "VSK32_A1IE").found))
    assert (draft is not None and draft.abstained) is refused
