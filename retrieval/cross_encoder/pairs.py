"""A question and a candidate as one text pair, the same when a reranker is trained and serves. Pure."""

from collections.abc import Sequence

from retrieval.embedders.tokenizer import Tokenizer
from retrieval.types import Passage

QUESTION, CONTEXT, CANDIDATE = 160, 120, 260
"""Characters of each part, at most: of what was said before the last, of the others the first."""
_HEADING = 60
QUESTION_TOKENS, CANDIDATE_TOKENS = 36, 52


def question_text(question: str, context: str) -> str:
    """The last words first: of what was said before them only the end counts."""
    earlier = " ".join(context.split())[-CONTEXT:]
    return f"{question[:QUESTION]} « {earlier}" if earlier else question[:QUESTION]


def candidate_text(passage: Passage, text: str) -> str:
    """A row or sentence under its nearest heading, a row with the titles of its columns."""
    heading = passage.section.rpartition(" › ")[2][:_HEADING]
    return f"{heading}: {with_titles(passage, text)}"[:CANDIDATE]


def with_titles(passage: Passage, text: str) -> str:
    """A row of a whole table with its column titles; rows indexed by themselves have them already."""
    if passage.kind == "row" or " | " not in text:
        return text
    header = next((line for line in passage.text.splitlines() if " | " in line), "")
    titles, cells = header.split(" | "), text.split(" | ")
    if header == text or len(titles) != len(cells):
        return text
    return " | ".join(
        f"{title}: {cell}" for title, cell in zip(titles, cells, strict=True) if cell.strip(" -—–")
    )


def encode(
    tokenizer: Tokenizer, questions: Sequence[str], candidates: Sequence[str]
) -> list[tuple[list[int], list[int]]]:
    """Token ids of each pair's two sides: `<s> question </s>` and `candidate </s>`."""
    asked, told = map(tokenizer.encode, questions), map(tokenizer.encode, candidates)
    return [
        (_shortened(one, QUESTION_TOKENS), _shortened(other[1:], CANDIDATE_TOKENS))
        for one, other in zip(asked, told, strict=True)
    ]


def _shortened(ids: list[int], most: int) -> list[int]:
    return ids if len(ids) <= most else [*ids[: most - 1], ids[-1]]
