"""The error tree: each kind with its HTTP status, the OpenAI type and code, and a sentence for a person.

Raise the class, with a better sentence where there is one; `app.core.middleware` turns it into a reply.
"""

from http import HTTPStatus
from typing import Any, ClassVar


class ChipciteError(Exception):
    """Anything that ends a call with an answer that the caller can act on."""

    status: ClassVar[int] = HTTPStatus.INTERNAL_SERVER_ERROR
    type: ClassVar[str] = "server_error"
    code: ClassVar[str] = "internal_error"
    sentence: ClassVar[str] = "Something went wrong here. It was logged under the id in x-request-id."

    def __init__(
        self, message: str = "", *, param: str | None = None, headers: dict[str, str] | None = None
    ) -> None:
        self.message = message or self.sentence
        self.param = param
        self.headers = headers or {}
        super().__init__(self.message)

    def envelope(self) -> dict[str, Any]:
        """The body that OpenAI's clients understand."""
        return envelope(self.message, self.type, self.code, self.param)


def envelope(message: str, kind: str, code: str, param: str | None = None) -> dict[str, Any]:
    """The OpenAI error object."""
    return {"error": {"message": message, "type": kind, "code": code, "param": param}}


class InvalidRequestError(ChipciteError):
    status = HTTPStatus.BAD_REQUEST
    type = "invalid_request_error"
    code = "invalid_request"
    sentence = "The request cannot be understood."


class ContextLengthError(InvalidRequestError):
    code = "context_length_exceeded"
    sentence = "The conversation is longer than the context. Start a new one or shorten it."


class InvalidMetadataError(InvalidRequestError):
    code = "invalid_metadata"
    sentence = "The metadata is not valid."


class UnreadableFileError(InvalidRequestError):
    code = "unreadable_file"
    sentence = "The file cannot be read as a document."


class AuthenticationError(ChipciteError):
    status = HTTPStatus.UNAUTHORIZED
    type = "authentication_error"
    code = "invalid_api_key"
    sentence = "A valid API key is needed: send it as 'Authorization: Bearer KEY'."


class ForbiddenError(ChipciteError):
    status = HTTPStatus.FORBIDDEN
    type = "permission_error"
    code = "forbidden"
    sentence = "This is not allowed."


class NotFoundError(ChipciteError):
    status = HTTPStatus.NOT_FOUND
    type = "invalid_request_error"
    code = "not_found"
    sentence = "There is no such thing here."


class NoPagesError(NotFoundError):
    code = "no_pages"
    sentence = "This format has no pages to be drawn, only text."


class ConflictError(ChipciteError):
    status = HTTPStatus.CONFLICT
    type = "invalid_request_error"
    code = "conflict"
    sentence = "This contradicts what is stored."


class TooLargeError(ChipciteError):
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    type = "invalid_request_error"
    code = "too_large"
    sentence = "The request is larger than this service accepts."


class RateLimitError(ChipciteError):
    status = HTTPStatus.TOO_MANY_REQUESTS
    type = "rate_limit_error"
    code = "rate_limit_exceeded"
    sentence = "Too many requests. Try again in a moment."

    def __init__(self, message: str = "", *, retry_after: int = 1) -> None:
        super().__init__(message, headers={"Retry-After": str(retry_after)})


class UnavailableError(ChipciteError):
    status = HTTPStatus.SERVICE_UNAVAILABLE
    type = "server_error"
    code = "unavailable"
    sentence = "A part that this needs is not available. See /readyz."


class DeadlineError(UnavailableError):
    code = "deadline_exceeded"
    sentence = "This took longer than the service allows (CHIPCITE_TURN_SECONDS). Ask for less at once."


class NoRoomError(ChipciteError):
    status = HTTPStatus.INSUFFICIENT_STORAGE
    code = "insufficient_storage"
    sentence = "There is not enough room on the disk."


class UpstreamError(ChipciteError):
    status = HTTPStatus.BAD_GATEWAY
    type = "server_error"
    code = "upstream_error"
    sentence = "The language model's server did not answer properly."


class StartupError(ChipciteError):
    """The service cannot start as it is configured; a command prints the sentence and ends."""

    code = "startup"
    sentence = "The service cannot start."


class DataFolderInUseError(StartupError):
    code = "data_folder_in_use"
