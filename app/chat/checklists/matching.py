"""Which checklist items a question calls for, and which of their points an answer leaves out. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from app.chat.checklists.items import Item, items

MOST = 3
"""Items in one prompt: more would lead a small model away from the question."""


def checklist_for(question: str, context: str = "") -> tuple[Item, ...]:
    """The items that a question calls for, the most special first.

    `context` is what is known beside it: the dialogue's state, the chip's facts. Questions of either language
    may mix both, so the words of both count.
    """
    return tuple(called(question, context)[:MOST])


def called(question: str, context: str) -> list[Item]:
    """All items that a question calls for; those that more concepts must meet for come first."""
    found = [item for item in items() if _fires(item, question, f"{question}\n{context}")]
    return sorted(found, key=lambda item: -len(item.when))


def unaddressed(answer: str, asked: Sequence[Item]) -> tuple[Item, ...]:
    """The items with the points that an answer does not speak of; none where it speaks of all."""
    left = (
        replace(item, points=tuple(p for p in item.points if not p.seen.search(answer))) for item in asked
    )
    return tuple(item for item in left if item.points)


def _fires(item: Item, question: str, known: str) -> bool:
    if item.unless and item.unless.search(question):
        return False
    return bool(item.asked.search(question)) and all(group.search(known) for group in item.when)
