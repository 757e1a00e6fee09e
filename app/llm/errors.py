"""What can go wrong between us and a language model's server, each with the reply that helps its reader.

`LlmError` is what callers catch to answer without a model; all of these are replies as they stand.
"""

from http import HTTPStatus
from typing import ClassVar

from app.core.errors import ContextLengthError, UpstreamError


class LlmError(UpstreamError):
    """The model gave no answer, or not all of one."""

    ours: ClassVar[bool] = False
    """Whether the request is at fault; then the server is well."""

    def __init__(self, message: str = "", *, retry_after: float | None = None, passing: bool = False) -> None:
        headers = {} if retry_after is None else {"Retry-After": str(max(1, round(retry_after)))}
        super().__init__(message, headers=headers)
        self.retry_after = retry_after
        """Seconds, where the server or the circuit breaker named them."""
        self.passing = passing
        """The same request may well succeed when it is sent once more."""


class LlmUnavailableError(LlmError):
    """Nobody is there: refused, overloaded for longer than we wait, or given up on for a while."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    code = "llm_unavailable"
    sentence = "The language model's server is not available. Try again in a moment."


class LlmBusyError(LlmError):
    """The server, or the account there, takes no more for now."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    type = "rate_limit_error"
    code = "rate_limit_exceeded"
    sentence = "The language model's server takes no more requests for now. Try again in a moment."
    ours = True


class LlmTimeoutError(LlmError):
    """It took longer than we wait."""

    status = HTTPStatus.GATEWAY_TIMEOUT
    code = "llm_timeout"
    sentence = "The language model took too long to answer."


class LlmSlowError(LlmTimeoutError):
    """It did not begin within a reader's patience; it may be well, and another reader may be more patient."""

    code = "llm_slow"


class LlmBrokenError(LlmError):
    """The answer began, and then broke off or could not be read."""

    code = "llm_broken"
    sentence = "The language model's answer broke off."


class LlmCredentialsError(LlmError):
    """Our own configuration is at fault; the client of ours can do nothing about it."""

    code = "llm_credentials"
    sentence = (
        "The language model's server refuses this service's key: the admin must set CHIPCITE_LLM_API_KEY."
    )
    ours = True


class LlmRejectedError(LlmError):
    """The server understood the request and refuses it."""

    status = HTTPStatus.BAD_REQUEST
    type = "invalid_request_error"
    code = "llm_rejected"
    sentence = "The language model's server refuses this request."
    ours = True


class LlmModelError(LlmRejectedError):
    """The server has no model or adapter of that name."""

    status = HTTPStatus.NOT_FOUND
    code = "model_not_found"
    sentence = "The language model's server has no model of that name."


class LlmContextError(LlmRejectedError, ContextLengthError):
    """Prompt and answer together are longer than the model's context."""

    code = ContextLengthError.code
    sentence = ContextLengthError.sentence
