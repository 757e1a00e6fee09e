"""The error tree: every kind has a status, a code and a sentence of its own."""

from collections.abc import Iterator

import pytest

from app.core.errors import ChipciteError, NotFoundError, RateLimitError


def kinds(kind: type[ChipciteError] = ChipciteError) -> Iterator[type[ChipciteError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from kinds(child)


@pytest.mark.parametrize("kind", list(kinds()))
def test_each_kind_explains_itself(kind: type[ChipciteError]) -> None:
    body = kind().envelope()["error"]
    assert body["message"].endswith((".", "}"))
    assert body["code"].isidentifier()
    assert 400 <= kind.status < 600
    assert (kind.status < 500) == (body["type"] != "server_error")


def test_codes_are_not_shared() -> None:
    # A part's own errors may be special cases of these: its ContextLengthError has the same code.
    codes = [kind.code for kind in kinds() if kind.__module__ == ChipciteError.__module__]
    assert len(codes) == len(set(codes))


def test_a_better_sentence_wins() -> None:
    error = NotFoundError("No such page.", param="page")
    assert error.envelope()["error"] | {"type": ""} == {
        "message": "No such page.",
        "type": "",
        "code": "not_found",
        "param": "page",
    }
    assert str(error) == "No such page."


def test_too_many_requests_say_when_to_come_back() -> None:
    assert RateLimitError(retry_after=7).headers == {"Retry-After": "7"}
