"""Asks every case of a suite and judges what comes."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import httpx

from finetune.evaluation.answering import Answer, Answers
from finetune.evaluation.decoding import Decoding
from finetune.evaluation.judge import Judge
from finetune.evaluation.results import Result, Run
from finetune.evaluation.scoring import score
from finetune.evaluation.suite import Case

Progress = Callable[[int, int], None]


async def evaluate(
    name: str,
    cases: Sequence[Case],
    answers: Answers,
    decoding: Decoding,
    settings: Mapping[str, Any],
    *,
    jobs: int = 1,
    judge: Judge | None = None,
    progress: Progress | None = None,
) -> Run:
    """All cases, a few at a time; one that fails counts as not answered and stops nothing."""
    gate, done = asyncio.Semaphore(jobs), 0

    async def one(case: Case) -> Result:
        nonlocal done
        async with gate:
            result = await _one(case, answers, decoding, judge)
        done += 1
        if progress:
            progress(done, len(cases))
        return result

    results = await asyncio.gather(*(one(case) for case in cases))
    return Run(name, {**settings, "decoding": decoding.record(), "cases": len(cases)}, tuple(results))


async def _one(case: Case, answers: Answers, decoding: Decoding, judge: Judge | None) -> Result:
    begun = time.monotonic()
    try:
        answer = await answers.answer(case, decoding)
    except (httpx.HTTPError, KeyError, IndexError, ValueError) as error:
        answer = Answer("", time.monotonic() - begun, error=f"{type(error).__name__}: {error}"[:200])
    scores = await asyncio.to_thread(score, case, answer)
    if judge is not None and not answer.error:
        scores |= await judge.marks(case, answer.text)
    return Result(case, answer, scores)
