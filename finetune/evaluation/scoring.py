"""What an answer is worth, case by case: one number from 0 to 1 for each measure that applies to the case.
Pure.

A measure that does not apply is left out, so that a mean is over the cases that it speaks of.
"""

from collections.abc import Callable, Mapping

from finetune.checking import Checked, Task, check, task_of
from finetune.evaluation.answering import Answer
from finetune.evaluation.intervals import pass_at_k
from finetune.evaluation.marks import marks
from finetune.evaluation.overlap import bleu, rouge_l, rouge_n
from finetune.evaluation.sandbox import attempt
from finetune.evaluation.suite import Case, Kind

DEEP = 5
"""Hits among which the evidence is looked for."""

Scores = dict[str, float]

MEASURES = {
    "exact": "all values of the answer are right",
    "right_and_clean": "all values are right, and nothing is said that the evidence does not hold",
    "no_wrong_value": "nothing stands in the answer that the evidence does not hold",
    "abstention": "refuses where the evidence does not answer, and only there",
    "cited": "cites, and only what there is",
    "page@1": "the first hit is a page that holds the answer",
    "page@5": "one of five hits is",
    "cited_page": "a cited page holds the answer",
    "remembered": "says a value that its evidence does not hold, but the unchanged manual does",
    "bleu4": "BLEU-4 with the reference",
    "rouge1": "ROUGE-1 with the reference",
    "rougeL": "ROUGE-L with the reference",
    "pass@1": "the C function passes its test",
    "general": "what the model knew before is still right",
    "accuracy": "mark: facts",
    "completeness": "mark: all that was asked",
    "terminology": "mark: the field's terms and exact names",
    "reasoning": "mark: the steps, in their order",
}
"""Each measure in a person's words. `remembered` is better when it is lower."""


def score(case: Case, answer: Answer) -> Scores:
    """All measures that apply."""
    if answer.error:
        return {"answered": 0.0}
    return {"answered": 1.0, **_SCORERS[case.kind](case, answer)}


def _of_task(case: Case, answer: Answer) -> Scores:
    task = task_of(case.row())
    verdict = check(answer.text, task)
    refused = verdict.refused if answer.abstained is None else answer.abstained or verdict.refused
    scores: Scores = {"abstention": float(refused == case.refuse)}
    if task.sources:
        scores["no_wrong_value"] = float(not verdict.findings)
    if task.values:
        scores["exact"] = float(verdict.share == 1.0)
        if task.sources:
            scores["right_and_clean"] = float(verdict.complete)
        scores["cited"] = float(verdict.cited or bool(answer.cited))
    if case.original:
        scores["remembered"] = _remembered(answer, task, case)
    return scores | _worded(case, answer) | marks(case, answer.text, verdict, refused=refused)


def _of_chat(case: Case, answer: Answer) -> Scores:
    scores = _of_task(case, answer)
    if answer.findings is not None:
        scores["no_wrong_value"] = float(answer.findings == 0)
    if case.pages:
        scores["page@1"] = float(_on_page(case, answer.hits[:1]))
        scores["page@5"] = float(_on_page(case, answer.hits[:DEEP]))
        if answer.cited:
            scores["cited_page"] = float(_on_page(case, answer.cited))
    return scores


def _of_code(case: Case, answer: Answer) -> Scores:
    tried = [attempt(text, case.prelude, case.check).passed for text in (answer.text, *answer.more)]
    passed, tries = sum(tried), len(tried)
    scores = {"pass@1": pass_at_k(tries, passed, 1)}
    return scores | {f"pass@{k}": pass_at_k(tries, passed, k) for k in (5, 10) if k <= tries}


def _of_general(case: Case, answer: Answer) -> Scores:
    verdict = check(answer.text, Task(case.id, (), values=_values(case)))
    return {"general": verdict.share}


def _values(case: Case) -> tuple[str, ...]:
    return tuple(str(value) for fact in case.facts for value in fact["values"])


def _remembered(answer: Answer, task: Task, case: Case) -> float:
    before = tuple(str(value) for fact in case.original for value in fact["values"])
    verdict: Checked = check(answer.text, Task(task.id, (), values=before))
    return float(verdict.share == 1.0)


def _worded(case: Case, answer: Answer) -> Scores:
    if not case.reference:
        return {}
    return {
        "bleu4": bleu(answer.text, case.reference),
        "rouge1": rouge_n(answer.text, case.reference, 1),
        "rougeL": rouge_l(answer.text, case.reference),
    }


def _on_page(case: Case, places: tuple[Mapping[str, object], ...]) -> bool:
    return any(one["page"] in (case.pages.get(str(one["document"])) or ()) for one in places)


_SCORERS: Mapping[Kind, Callable[[Case, Answer], Scores]] = {
    Kind.TASK: _of_task,
    Kind.CHAT: _of_chat,
    Kind.CODE: _of_code,
    Kind.GENERAL: _of_general,
}
