"""Puts questions that ask the same together, so that a curator decides once. Pure.

Two questions are near when they name the same things and numbers and their other words are nearly the same:
`reset value of CFGLR0` and `reset value of CFGLR1` differ by one letter, and ask for different things.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from retrieval.identifiers import canonical, identifiers_in

ALIKE = 85.0
"""Of 100, by `token_sort_ratio`: below it, other words ask for something else."""
_WORD = re.compile(r"[a-z0-9_]+(?:\.\d+)?|[^\W\d_a-z]+")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is compared."""

    text: str
    words: frozenset[str]
    names: frozenset[str]
    """Those of its words that name something: two questions that differ in one ask for different things."""
    numbers: frozenset[str]

    def is_like(self, other: "Asked") -> bool:
        """Whether what differs is only how it is said."""
        return not (self.words ^ other.words) & (self.names | other.names)


def asked(question: str) -> Asked:
    """Names are found as they are written, and compared without regard to case."""
    listed = _WORD.findall(question.casefold())
    words = frozenset(listed)
    names = frozenset(word for name in identifiers_in(question) for word in _WORD.findall(name.casefold()))
    return Asked(
        " ".join(listed), words, names, frozenset(word for word in words if any(map(str.isdigit, word)))
    )


def groups(questions: Iterable[tuple[str, str]]) -> list[list[int]]:
    """The places of questions that ask the same, in the order of their first ones, which speak for them.

    Each question comes with the chip that it is about.
    """
    found: list[list[int]] = []
    buckets: dict[tuple[str, frozenset[str]], list[tuple[Asked, list[int]]]] = {}
    for at, (question, chip) in enumerate(questions):
        own = asked(question)
        heads = buckets.setdefault((canonical(chip), own.numbers), [])
        near = process.extract(
            own.text, [head.text for head, _ in heads], scorer=fuzz.token_sort_ratio, score_cutoff=ALIKE
        )
        same = next((heads[place][1] for _, _, place in near if own.is_like(heads[place][0])), None)
        if same is None:
            found.append([at])
            heads.append((own, found[-1]))
        else:
            same.append(at)
    return found
