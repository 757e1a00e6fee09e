"""Asks the question of a decided case again, and says what its answer lacks."""

from typing import Any

from app.cli.client import Service
from app.feedback.regression import Expected, expected, missing, of_fact
from app.feedback.signals import CHECKS


def checked(service: Service, case: dict[str, Any]) -> dict[str, Any]:
    """The case's id and question, and what is missing from the answer of today."""
    ours = case["pins"] or ({"chip": case["chips"][0]} if len(case["chips"]) == 1 else {})
    body = {"messages": [{"role": "user", "content": case["question"]}], "user": CHECKS, "chipcite": ours}
    reply = service.post("/v1/chat/completions", body)
    answer, abstained = reply["choices"][0]["message"]["content"] or "", reply["chipcite"]["abstained"]
    lacking = [text for want in _wanted(case) for text in missing(want, answer, abstained=abstained)]
    return {"id": case["id"], "question": case["question"], "answer": answer, "missing": lacking}


def _wanted(case: dict[str, Any]) -> list[Expected]:
    """What the facts of a case say, else what its right answer does."""
    if case["facts"]:
        return [of_fact(one["fact"], one["stated"]) for one in case["facts"]]
    right = case["right_answer"]
    return [expected(right or case["answer"], abstained=case["abstained"] and not right)]
