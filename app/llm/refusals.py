"""From what a model's server replies instead of an answer to the error that our caller gets.

Pure: status, body and headers in, error out. Servers echo parts of keys, so those are cut out.
"""

import re
from collections.abc import Mapping
from typing import Any

import msgspec

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

SHOWN = 600
"""Characters of a server's sentence that we pass on: some repeat the whole request."""

CONTEXT = re.compile(
    r"context_length_exceeded|exceed_context_size|maximum (?:context|model|input) length|max_model_len"
    r"|context (?:window|size|length)\b.{0,80}\bexceed|exceed\w*\b.{0,80}\bcontext (?:window|size|length)"
    r"|(?:prompt|input|request) is too long|longer than the maximum",
    re.IGNORECASE | re.DOTALL,
)
"""vLLM, OpenAI, llama.cpp, SGLang, TGI and Ollama, each with its own words."""

KEY = re.compile(r"\b(?:sk|pk|rk|hf|gsk|Bearer)[-_ ][\w*.-]{4,}")


def refusal(status: int, body: bytes, headers: Mapping[str, str], key: str = "") -> LlmError:
    """The error for a reply that is not 200."""
    sentence, kind = _said(_parsed(body), key)
    wait = retry_after(headers)
    match status:
        case 401 | 403:
            return LlmCredentialsError()
        case 408:
            return LlmTimeoutError()
        case 429:
            return LlmBusyError(retry_after=wait, passing="insufficient_quota" not in kind)
        case 502 | 503 | 504:
            return LlmUnavailableError(retry_after=wait, passing=True)
        case 404 if "model" not in f"{sentence} {kind}".lower():
            return LlmError(
                "The language model's server does not know this call: does CHIPCITE_LLM_URL end in /v1?"
            )
        case 404:
            return LlmModelError(sentence)
        case _ if 400 <= status < 500:
            return _rejected(sentence, kind)
        case _:
            return LlmError()


def interruption(event: Mapping[str, Any], key: str = "") -> LlmError:
    """The error for an `error` object in the middle of a stream."""
    sentence, kind = _said(event, key)
    if CONTEXT.search(f"{kind} {sentence}"):
        return _too_long(sentence)
    # vLLM writes the status that the reply would have had as the code.
    return LlmRejectedError(sentence) if re.match(r"4\d\d\b", kind) else LlmBrokenError()


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds. A date instead of a number is no use without a clock that both sides share."""
    value = headers.get("retry-after", "").strip()
    return float(value) if re.fullmatch(r"\d{1,6}(\.\d{1,6})?", value) else None


def _rejected(sentence: str, kind: str) -> LlmError:
    """A 4xx that the request is to blame for."""
    if CONTEXT.search(f"{kind} {sentence}"):
        return _too_long(sentence)
    return LlmRejectedError(
        f"The language model's server refuses this request: {sentence}" if sentence else ""
    )


def _too_long(sentence: str) -> LlmContextError:
    """Our advice, then their numbers: some IDE plugins look for these words rather than for the code."""
    return LlmContextError(f"{LlmContextError.sentence} {sentence}".strip())


def _said(body: Any, key: str) -> tuple[str, str]:
    """Sentence, and code with type: in `{"error": {…}}`, `{"error": "…"}`, flat, `detail`."""
    if not isinstance(body, Mapping):
        return "", ""
    inner = body.get("error") or body
    if not isinstance(inner, Mapping):
        return _clean(str(inner), key), ""
    sentence = inner.get("message") or inner.get("detail") or ""
    kind = f"{inner.get('code') or ''} {inner.get('type') or ''}".strip()
    return _clean(sentence if isinstance(sentence, str) else "", key), kind


def _clean(sentence: str, key: str) -> str:
    if key:
        sentence = sentence.replace(key, "…")
    return KEY.sub("…", sentence)[:SHOWN]


def _parsed(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
