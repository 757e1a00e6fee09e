"""The fact checker as GRPO's reward. Pure.

A right value is worth most, a wrong one costs as much; what is refused rightly is as good as what is answered
rightly, and what is refused although the evidence answers is better than a wrong value and worse than
anything right.
"""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from finetune.checking import Checked, Task, check, task_of

RIGHT = 1.0
WRONG = -1.0
CITED = 0.2
"""Added where an answer with right values cites its sources."""
LONG = 800
"""Characters after which an answer loses what a citation gains: rambling is not rewarded."""


def reward(answer: str, task: Task) -> float:
    """Between -1 and 1.2."""
    verdict = check(answer, task)
    if task.refuse:
        return _refusing(verdict)
    if verdict.refused:
        return 0.0
    wrong = WRONG if verdict.findings else 0.0
    form = CITED if verdict.cited and verdict.right and len(answer) <= LONG else 0.0
    return max(RIGHT * verdict.share + wrong + form, WRONG)


def _refusing(verdict: Checked) -> float:
    if verdict.findings:
        return WRONG
    return RIGHT if verdict.refused else 0.0


def task_rewards(
    prompts: Sequence[Any], completions: Sequence[Any], task: Sequence[str], **_: Any
) -> list[float]:
    """As trl calls it: one reward an answer. `task` is the dataset's column."""
    return [reward(_text(answer), _task(row)) for answer, row in zip(completions, task, strict=True)]


@lru_cache(maxsize=512)
def _task(row: str) -> Task:
    return task_of(json.loads(row))


def _text(completion: Any) -> str:
    """A conversational completion is its messages."""
    if isinstance(completion, str):
        return completion
    return "".join(str(one["content"]) for one in completion if isinstance(one, Mapping))
