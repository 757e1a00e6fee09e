"""Four marks by rules, each from 0 to 1: accuracy, completeness, terminology, reasoning. Pure.

They say what a rule can: a judge model, where one is configured, marks the same four.
"""

from finetune.checking import Checked
from finetune.evaluation.overlap import rouge_n, tokens
from finetune.evaluation.suite import Case
from retrieval.identifiers import canonical, identifiers_in

NAMES = ("accuracy", "completeness", "terminology", "reasoning")


def marks(case: Case, text: str, verdict: Checked, *, refused: bool) -> dict[str, float]:
    """The marks that the case has material for."""
    if case.refuse:
        return {"accuracy": float(refused and not verdict.findings)}
    if refused:
        return dict.fromkeys(NAMES[:2], 0.0)
    scores = {"accuracy": _accuracy(verdict), "completeness": _completeness(case, text, verdict)}
    if (terms := _terms(case, text)) is not None:
        scores["terminology"] = terms
    if case.points:
        scores["reasoning"] = _reasoning(case, text)
    return scores


def _accuracy(verdict: Checked) -> float:
    """Nothing wrong; of what was asked for, the right share."""
    return 0.0 if verdict.findings else verdict.share


def _completeness(case: Case, text: str, verdict: Checked) -> float:
    """The share of values; of an answer in words, how much of the reference's words it holds."""
    if verdict.values:
        return verdict.share
    if not case.reference:
        return 1.0
    answered, expected = set(tokens(text)), set(tokens(case.reference))
    return len(answered & expected) / len(expected) if expected else 1.0


def _terms(case: Case, text: str) -> float | None:
    """The share of the expected terms, and of the reference's names as they are written there."""
    names = {canonical(name) for name in identifiers_in(case.reference)}
    here = {canonical(name) for name in identifiers_in(text)}
    lower = text.lower()
    hits = [name in here for name in names] + [term.lower() in lower for term in case.terms]
    return sum(hits) / len(hits) if hits else None


def _reasoning(case: Case, text: str) -> float:
    """The longest run of points that the answer goes through in order, by the sentence nearest to each."""
    sentences = [one for one in text.replace("。", ".").replace("\n", ".").split(".") if one.strip()]
    places = [_nearest(point, sentences) for point in case.points]
    ordered = [place for place in places if place is not None]
    best: list[int] = []
    for at, place in enumerate(ordered):
        best.append(1 + max((best[i] for i in range(at) if ordered[i] <= place), default=0))
    return max(best, default=0) / len(case.points)


def _nearest(point: str, sentences: list[str]) -> int | None:
    likeness = [rouge_n(sentence, point, 1) for sentence in sentences]
    best = max(likeness, default=0.0)
    return likeness.index(best) if best >= 0.4 else None  # two words of five
