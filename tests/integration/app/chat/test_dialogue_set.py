"""Our own conversations, played against the service over the sample manuals and a second fictional chip."""

import asyncio
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.dialogues import (
    HALVES,
    SETS,
    Conversation,
    Outcome,
    build_documents,
    ingest,
    measure,
    read_set,
    report,
    share,
)

pytestmark = pytest.mark.integration

LEAST = {"tuned": 0.81, "held": 0.79, "strangers": 0.6}
"""Of conversations that are right in every turn. Rules written with these in view reached 0.95, 0.97 and 0.9,
and no more than learned slots do on conversations of people who never saw them."""
FEWEST = 60


@pytest.fixture(scope="module")
def conversations() -> tuple[Conversation, ...]:
    return read_set(sorted(SETS.glob("*.jsonl")))


@pytest.fixture(scope="module")
def outcomes(
    conversations: tuple[Conversation, ...], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Outcome, ...]:
    folder = tmp_path_factory.mktemp("dialogues")
    return play_all(folder, conversations)


def play_all(folder: Path, conversations: tuple[Conversation, ...]) -> tuple[Outcome, ...]:
    """Makes the library and plays the set; the worker has an event loop of its own."""
    documents = build_documents(folder / "documents")
    asyncio.run(ingest(folder / "data", documents))
    return asyncio.run(measure(folder / "data", conversations))


@pytest.mark.parametrize("half", HALVES)
def test_conversations_go_right(outcomes: tuple[Outcome, ...], half: str) -> None:
    chosen = [outcome for outcome in outcomes if outcome.conversation.half == half]
    assert share(chosen) >= LEAST[half], report(chosen)


def test_the_set_has_all_kinds_in_both_languages_and_halves(conversations: tuple[Conversation, ...]) -> None:
    assert len(conversations) >= FEWEST
    assert len({conversation.id for conversation in conversations}) == len(conversations)
    kinds = Counter((conversation.category, conversation.half) for conversation in conversations)
    assert len({category for category, _ in kinds}) == 10
    assert min(kinds.values()) >= 4
    chinese = [
        c for c in conversations if any("\u4e00" <= sign <= "\u9fff" for t in c.turns for sign in t.user)
    ]
    assert len(chinese) >= 20
