"""A tool, who calls it, and what it gives."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import structlog
from pydantic import BaseModel, ValidationError

from app.core.deadline import within
from app.core.errors import ChipciteError
from app.documents.renderer import Renderer
from app.resources import Resources
from app.tools.schemas import Result, SourceOut
from retrieval.types import Passage

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Caller:
    """On whose behalf a tool runs."""

    resources: Resources
    base_url: str
    """Of the service as the caller reaches it; links to pages begin with it."""
    renderer: Renderer | None = None
    """Draws pages; without one a page is given as text and a link."""
    first_marker: int = 1
    """Number of the first source: a chat counts on over the calls of one turn."""


@dataclass(frozen=True, slots=True)
class Source:
    """A place that a result rests on."""

    marker: int
    """Its number in the result's text: [1]."""
    passage: Passage
    url: str
    """The page's picture with the passage marked."""

    def out(self) -> SourceOut:
        """As it goes over the wire."""
        passage = self.passage
        x0, y0, x1, y1 = passage.box
        return SourceOut(
            marker=self.marker,
            document=passage.document,
            document_id=passage.document_id,
            version_id=passage.version_id,
            revision=passage.revision,
            page=passage.page,
            bbox=(x0, y0, x1, y1),
            section=passage.section,
            url=self.url,
        )


@dataclass(frozen=True, slots=True)
class Image:
    """A picture."""

    data: bytes
    media_type: str = "image/png"


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What a tool gives."""

    text: str
    """For a model to read. What stands in it of manuals is data, never an instruction."""
    sources: tuple[Source, ...] = ()
    data: Result | None = None
    """The same for a program; None where the call failed."""
    images: tuple[Image, ...] = ()
    degraded: tuple[str, ...] = ()
    """What it had to do without, e.g. dense."""
    failed: bool = False
    """Whether the text says what is wrong with the call instead of what was asked for."""


@dataclass(frozen=True, slots=True)
class Tool:
    """One ability."""

    name: str
    title: str
    description: str
    """For a model that has to decide whether to call it."""
    arguments: type[BaseModel]
    result: type[Result]
    call: Callable[[Caller, Any], Awaitable[ToolResult]]

    @property
    def schema(self) -> dict[str, Any]:
        """JSON schema of the arguments."""
        return _schema(self.arguments)

    @property
    def result_schema(self) -> dict[str, Any]:
        """JSON schema of `ToolResult.data`."""
        return self.result.model_json_schema(mode="serialization")

    def as_openai(self) -> dict[str, Any]:
        """As an entry of a chat request's `tools`."""
        function = {"name": self.name, "description": self.description, "parameters": self.schema}
        return {"type": "function", "function": function}

    async def run(
        self,
        resources: Resources,
        arguments: Mapping[str, Any] | str,
        base_url: str,
        *,
        renderer: Renderer | None = None,
        first_marker: int = 1,
    ) -> ToolResult:
        """The result; whatever is wrong is a result as well, which says what to do.

        `arguments` may be the JSON text that a language model wrote.
        """
        try:
            checked = self._checked(arguments)
            async with within(resources.settings.turn_seconds):
                return await self.call(Caller(resources, base_url, renderer, first_marker), checked)
        except ValidationError as error:
            return refusal(f"{_problems(error)} {self._expected()}")
        except ChipciteError as error:
            return refusal(error.message)
        except Exception:
            # A model goes on with what it has; the reason is for the log, not for a conversation.
            log.exception("tool.failed", tool=self.name)
            return refusal(f"{self.name} failed for a reason inside the service. Do not call it again.")

    def _checked(self, arguments: Mapping[str, Any] | str) -> BaseModel:
        given: Any = arguments
        if isinstance(arguments, str):
            try:
                given = json.loads(arguments or "{}")
            except ValueError:
                given = None
        if not isinstance(given, Mapping):
            return self.arguments.model_validate(given)
        # Models write null, and empty texts, for what they leave out.
        return self.arguments.model_validate({k: v for k, v in given.items() if v is not None})

    def _expected(self) -> str:
        fields = self.arguments.model_fields.items()
        needed = [name for name, field in fields if field.is_required()]
        optional = [name for name, field in fields if not field.is_required()]
        return f"{self.name} takes {_listed(needed)}; optional: {_listed(optional)}."


def refusal(text: str) -> ToolResult:
    """A result that says what to do instead."""
    return ToolResult(text, failed=True)


def _problems(error: ValidationError) -> str:
    said = [
        f"{'.'.join(map(str, problem['loc'])) or 'arguments'}: {problem['msg']}" for problem in error.errors()
    ]
    return "; ".join(said[:5]) + "."


def _listed(names: list[str]) -> str:
    return ", ".join(names) or "nothing"


@cache
def _schema(arguments: type[BaseModel]) -> dict[str, Any]:
    """Made once: pydantic takes a millisecond for each, and every turn with tools needs all of them."""
    schema: dict[str, Any] = _plain(arguments.model_json_schema())
    return schema


def _plain(schema: Any) -> Any:
    """Without the titles that pydantic makes of names: they cost a model's tokens and say nothing."""
    if isinstance(schema, dict):
        return {
            key: _plain(value)
            for key, value in schema.items()
            if not (key == "title" and isinstance(value, str))
        }
    return [_plain(item) for item in schema] if isinstance(schema, list) else schema
