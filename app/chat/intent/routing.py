"""Where a question goes: by rules where they are sure, else by rules and a classifier together."""

from collections.abc import Mapping
from typing import Protocol

from app.chat.intent.kinds import Intent, Reading, Routed
from app.chat.intent.rules import OURS, Verdict, judge

RULES, CLASSIFIER = "rules", "classifier"
"""Sources of a decision."""
WORDS = 0.2
"""How much the strongest doubtful word counts beside the classifier's shares, which sum to one."""
FOREIGN, SPOKEN_FOREIGN = 0.5, 0.2
"""Only a classifier this sure sends a question away that has no word of our field; the second where it has
words of another."""

CHAT = 0.4
"""The same for small talk."""


class Classifier(Protocol):
    """Anything that tells how likely each intent is."""

    async def classify(self, text: str) -> Mapping[Intent, float]:
        """Shares that sum to one; empty when it cannot tell now."""
        ...


async def route(question: str, reading: Reading, classifier: Classifier | None) -> Routed:
    """The intent of a question that was read already. Sure rules cost no call of the classifier."""
    verdict = judge(question, reading.want, reading.identifiers)
    if verdict.sure:
        return Routed(verdict.intent, 1.0, RULES)
    shares = await classifier.classify(question) if classifier else {}
    if not shares:
        return Routed(verdict.intent, max(verdict.votes.values(), default=0.0), RULES)
    return decide(verdict, shares)


def decide(verdict: Verdict, shares: Mapping[Intent, float]) -> Routed:
    """Words and classifier together. What is of our field is always looked for. Pure."""
    needed = SPOKEN_FOREIGN if Intent.OUT_OF_SCOPE in verdict.votes else FOREIGN
    foreign = shares.get(Intent.OUT_OF_SCOPE, 0.0)
    if not verdict.technical and foreign >= needed:
        return Routed(Intent.OUT_OF_SCOPE, foreign, CLASSIFIER)
    scores = {
        intent: shares.get(intent, 0.0) + WORDS * verdict.votes.get(intent, 0.0)
        for intent in OURS
        if intent is not Intent.SMALL_TALK or (not verdict.technical and shares.get(intent, 0.0) >= CHAT)
    }
    best = max(scores, key=lambda intent: scores[intent])
    return Routed(best, scores[best] / (sum(scores.values()) or 1.0), CLASSIFIER)
