"""A suite as promptfoo's configuration: one test a case, so that other people's tools run it too.

promptfoo asks a server of OpenAI's shape; what a case wants becomes its assertions. Numbers are matched in
the notation of the manual there: our own checker compares them by value.
"""

import json
from collections.abc import Sequence
from typing import Any

from finetune.evaluation.decoding import Decoding
from finetune.evaluation.suite import Case, Kind

SCHEMA = "https://promptfoo.dev/config-schema.json"
REFUSES = (
    r"\b(?:do(?:es)?|did) not (?:\w+ ){0,2}(?:say|state|specify|mention|contain|describe|answer|provide)"
    r"|\bnot (?:\w+ ){0,2}(?:stated|specified|mentioned|described|documented|found|available)"
    r"|\bcannot (?:find|confirm|determine|answer)"
    r"|(?:没有|未|无法)(?:给出|说明|提及|描述|找到|确认|回答)"
)
"""A refusal, as a regular expression of JavaScript."""


def promptfoo(cases: Sequence[Case], *, url: str, model: str, decoding: Decoding) -> dict[str, Any]:
    """The configuration; code exercises stay here, since promptfoo has no sandbox."""
    tests = [_test(case) for case in cases if case.kind is not Kind.CODE]
    wish = {name: value for name, value in decoding.request().items() if name != "seed"}
    provider = {"id": f"openai:chat:{model}", "config": {"apiBaseUrl": f"{url.rstrip('/')}/v1", **wish}}
    return {
        "$schema": SCHEMA,
        "description": "Chipcite's evaluation suite",
        "prompts": ["{{messages}}"],
        "providers": [provider],
        "tests": tests,
    }


def _test(case: Case) -> dict[str, Any]:
    messages = case.messages or ({"role": "user", "content": case.question},)
    kept = {"id": case.id, "kind": case.kind.value, "variant": case.variant}
    return {
        "description": f"{case.id}: {case.question}"[:200],
        "vars": {"messages": json.dumps(list(messages), ensure_ascii=False)},
        "metadata": {name: value for name, value in kept.items() if value},
        "assert": _assertions(case),
    }


def _assertions(case: Case) -> list[dict[str, Any]]:
    if case.refuse:
        return [{"type": "regex", "value": REFUSES}]
    values = [str(value) for fact in case.facts for value in fact["values"]]
    stated: list[dict[str, Any]] = [{"type": "icontains", "value": value} for value in values]
    if case.reference:
        stated.append({"type": "rouge-n", "threshold": 0.3, "value": case.reference})
    return stated
