"""Every failure as the OpenAI error envelope, whoever raised it."""

from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError
from starlette.exceptions import HTTPException

from app.core.errors import ChipciteError, ConflictError, UnavailableError, envelope
from retrieval.errors import RetrievalError

log = structlog.get_logger("chipcite.http")


class ErrorDetail(BaseModel):
    """What went wrong, for a person and for a program."""

    message: str
    type: str
    code: str
    param: str | None = None


class ErrorEnvelope(BaseModel):
    """The body of every error, as OpenAI's API has it."""

    error: ErrorDetail


def install(app: FastAPI) -> None:
    """Let the application answer failures in our form."""
    app.add_exception_handler(ChipciteError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(IntegrityError, _collided)
    for kind in (RetrievalError, InterfaceError, OperationalError, ConnectionError):
        app.add_exception_handler(kind, _unavailable)


def reply(error: ChipciteError) -> JSONResponse:
    """The response for an error of our tree."""
    return JSONResponse(error.envelope(), error.status, headers=error.headers)


async def _ours(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ChipciteError)  # noqa: S101 - Starlette hands over what is registered for
    return reply(error)


async def _invalid(_request: Request, error: Exception) -> JSONResponse:
    """What pydantic refused, as one sentence about the first problem."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - as above
    problems = error.errors()
    first: dict[str, Any] = dict(problems[0]) if problems else {}
    if first.get("type") == "json_invalid":
        body = envelope("The body is not valid JSON.", "invalid_request_error", "invalid_json", "body")
        return JSONResponse(body, HTTPStatus.BAD_REQUEST)
    param = ".".join(str(part) for part in first.get("loc", ())[1:]) or None
    message = f"{param or 'request'}: {first.get('msg', 'is not valid')}"
    if len(problems) > 1:
        message += f" (and {len(problems) - 1} more)"
    body = envelope(message, "invalid_request_error", "invalid_request", param)
    return JSONResponse(body, HTTPStatus.UNPROCESSABLE_ENTITY)


async def _collided(_request: Request, _error: Exception) -> JSONResponse:
    """Two calls wrote the same thing at once; the database let one of them."""
    return reply(ConflictError("Someone else changed this at the same moment. Try again."))


async def _unavailable(_request: Request, error: Exception) -> JSONResponse:
    """A store or database that does not answer: the caller may try again, and /readyz says which it is."""
    log.error("request.unavailable", error=type(error).__name__)
    return reply(UnavailableError(headers={"Retry-After": "5"}))


async def _http(_request: Request, error: Exception) -> JSONResponse:
    """What the framework refused: unknown paths, wrong methods, bodies that it could not read."""
    assert isinstance(error, HTTPException)  # noqa: S101 - as above
    if isinstance(error.__cause__, ChipciteError):
        return reply(error.__cause__)
    code = HTTPStatus(error.status_code).name.lower()
    kind = "invalid_request_error" if error.status_code < HTTPStatus.INTERNAL_SERVER_ERROR else "server_error"
    return JSONResponse(envelope(str(error.detail), kind, code), error.status_code, headers=error.headers)
