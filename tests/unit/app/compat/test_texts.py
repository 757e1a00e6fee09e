"""The four forms of OpenAI's texts, and the limits."""

import pytest

from app.compat.texts import LONGEST, Given, TokensNotSupportedError, texts_of
from app.core.errors import InvalidRequestError, TooLargeError


def test_a_text_and_a_list_of_texts() -> None:
    assert texts_of("a", "input", 2) == ["a"]
    assert texts_of(["a", "b"], "input", 2) == ["a", "b"]


@pytest.mark.parametrize("given", [[1, 2], [[1], [2]], [[]]])
def test_tokens_are_refused_with_the_reason(given: Given) -> None:
    with pytest.raises(TokensNotSupportedError) as refused:
        texts_of(given, "input", 5)
    assert refused.value.param == "input"


@pytest.mark.parametrize("given", ["", " ", [], ["a", ""]])
def test_nothing_is_refused(given: Given) -> None:
    with pytest.raises(InvalidRequestError, match="no text"):
        texts_of(given, "input", 5)


def test_limits_are_named() -> None:
    with pytest.raises(InvalidRequestError, match="holds 3 texts; at most 2"):
        texts_of(["a"] * 3, "input", 2)
    with pytest.raises(TooLargeError, match=f"has {LONGEST + 1} characters; at most {LONGEST}"):
        texts_of(["a", "b" * (LONGEST + 1)], "input", 2)
    assert texts_of("b" * LONGEST, "input", 1)
