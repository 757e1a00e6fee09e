"""Our own tools in the hands of the model: questions that need several steps, bounded in rounds and calls."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.chat.intent import Intent
from app.resources import Resources
from app.tools.catalogue import BY_NAME, TOOLS
from app.tools.types import ToolResult, refusal

MOST_ROUNDS = 3
"""Of calls in one turn; then the model must answer from what it has."""
MOST_CALLS = 4
"""Of one round."""
CONTEXT = 6000
"""Tokens of a model's context below which descriptions and results of tools leave too little of it."""
STEPWISE = frozenset({Intent.COMPARISON, Intent.DEBUGGING, Intent.CODE, Intent.PROCEDURE})
"""Intents whose questions may need more than what one search finds."""


def offered(intent: Intent, context: int) -> tuple[dict[str, Any], ...]:
    """The tools that a model gets for a question, in OpenAI's shape."""
    if intent not in STEPWISE or context < CONTEXT:
        return ()
    return tuple(tool.as_openai() for tool in TOOLS)


async def carry_out(
    resources: Resources, calls: Sequence[Mapping[str, Any]], base_url: str, first_marker: int
) -> list[ToolResult]:
    """The results of one round, their sources numbered on from `first_marker`."""
    results: list[ToolResult] = []
    for number, call in enumerate(calls):
        function = call["function"]
        tool = BY_NAME.get(function["name"])
        if tool is None or number >= MOST_CALLS:
            reason = "There is no such tool." if tool is None else f"Only {MOST_CALLS} calls at once."
            results.append(refusal(reason))
            continue
        result = await tool.run(resources, function["arguments"], base_url, first_marker=first_marker)
        first_marker += len(result.sources)
        results.append(result)
    return results


def told(
    messages: Sequence[Mapping[str, Any]],
    content: str,
    calls: Sequence[Mapping[str, Any]],
    results: Sequence[ToolResult],
) -> list[dict[str, Any]]:
    """The conversation with a round's calls and what came of them."""
    asked = {"role": "assistant", "content": content or None, "tool_calls": [dict(call) for call in calls]}
    answers = [
        {"role": "tool", "tool_call_id": call["id"], "content": result.text}
        for call, result in zip(calls, results, strict=True)
    ]
    return [*map(dict, messages), asked, *answers]
