"""OpenAI's JSON from and to our types: the body of a request, the chunks of a stream, the list of models.

Pure. What a server leaves out, writes as null or writes in another type than OpenAI is read as empty.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from app.llm.types import Completion, Delta, LlmRequest, LlmUsage, ServedLlm


def chat_payload(request: LlmRequest, model: str) -> dict[str, Any]:
    """The body of `/chat/completions`. It always streams: a stream can be timed and cancelled."""
    optional = {
        "max_tokens": request.max_tokens,
        "temperature": request.temperature,
        "stop": list(request.stop) or None,
        "tools": list(request.tools) or None,
        "tool_choice": request.tool_choice,
        "response_format": _schema_format(request.schema) if request.schema is not None else None,
    }
    return {
        **request.extra,
        **{name: value for name, value in optional.items() if value is not None},
        "model": request.model or model,
        "messages": list(request.messages),
        "stream": True,
        "stream_options": {"include_usage": True},
    }


def _schema_format(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema, "strict": True}}


def delta_of(chunk: Mapping[str, Any]) -> Delta:
    """A chunk of a chat stream; the first choice only, since we ask for one."""
    usage = _usage(chunk.get("usage"))
    choice = next((choice for choice in _objects(chunk.get("choices")) if not choice.get("index")), None)
    if choice is None:
        return Delta(usage=usage)
    change = _object(choice.get("delta"))
    return Delta(
        content=_text(change.get("content")),
        tool_calls=_objects(change.get("tool_calls")),
        finish_reason=_text(choice.get("finish_reason")),
        usage=usage,
    )


def as_chunk(whole: Mapping[str, Any]) -> dict[str, Any]:
    """A whole answer as the one chunk of a stream, for servers that do not stream."""
    return {**whole, "choices": [_as_delta(choice) for choice in _objects(whole.get("choices"))]}


def _as_delta(choice: Mapping[str, Any]) -> dict[str, Any]:
    message = _object(choice.get("message"))
    if not message:
        return dict(choice)
    calls = [{"index": index, **call} for index, call in enumerate(_objects(message.get("tool_calls")))]
    return {**choice, "delta": {**message, "tool_calls": calls}}


def says_something(chunk: Mapping[str, Any]) -> bool:
    """Whether a chunk of either kind of stream carries a token, or the end."""
    for choice in _objects(chunk.get("choices")):
        change = _object(choice.get("delta"))
        said = (
            choice.get("text"),
            choice.get("finish_reason"),
            change.get("content"),
            change.get("tool_calls"),
        )
        if any(said):
            return True
    return False


def finished(chunk: Mapping[str, Any]) -> bool:
    """Whether the model has come to its end in this chunk."""
    return any(choice.get("finish_reason") for choice in _objects(chunk.get("choices")))


def gather(deltas: Iterable[Delta]) -> Completion:
    """The whole answer that the deltas of a stream make up."""
    content: list[str] = []
    calls: dict[int, dict[str, Any]] = {}
    reason, usage = "", LlmUsage()
    for delta in deltas:
        content.append(delta.content)
        for change in delta.tool_calls:
            _merge(calls, change)
        reason = delta.finish_reason or reason
        usage = delta.usage or usage
    whole = tuple(calls[index] for index in sorted(calls))
    return Completion("".join(content), whole, reason or "stop", usage)


def _merge(calls: dict[int, dict[str, Any]], change: Mapping[str, Any]) -> None:
    """A piece of a tool call to its call; names come whole, arguments in pieces."""
    empty = {"id": "", "type": "function", "function": {"name": "", "arguments": ""}}
    call = calls.setdefault(_number(change.get("index")), empty)
    call["id"] = _text(change.get("id")) or call["id"]
    function = _object(change.get("function"))
    call["function"]["name"] = _text(function.get("name")) or call["function"]["name"]
    call["function"]["arguments"] += _text(function.get("arguments"))


def served(listing: Mapping[str, Any]) -> tuple[ServedLlm, ...]:
    """The models of `/models`. An adapter's context is its base's, which vLLM does not repeat."""
    entries = {_text(entry.get("id")): entry for entry in _objects(listing.get("data"))}
    lengths = {name: _length(entry) for name, entry in entries.items()}
    parents = {name: _text(entry.get("parent")) for name, entry in entries.items()}
    return tuple(
        ServedLlm(name, parents[name], lengths[name] or lengths.get(parents[name]) or None)
        for name in entries
        if name
    )


def _length(entry: Mapping[str, Any]) -> int:
    """A model's context: vLLM's field, or llama.cpp's."""
    return _number(entry.get("max_model_len")) or _number(_object(entry.get("meta")).get("n_ctx"))


def _usage(counted: object) -> LlmUsage | None:
    if not isinstance(counted, Mapping):
        return None
    details = _object(counted.get("prompt_tokens_details"))
    return LlmUsage(
        _number(counted.get("prompt_tokens")),
        _number(counted.get("completion_tokens")),
        _number(details.get("cached_tokens")),
    )


def _objects(value: object) -> tuple[Mapping[str, Any], ...]:
    return tuple(item for item in value if isinstance(item, Mapping)) if isinstance(value, list) else ()


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
