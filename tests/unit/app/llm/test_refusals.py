"""What servers say when they refuse, and what our caller hears of it."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import ChipciteError, ContextLengthError
from app.llm.errors import (
    LlmBrokenError,
    LlmBusyError,
    LlmContextError,
    LlmCredentialsError,
    LlmError,
    LlmModelError,
    LlmRejectedError,
    LlmTimeoutError,
    LlmUnavailableError,
)
from app.llm.refusals import interruption, refusal, retry_after

VLLM_LONG = (
    "This model's maximum context length is 2048 tokens. However, your prompt contains at least 2049 input "
    "tokens, which exceeds this limit even without any output tokens. Please reduce the length of the input "
    "prompt. (parameter=input_tokens, value=2049)"
)


def _refusal(status: int, body: Any, key: str = "", **headers: str) -> LlmError:
    return refusal(status, json.dumps(body).encode(), headers, key)


@pytest.mark.parametrize(
    "body",
    [
        {"error": {"message": VLLM_LONG, "type": "BadRequestError", "param": "input_tokens", "code": 400}},
        {"object": "error", "message": VLLM_LONG, "type": "BadRequestError", "param": None, "code": 400},
        {
            "error": {
                "message": "Too much.",
                "type": "invalid_request_error",
                "code": "context_length_exceeded",
            }
        },
        {"error": {"message": "Your input exceeds the context window of this model.", "code": None}},
        {"error": {"message": "The decoder prompt (length 9) is longer than the maximum model length of 8."}},
        {"error": {"code": 400, "message": "…", "type": "exceed_context_size_error", "n_ctx": 4096}},
        {"error": "the input length exceeds the context length"},
    ],
)
def test_too_long_a_prompt_is_recognised_in_every_servers_words(body: Any) -> None:
    error = _refusal(400, body)
    assert isinstance(error, ContextLengthError)
    assert (error.status, error.code, error.type) == (400, "context_length_exceeded", "invalid_request_error")


def test_the_numbers_of_too_long_a_prompt_are_passed_on() -> None:
    assert "2048 tokens" in _refusal(400, {"error": {"message": VLLM_LONG}}).message


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, {"error": {"message": "temperature must be non-negative", "code": 400}}, LlmRejectedError),
        (422, {"detail": [{"loc": ["body"], "msg": "Field required"}]}, LlmRejectedError),
        (401, {"error": {"message": "Incorrect API key provided: sk-abc***"}}, LlmCredentialsError),
        (403, {"error": "Forbidden"}, LlmCredentialsError),
        (404, {"error": {"message": "The model `x` does not exist.", "code": 404}}, LlmModelError),
        (404, {"detail": "Not Found"}, LlmError),
        (408, {}, LlmTimeoutError),
        (429, {"error": {"message": "slow down"}}, LlmBusyError),
        (500, {"error": {"message": "EngineCore died"}}, LlmError),
        (502, "<html>", LlmUnavailableError),
        (503, {}, LlmUnavailableError),
        (504, None, LlmUnavailableError),
        (302, "", LlmError),
    ],
)
def test_kinds(status: int, body: Any, kind: type[LlmError]) -> None:
    assert type(_refusal(status, body)) is kind


def test_a_refused_parameter_is_named() -> None:
    error = _refusal(400, {"error": {"message": "temperature must be non-negative"}})
    assert error.message.endswith("refuses this request: temperature must be non-negative")


def test_a_wrong_address_is_told_apart_from_a_wrong_model() -> None:
    assert "CHIPCITE_LLM_URL" in _refusal(404, {"detail": "Not Found"}).message


def test_no_key_leaves_us() -> None:
    key = "tok4n-of-ours"
    for sentence in (f"bad key {key}", "wrong sk-proj-abcdef123456", "header Bearer abcdef123"):
        for status in (400, 401, 404, 500):
            shown = _refusal(status, {"error": {"message": f"model: {sentence}"}}, key).message
            assert key not in shown
            assert "abcdef123" not in shown


def test_a_server_that_repeats_the_request_is_cut_short() -> None:
    assert len(_refusal(400, {"error": {"message": "x" * 100_000}}).message) < 1000


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("2", 2.0),
        ("0.5", 0.5),
        (" 7 ", 7.0),
        ("Wed, 21 Oct 2026 07:28:00 GMT", None),
        ("-1", None),
        ("", None),
    ],
)
def test_retry_after(value: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": value}) == seconds


def test_retry_after_goes_on_to_our_caller() -> None:
    busy = _refusal(429, {}, **{"retry-after": "17"})
    assert busy.headers == {"Retry-After": "17"}
    assert busy.passing
    assert not _refusal(429, {"error": {"code": "insufficient_quota", "message": "pay"}}).passing


def test_errors_in_mid_stream() -> None:
    assert isinstance(interruption({"error": {"message": VLLM_LONG, "code": 400}}), LlmContextError)
    assert type(interruption({"error": {"message": "no such tool", "code": 400}})) is LlmRejectedError
    assert type(interruption({"error": {"message": "boom", "code": 500}})) is LlmBrokenError
    assert type(interruption({"error": "boom"})) is LlmBrokenError


@given(st.integers(300, 599), st.binary(max_size=60))
def test_whatever_comes_is_an_error_with_an_envelope(status: int, body: bytes) -> None:
    error = refusal(status, body, {})
    assert isinstance(error, ChipciteError)
    assert error.envelope()["error"]["message"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["error", "message", "code", "detail", "type"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.integers(300, 599), JSON)
def test_any_json_is_an_error_too(status: int, body: Any) -> None:
    assert _refusal(status, body).message
